import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The command line as it ships; `npm run build` makes it. */
export const cliFile = join(root, 'dist', 'cli', 'aios.js');

/** A person's home that is thrown away after the test. */
export interface ThrowAwayHome extends AsyncDisposable {
  /** The person's home, absolute: `HOME` of what is run. */
  readonly path: string;
  /** Our own home in it, `~/.aios`; not made yet. */
  readonly aios: string;
}

/** Makes an empty home. Take it with `await using`, or dispose of it in `afterEach`. */
export async function makeHome(): Promise<ThrowAwayHome> {
  const path = await mkdtemp(join(tmpdir(), 'aios-home-'));
  return {
    path,
    aios: join(path, '.aios'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

export interface RunOptions {
  /** Set for the command, over the home's; undefined takes one away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: the home. */
  readonly workingFolder?: string;
  /** Given to node before the script, e.g. `['--import', file]`. */
  readonly nodeOptions?: readonly string[];
  /** What stdin holds. Default: nothing. */
  readonly input?: string;
}

export interface CliRun {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout parsed as JSON; undefined when it is not exactly one JSON document. */
  readonly json: unknown;
}

/** The variables that decide where files are looked for, all inside the home; nothing of the test's own passes. */
export function environmentOf(home: string): Record<string, string | undefined> {
  return {
    PATH: `${dirname(process.execPath)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
    SystemRoot: process.env.SystemRoot,
    TMPDIR: process.env.TMPDIR,
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
    NO_COLOR: '1',
  };
}

/** Runs `aios` as a person would, in a home. Rejects only when node itself cannot be started. */
export async function runCli(
  home: ThrowAwayHome | string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<CliRun> {
  const path = typeof home === 'string' ? home : home.path;
  const workingFolder = options.workingFolder ?? path;
  await mkdir(workingFolder, { recursive: true });
  const child = spawn(process.execPath, [...(options.nodeOptions ?? []), cliFile, ...words], {
    cwd: workingFolder,
    env: { ...environmentOf(path), ...options.environment },
    stdio: 'pipe',
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  // A command that ends without reading its stdin closes the pipe first.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode, signal, ...output, json: parseJson(output.stdout) }),
    );
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
