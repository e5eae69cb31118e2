import { readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment, FileWatcher, Log, Ports, SecretStore } from '../../runtime/ports.ts';
import { createRuntime, type Runtime } from '../../runtime/runtime.ts';
import { installOne } from './install-one.ts';
import { type LaidOutHome, type LayoutPlatform, layOutHome } from './lay-out-home.ts';
import { makeHome, type ThrowAwayHome } from './run-cli.ts';
import { writeSkillFolder } from './skill-folder.ts';

/** Where this machine's clients keep their files. */
export const hostPlatform: LayoutPlatform =
  process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';

export interface SyncHomeOptions {
  /** Whether three clients are laid out in it. Default true. */
  readonly laidOut?: boolean;
  /** Called whenever the runtime asks what time it is, or says what it does: moments of its work. */
  readonly onMoment?: (said?: string) => void;
  /** Command lines of the programs that run; undefined for a system that does not tell. Default: none. */
  readonly running?: () => readonly string[] | undefined;
  readonly variables?: Environment['variables'];
  readonly secrets?: SecretStore;
  readonly watcher?: FileWatcher;
}

/** A throw-away home with clients in it and the runtime on top of it, in this process, with ports of its own. */
export interface SyncHome extends AsyncDisposable {
  readonly path: string;
  readonly aios: string;
  readonly laid: LaidOutHome;
  readonly runtime: Runtime;
  readonly ports: Ports;
  /** What was logged, as `level: message`. */
  readonly logged: readonly string[];
  /** Makes a small skill and installs it. */
  install(skill?: { id?: string; version?: string; clients?: readonly string[] }): Promise<void>;
  /** A path below the home, or an absolute one as it is. */
  at(...parts: string[]): string;
  read(...parts: string[]): Promise<string>;
  write(text: string, ...parts: string[]): Promise<void>;
}

export async function makeSyncHome(options: SyncHomeOptions = {}): Promise<SyncHome> {
  const home = await makeHome();
  const laid = await (options.laidOut === false
    ? layOutNothing(home)
    : layOutHome(home.path, { platform: hostPlatform }));
  const logged: string[] = [];
  const ports = await makePorts(home, logged, options);
  const runtime = createRuntime(ports);
  return {
    path: home.path,
    aios: home.aios,
    laid,
    runtime,
    ports,
    logged,
    async install(skill) {
      const folder = await writeSkillFolder(join(home.path, 'skill-source'), skill);
      await installOne(runtime.installer, folder);
    },
    at: (...parts) => resolve(home.path, ...parts),
    read: (...parts) => readFile(resolve(home.path, ...parts), 'utf8'),
    write: (text, ...parts) => writeFile(resolve(home.path, ...parts), text),
    async [Symbol.asyncDispose]() {
      runtime.dispose();
      await rm(home.path, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function makePorts(home: ThrowAwayHome, logged: string[], options: SyncHomeOptions): Promise<Ports> {
  const serverBundle = join(home.path, 'aios-mcp-as-shipped.cjs');
  await writeFile(serverBundle, '// aios-mcp 0.1.0\nprocess.stdin.resume();\n');
  const tell =
    (level: string) =>
    (message: string): void => {
      if (level === 'debug') options.onMoment?.(message);
      logged.push(`${level}: ${message}`);
    };
  const log: Log = { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
  let milliseconds = Date.UTC(2026, 0, 1);
  return {
    environment: {
      platform: hostPlatform,
      home: home.path,
      aiosHome: home.aios,
      variables: options.variables ?? {},
    },
    javascript: { kind: 'node', path: process.execPath },
    log,
    clock: {
      now() {
        options.onMoment?.();
        milliseconds += 1000;
        return new Date(milliseconds);
      },
    },
    serverBundle,
    ...(options.secrets && { secrets: options.secrets }),
    processes: { list: async () => (options.running === undefined ? [] : options.running()) },
    ...(options.watcher && { watcher: options.watcher }),
  };
}

/** An empty home, spelled like a laid-out one: the texts are empty and the files do not exist. */
async function layOutNothing({ path }: ThrowAwayHome): Promise<LaidOutHome> {
  const laid = await layOutHome(path, { platform: hostPlatform });
  for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
  return laid;
}

/** A file's content and times, a link's target, or that there is a folder: by path below `folder`. */
export async function snapshot(
  folder: string,
  leaveOut: readonly string[] = [],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (leaveOut.some((left) => name === left || name.startsWith(join(left, '/')))) continue;
    if (entry.isSymbolicLink()) found.set(name, `-> ${await readlink(path)}`);
    else if (entry.isDirectory()) found.set(name, 'folder');
    else {
      const { mode, mtimeMs } = await stat(path);
      found.set(name, `${mode.toString(8)} ${mtimeMs} ${await readFile(path, 'utf8')}`);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same without times and modes: what a person would call the content. */
export async function contents(
  folder: string,
  leaveOut: readonly string[] = [],
): Promise<Map<string, string>> {
  const found = await snapshot(folder, leaveOut);
  return new Map([...found].map(([name, value]) => [name, value.replace(/^\d+ [\d.]+ /u, '')]));
}
