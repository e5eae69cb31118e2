import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../support/editor/project.ts';
import { environmentOf } from '../support/run-cli.ts';
import type { BenchmarkOptions, BenchmarkResult, Row } from './benchmark.ts';
import { ensurePeer } from './fetch-peer.ts';
import { measureInRounds } from './measure.ts';
import { makeSkillsHome, type SkillsHome } from './skills-home.ts';
import { type ServerCommand, type ServerStart, timeServerStart } from './time-server-start.ts';

const skillCount = 200;
/** Beside one per skill, `list_skills` and `get_skill`. */
const ownTools = 2;

const filesystemServer = {
  name: '@modelcontextprotocol/server-filesystem',
  version: '2026.8.31',
  script: 'dist/index.js',
} as const;

const node = process.execPath;

/**
 * `aios-mcp` from spawn to answered `tools/list` with 200 skills, started by its launcher as a client does it, beside
 * the server most people have and beside the least a server can be.
 */
export async function benchmarkStartup({ rounds, report }: BenchmarkOptions): Promise<BenchmarkResult> {
  const filesystem = await ensurePeer(filesystemServer, report);
  report(`startup: installing ${skillCount} skills …`);
  const warm = await makeSkillsHome(skillCount);
  try {
    const cold = await warm.copyTo(join(warm.path, '..', 'home-of-first-start'));
    // A server that is killed leaves no compiled code behind; one that may end does.
    await start(launched(warm), skillCount + ownTools, 'close-stdin');
    const peer = [filesystem, warm.path];
    const cache = { NODE_COMPILE_CACHE: join(warm.path, 'peer-compile-cache') };
    await start(scripted(peer, warm.path, cache), undefined, 'close-stdin');
    const floor = [join(projectFolder, 'test', 'bench', 'floor-server.mjs')];
    report(`startup: ${rounds} rounds …`);
    const samples = await measureInRounds(
      {
        ours: () => start(launched(warm), skillCount + ownTools),
        first: async () => {
          await rm(cold.compileCache, { recursive: true, force: true });
          return start(launched(cold), skillCount + ownTools);
        },
        filesystem: () => start(scripted(peer, warm.path)),
        filesystemCached: () => start(scripted(peer, warm.path, cache)),
        floor: () => start(scripted(floor, warm.path), 1),
      },
      rounds,
    );
    return { rows: makeRows(samples), notes: [] };
  } finally {
    await warm.remove();
  }
}

type Contender = 'ours' | 'first' | 'filesystem' | 'filesystemCached' | 'floor';

function makeRows(samples: Readonly<Record<Contender, readonly ServerStart[]>>): Row[] {
  const ms = (name: Contender) => samples[name].map((start) => start.ms);
  const unit = 'ms';
  const rows: Row[] = [
    {
      name: `aios-mcp, spawn to tools/list, ${skillCount} skills`,
      unit,
      ours: ms('ours'),
      peer: { name: 'server-filesystem', values: ms('filesystem') },
      atMost: 0.65,
    },
    {
      name: '  the same beside the floor',
      unit,
      ours: ms('ours'),
      peer: { name: 'floor', values: ms('floor') },
    },
    {
      name: '  the same, both with compiled code kept',
      unit,
      ours: ms('ours'),
      peer: { name: 'server-filesystem', values: ms('filesystemCached') },
    },
    {
      name: '  the same, the first start of all',
      unit,
      ours: ms('first'),
      peer: { name: 'server-filesystem', values: ms('filesystem') },
    },
  ];
  const ourMemory = memory(samples.ours);
  if (ourMemory.length === 0) return rows;
  const memoryName = 'aios-mcp, resident memory after tools/list';
  return [
    ...rows,
    {
      name: memoryName,
      unit: 'MiB',
      ours: ourMemory,
      peer: { name: 'floor', values: memory(samples.floor) },
      atMost: 1.6,
    },
    {
      name: '  the same beside a server',
      unit: 'MiB',
      ours: ourMemory,
      peer: { name: 'server-filesystem', values: memory(samples.filesystem) },
    },
  ];
}

function memory(starts: readonly ServerStart[]): number[] {
  return starts.map(({ memoryMiB }) => memoryMiB).filter((value) => value !== undefined);
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
function launched(home: SkillsHome): ServerCommand {
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
