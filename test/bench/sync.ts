import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { projectFolder } from '../support/editor/project.ts';
import { makeThrowAwayFolder } from '../support/editor/throw-away.ts';
import { type LaidOutHome, layOutHome } from '../support/lay-out-home.ts';
import { cliFile, environmentOf } from '../support/run-cli.ts';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';
import { ensurePeer } from './fetch-peer.ts';
import { measureInRounds } from './measure.ts';
import { runProcess } from './run-process.ts';

const skillId = 'roadmap-reader';
const ourSkill = join(projectFolder, 'skills', skillId);
/** The same skill as the peer reads it: with a SKILL.md. */
const agentSkill = join(projectFolder, 'dist', 'skills', skillId);

const peer = { name: 'skills', version: '1.7.4', script: 'bin/cli.mjs' } as const;
const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';

interface Delivery {
  /** The command that is compared, in milliseconds. */
  readonly ms: number;
  /** With every command that it takes to get there from nothing. */
  readonly fromNothing: number;
}

/**
 * One skill to three clients as whole processes, each time in a fresh home, beside the npm package `skills`. Both
 * run with this Node.js, without npx, and neither uses the network.
 */
export async function benchmarkSync({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const script = await ensurePeer(peer, report);
  const folder = await makeThrowAwayFolder('aios-bench');
  // Kept over the rounds: Node.js keeps compiled code there for those who ask it to.
  const temporary = join(folder.path, 'tmp');
  await mkdir(temporary);
  let homes = 0;
  const freshHome = async (): Promise<LaidOutHome> => {
    homes += 1;
    return layOutHome(join(folder.path, `home-${homes}`), { platform });
  };
  const environment = (home: LaidOutHome) => ({
    ...environmentOf(home.home),
    ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  report(`sync: ${rounds} rounds …`);
  try {
    const samples = await measureInRounds(
      {
        ours: async () => {
          const home = await freshHome();
          return deliver(home, environment(home));
        },
        peer: async () => {
          const home = await freshHome();
          return addWithPeer(script, home, environment(home));
        },
      },
      rounds,
    );
    return { rows: makeRows(samples.ours, samples.peer), notes: [] };
  } finally {
    await folder.remove();
  }
}

function makeRows(ours: readonly Delivery[], theirs: readonly Delivery[]): Row[] {
  const peerTimes = { name: 'skills add', values: theirs.map(({ ms }) => ms) };
  return [
    {
      name: 'aios sync, 1 skill to 3 clients',
      unit: 'ms',
      ours: ours.map(({ ms }) => ms),
      peer: peerTimes,
      atMost: 1,
    },
    {
      name: '  the same with aios install before it',
      unit: 'ms',
      ours: ours.map(({ fromNothing }) => fromNothing),
      peer: peerTimes,
    },
  ];
}

type Environment = Readonly<Record<string, string | undefined>>;

async function deliver(home: LaidOutHome, environment: Environment): Promise<Delivery> {
  const options = { environment, workingFolder: home.home };
  const install = await runProcess(cliFile, ['install', ourSkill], options);
  const sync = await runProcess(cliFile, ['sync'], options);
  const launcher = join(home.home, '.aios', 'bin', platform === 'win32' ? 'aios-mcp.cmd' : 'aios-mcp');
  await access(launcher, constants.X_OK);
  for (const [client, { path }] of Object.entries(home.configs)) {
    const { mcpServers } = parse(await readFile(path, 'utf8')) as { mcpServers: Record<string, unknown> };
    const entry = mcpServers.aios as { command: string; args: string[] } | undefined;
    // On Windows cmd.exe is named before it.
    if (entry === undefined || [entry.command, ...entry.args].at(-1) !== launcher)
      throw new Error(`${client} was not given our server: ${path}`);
  }
  await expectSkill(join(home.home, '.claude', 'skills', skillId));
  return { ms: sync.ms, fromNothing: install.ms + sync.ms };
}

async function addWithPeer(script: string, home: LaidOutHome, environment: Environment): Promise<Delivery> {
  const project = join(home.home, 'project');
  await mkdir(project);
  const words = ['add', agentSkill, '-a', 'claude-code', 'cursor', 'codex', '--skill', '*', '-y'];
  const { ms } = await runProcess(script, words, {
    environment: { ...environment, DISABLE_TELEMETRY: '1' },
    workingFolder: project,
  });
  // Cursor and Codex read the first, Claude Code the second.
  for (const clientFolder of ['.agents', '.claude'])
    await expectSkill(join(project, clientFolder, 'skills', skillId));
  return { ms, fromNothing: ms };
}

async function expectSkill(folder: string): Promise<void> {
  const [wanted, found] = await Promise.all(
    [agentSkill, folder].map((place) => readFile(join(place, 'SKILL.md'), 'utf8')),
  );
  if (wanted !== found) throw new Error(`The skill that stands in ${folder} is another one.`);
}
