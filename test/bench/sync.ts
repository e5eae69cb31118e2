import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeThrowAwayFolder } from '../support/editor/throw-away.ts';
import { cliFile, environmentOf } from '../support/run-cli.ts';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';
import { ensurePeer } from './fetch-peer.ts';
import { measureInRounds, median } from './measure.ts';
import { peers } from './peers.ts';
import { type ProcessRun, runProcess } from './run-process.ts';
import { expectSkill, skillName, writeSkillTree } from './skill-tree.ts';
import { expectServer, layOutThreeClients } from './three-clients.ts';
import { warmHostRows } from './warm-host.ts';

const skills = 100;

/**
 * A hundred skills and the server to Claude Code, Cursor and Codex, as whole processes in fresh homes, beside the npm
 * packages that do such things; then in a host that runs already. Nothing uses the network.
 */
export async function benchmarkSync({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const scripts = {
    skills: await ensurePeer(peers.skills, report),
    ruler: await ensurePeer(peers.ruler, report),
    rulesync: await ensurePeer(peers.rulesync, report),
    addMcp: await ensurePeer(peers.addMcp, report),
  };
  const folder = await makeThrowAwayFolder('aios-bench');
  try {
    const bench = await prepare(folder.path, scripts);
    report(`sync: ${skills} skills to 3 clients, ${rounds} rounds …`);
    const delivered = await measureInRounds(
      {
        ours: async () => (await deliver(bench)).ms,
        ruler: async () => (await applyRuler(bench)).ms,
        rulesync: async () => (await generateRulesync(bench)).ms,
        skills: async () => (await addSkills(bench)).ms,
      },
      rounds,
    );
    report(`sync: nothing to do, ${rounds} rounds …`);
    const again = await measureInRounds(await prepareAgain(bench), rounds);
    report(`sync: the server to 3 clients, ${rounds} rounds …`);
    const server = await measureInRounds(
      { ours: await prepareServer(bench), first: () => deliverFirst(bench), peer: () => addServer(bench) },
      rounds,
    );
    const threeCopies = { 'ruler apply': delivered.ruler, 'rulesync generate': delivered.rulesync };
    const [[name, values] = ['', []]] = Object.entries(threeCopies).sort(
      ([, a], [, b]) => median(a) - median(b),
    );
    const rows: Row[] = [
      {
        name: `aios sync, ${skills} skills to 3 clients`,
        unit: 'ms',
        ours: delivered.ours,
        peer: { name, values },
        atMost: 0.7,
      },
      {
        name: '  beside two copies',
        unit: 'ms',
        ours: delivered.ours,
        peer: { name: 'skills add --copy', values: delivered.skills },
      },
      {
        name: '  again, nothing changed',
        unit: 'ms',
        ours: again.sync,
        peer: { name: 'rulesync generate', values: again.generate },
        atMost: 0.2,
      },
      {
        name: `aios drift, ${skills} skills in 3 clients`,
        unit: 'ms',
        ours: again.drift,
        peer: { name: 'rulesync generate --check', values: again.check },
        atMost: 0.2,
      },
      {
        name: 'aios sync, one MCP server to 3 clients',
        unit: 'ms',
        ours: server.ours,
        peer: { name: 'add-mcp', values: server.peer },
        atMost: 1,
      },
      {
        name: '  the first sync of all, with the server’s files and a skill',
        unit: 'ms',
        ours: server.first,
        peer: { name: 'add-mcp', values: server.peer },
      },
      ...(await warmHostRows({ rounds, report }, { folder: folder.path, tree: bench.tree, skills })),
    ];
    return { rows, notes: [] };
  } finally {
    await folder.remove();
  }
}

type Scripts = Readonly<Record<keyof typeof peers, string>>;

interface Bench {
  readonly folder: string;
  readonly tree: string;
  readonly scripts: Scripts;
  /** Kept over the rounds: Node.js keeps compiled code there for those who ask it to. */
  readonly temporary: string;
  /** Holds our home with `all` skills installed, or `one`, and nothing delivered yet. */
  readonly installed: string;
  homes: number;
}

interface Home {
  readonly path: string;
  readonly options: { environment: Readonly<Record<string, string | undefined>>; workingFolder: string };
}

async function prepare(folder: string, scripts: Scripts): Promise<Bench> {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const tree = await writeSkillTree(join(folder, 'tree'), skills);
  const bench: Bench = { folder, tree, scripts, temporary, installed: join(folder, 'installed'), homes: 0 };
  for (const [name, words] of [
    ['all', ['--all']],
    ['one', ['--skill', skillName(0)]],
  ] as const) {
    const { path, options } = await freshHome(bench);
    await runProcess(cliFile, ['install', tree, ...words], options);
    await cp(join(path, '.aios'), join(bench.installed, name), { recursive: true });
  }
  return bench;
}

/** A home with three clients and a project in it. */
async function freshHome(bench: Bench): Promise<Home> {
  bench.homes += 1;
  const path = join(bench.folder, `home-${bench.homes}`);
  const workingFolder = join(path, 'project');
  await mkdir(workingFolder, { recursive: true });
  await layOutThreeClients(path);
  const { temporary } = bench;
  const environment = {
    ...environmentOf(path),
    ...{ TMPDIR: temporary, TEMP: temporary, TMP: temporary, DISABLE_TELEMETRY: '1' },
  };
  return { path, options: { environment, workingFolder } };
}

type Run = ProcessRun & { readonly home: Home };

async function deliver(bench: Bench): Promise<Run> {
  const home = await freshHome(bench);
  await cp(join(bench.installed, 'all'), join(home.path, '.aios'), { recursive: true });
  const run = await runProcess(cliFile, ['sync'], home.options);
  await expectServer(home.path);
  // Cursor reads Claude Code's folder; Codex reads the shared one.
  await expectSkill(bench.tree, skills - 1, join(home.path, '.claude', 'skills', skillName(skills - 1)));
  await expectSkill(bench.tree, 0, join(home.path, '.agents', 'skills', skillName(0)));
  return { ...run, home };
}

async function applyRuler(bench: Bench): Promise<Run> {
  const home = await freshHome(bench);
  const project = home.options.workingFolder;
  await cp(bench.tree, join(project, '.ruler', 'skills'), { recursive: true });
  const run = await runProcess(
    bench.scripts.ruler,
    ['apply', '--agents', 'claude,cursor,codex', '--local-only'],
    home.options,
  );
  await expectThreeCopies(bench, project);
  return { ...run, home };
}

const rulesyncWords = ['generate', '-t', 'claudecode,cursor,codexcli', '-f', 'skills'];

async function generateRulesync(bench: Bench): Promise<Run> {
  const home = await freshHome(bench);
  const project = home.options.workingFolder;
  await cp(bench.tree, join(project, '.rulesync', 'skills'), { recursive: true });
  const run = await runProcess(bench.scripts.rulesync, rulesyncWords, home.options);
  await expectThreeCopies(bench, project);
  return { ...run, home };
}

async function addSkills(bench: Bench): Promise<Run> {
  const home = await freshHome(bench);
  const words = ['add', bench.tree, '-a', 'claude-code', 'cursor', 'codex', '--skill', '*', '-y', '--copy'];
  const run = await runProcess(bench.scripts.skills, words, home.options);
  for (const client of ['.agents', '.claude'])
    await expectSkill(bench.tree, 0, join(home.options.workingFolder, client, 'skills', skillName(0)));
  return { ...run, home };
}

async function expectThreeCopies(bench: Bench, project: string): Promise<void> {
  for (const client of ['.agents', '.claude', '.cursor'])
    await expectSkill(bench.tree, skills - 1, join(project, client, 'skills', skillName(skills - 1)));
}

/** Where everything stands as it should. */
async function prepareAgain(bench: Bench) {
  const [ours, theirs] = [(await deliver(bench)).home, (await generateRulesync(bench)).home];
  const timed = async (script: string, words: readonly string[], { options }: Home): Promise<number> =>
    (await runProcess(script, words, options)).ms;
  return {
    sync: () => timed(cliFile, ['sync'], ours),
    generate: () => timed(bench.scripts.rulesync, rulesyncWords, theirs),
    drift: () => timed(cliFile, ['drift', '--json'], ours),
    check: () => timed(bench.scripts.rulesync, [...rulesyncWords, '--check'], theirs),
  };
}

/** Clients that have all but the server, as `add-mcp` finds them: each round takes it out of their configs again. */
async function prepareServer(bench: Bench): Promise<() => Promise<number>> {
  const home = await freshHome(bench);
  await cp(join(bench.installed, 'one'), join(home.path, '.aios'), { recursive: true });
  await runProcess(cliFile, ['sync'], home.options);
  return async () => {
    await layOutThreeClients(home.path);
    const { ms } = await runProcess(cliFile, ['sync'], home.options);
    await expectServer(home.path);
    return ms;
  };
}

/** With one skill, since nobody is given a server that serves nothing: its copies are written as well. */
async function deliverFirst(bench: Bench): Promise<number> {
  const home = await freshHome(bench);
  await cp(join(bench.installed, 'one'), join(home.path, '.aios'), { recursive: true });
  const { ms } = await runProcess(cliFile, ['sync'], home.options);
  await expectServer(home.path);
  return ms;
}

async function addServer(bench: Bench): Promise<number> {
  const home = await freshHome(bench);
  const words = ['node /opt/aios/server.js', '-g', '-n', 'aios', '-y'];
  const clients = ['claude-code', 'cursor', 'codex'].flatMap((client) => ['-a', client]);
  const { ms } = await runProcess(bench.scripts.addMcp, [...words, ...clients], home.options);
  await expectServer(home.path);
  return ms;
}
