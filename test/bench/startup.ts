import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownTools } from '../../runtime/mcp/own-tools.ts';
import { projectFolder } from '../support/editor/project.ts';
import { environmentOf } from '../support/run-cli.ts';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';
import { ensurePeer } from './fetch-peer.ts';
import { measureInRounds } from './measure.ts';
import { makeSkillsHome, type SkillsHome } from './skills-home.ts';
import { type ServerCommand, type ServerStart, timeServerStart } from './time-server-start.ts';

const skillCount = 200;
const manySkills = 1000;

const filesystemServer = {
  name: '@modelcontextprotocol/server-filesystem',
  version: '2026.8.31',
  script: 'dist/index.js',
} as const;

const node = process.execPath;

/**
 * `aios-mcp` from spawn to answered `tools/list` with 200 and with 1,000 skills, started by its launcher as a client
 * does it, beside the server most people have and beside the least a server can be.
 */
export async function benchmarkStartup({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const filesystem = await ensurePeer(filesystemServer, report);
  report(`startup: installing ${skillCount} and ${manySkills} skills …`);
  const warm = await makeSkillsHome(skillCount);
  const large = await makeSkillsHome(manySkills);
  try {
    const cold = await warm.copyTo(join(warm.path, '..', 'home-of-first-start'));
    // A server that is killed leaves no compiled code behind; one that may end does.
    for (const home of [warm, large]) await startOurs(home, 'close-stdin');
    const peer = [filesystem, warm.path];
    const cache = { NODE_COMPILE_CACHE: join(warm.path, 'peer-compile-cache') };
    await start(scripted(peer, warm.path, cache), undefined, 'close-stdin');
    const floor = [join(projectFolder, 'test', 'bench', 'floor-server.mjs')];
    report(`startup: ${rounds} rounds …`);
    const samples = await measureInRounds(
      {
        ours: () => startOurs(warm),
        many: () => startOurs(large),
        first: async () => {
          await rm(cold.compileCache, { recursive: true, force: true });
          await rm(cold.lists, { recursive: true, force: true });
          return startOurs(cold);
        },
        filesystem: () => start(scripted(peer, warm.path)),
        filesystemCached: () => start(scripted(peer, warm.path, cache)),
        floor: () => start(scripted(floor, warm.path), 1),
      },
      rounds,
    );
    return { rows: [...timeRows(samples), ...memoryRows(samples)], notes: [] };
  } finally {
    await warm.remove();
    await large.remove();
  }
}

type Contender = 'ours' | 'many' | 'first' | 'filesystem' | 'filesystemCached' | 'floor';
type Samples = Readonly<Record<Contender, readonly ServerStart[]>>;

function timeRows(samples: Samples): Row[] {
  const ms = (name: Contender) => samples[name].map((start) => start.ms);
  const row = (name: string, ours: Contender, peer: Contender, atMost?: number): Row => ({
    name,
    unit: 'ms',
    ours: ms(ours),
    peer: { name: peerNames[peer] ?? peer, values: ms(peer) },
    ...(atMost !== undefined && { atMost }),
  });
  return [
    row(`aios-mcp, spawn to tools/list, ${skillCount} skills`, 'ours', 'filesystem', 0.5),
    row('  the same beside the floor', 'ours', 'floor'),
    row('  the same, both with compiled code kept', 'ours', 'filesystemCached'),
    row('  the same, the first start of all', 'first', 'filesystem'),
    row(`aios-mcp, spawn to tools/list, ${manySkills} skills`, 'many', 'filesystem', 0.7),
    row('  the same beside the floor', 'many', 'floor'),
  ];
}

function memoryRows(samples: Samples): Row[] {
  if (memory(samples.ours).length === 0) return [];
  const row = (name: string, ours: Contender, peer: Contender, atMost?: number): Row => ({
    name,
    unit: 'MiB',
    ours: memory(samples[ours]),
    peer: { name: peerNames[peer] ?? peer, values: memory(samples[peer]) },
    ...(atMost !== undefined && { atMost }),
  });
  return [
    row(`aios-mcp, resident memory after tools/list, ${skillCount} skills`, 'ours', 'floor', 1.5),
    row('  the same beside a server', 'ours', 'filesystem'),
    row(`  the same with ${manySkills} skills`, 'many', 'floor', 1.5),
  ];
}

const peerNames: Partial<Record<Contender, string>> = {
  filesystem: 'server-filesystem',
  filesystemCached: 'server-filesystem',
};

function memory(starts: readonly ServerStart[]): number[] {
  return starts.map(({ memoryMiB }) => memoryMiB).filter((value) => value !== undefined);
}

function startOurs(home: SkillsHome, ending: 'close-stdin' | 'kill' = 'kill'): Promise<ServerStart> {
  return start(launched(home), home.skills + ownTools.length, ending);
}

/** @param tools how many it must list; left out, any number but none */
async function start(
  server: ServerCommand,
  tools?: number,
  ending: 'close-stdin' | 'kill' = 'kill',
): Promise<ServerStart> {
  const result = await timeServerStart(server, ending);
  if (tools === undefined ? result.tools > 0 : result.tools === tools) return result;
  throw new Error(
    `${[server.command, ...server.args].join(' ')} listed ${result.tools} tools instead of ${tools ?? 'some'}.`,
  );
}

/** As the entry in a client's config says. */
export function launched(home: SkillsHome): ServerCommand {
  const windows = process.platform === 'win32';
  return {
    command: windows ? 'cmd.exe' : home.launcher,
    args: windows ? ['/d', '/c', home.launcher] : [],
    environment: bareEnvironment(home.path),
    workingFolder: home.path,
  };
}

function scripted(
  args: readonly string[],
  home: string,
  more: Readonly<Record<string, string>> = {},
): ServerCommand {
  return {
    command: node,
    args,
    environment: { ...bareEnvironment(home), ...more },
    workingFolder: home,
  };
}

/** As bare as Claude Desktop gives it. */
function bareEnvironment(home: string): Record<string, string | undefined> {
  const environment = environmentOf(home);
  return process.platform === 'win32' ? environment : { ...environment, PATH: '/usr/bin:/bin' };
}
