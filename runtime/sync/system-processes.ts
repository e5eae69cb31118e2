import { realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { systemErrorCode } from '../errors.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { Environment, Processes, RunningProgram } from '../ports.ts';

/** A program that lists processes and hangs is as bad as none. */
const listTimeoutMs = 5000;
const maxListBytes = 16 * 1024 * 1024;
const processesAtOnce = 32;

/** Runs a program to its end. @returns what it wrote; rejects where it fails */
export type RunProgram = (file: string, words: readonly string[]) => Promise<{ readonly stdout: string }>;

/** Asks the system which programs run, without a native module: `/proc`, `ps`, `tasklist`. */
export function systemProcesses(
  environment: Pick<Environment, 'platform' | 'home'>,
  run: RunProgram = runProgram,
): Processes {
  const { platform, home } = environment;
  if (platform === 'linux') return { list: () => listProc('/proc', home) };
  return {
    async list() {
      // Whose home this is not, their programs do not keep their files here.
      if (realPlace(userInfo().homedir) !== realPlace(home)) return [];
      return (platform === 'darwin' ? listWithPs(run) : listWithTasklist(run)).catch(() => undefined);
    },
  };
}

/**
 * @param folder where the kernel shows its processes
 * @returns the command lines of those that run with this home, as far as they can be read; apart, those of this person
 *   whose home is not shown, as of a program that lets nobody look into it (prctl(2), PR_SET_DUMPABLE); undefined where
 *   none is shown at all, not even this one
 */
export async function listProc(folder: string, home: string): Promise<RunningProgram[] | undefined> {
  const numbers = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/u.test(name));
  if (numbers.length === 0) return undefined;
  const here = realPlace(home);
  const programs = await mapAtOnce(numbers, processesAtOnce, async (number) => {
    try {
      const words = (await readFile(`${folder}/${number}/cmdline`, 'utf8')).split('\0').filter(Boolean);
      if (words.length === 0) return undefined;
      const own = await homeOf(`${folder}/${number}`);
      if (own === undefined) return { mayBe: words.join(' ') };
      return own !== '' && realPlace(own) === here ? words.join(' ') : undefined;
    } catch {
      return undefined; // Somebody else's, or gone by now.
    }
  });
  return programs.filter((program) => program !== undefined);
}

/**
 * @param folder of one process
 * @returns the home it runs with; undefined where that is not shown of one of this person
 * @throws the file system's error for somebody else's, and for one that is gone
 */
async function homeOf(folder: string): Promise<string | undefined> {
  try {
    const variables = (await readFile(`${folder}/environ`, 'utf8')).split('\0');
    const own = variables.find((variable) => variable.startsWith('HOME='))?.slice('HOME='.length);
    if (own !== undefined) return own;
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(systemErrorCode(error) ?? '')) throw error;
  }
  // The folder itself is its owner's, also where the files in it are shown as root's (proc(5)).
  return (await stat(folder)).uid === process.getuid?.() ? undefined : '';
}

/** A home may be spelled in several ways: with a slash at its end, or by way of a link. */
function realPlace(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return resolve(folder);
  }
}

/** Those of this user, in lines that are not cut. */
async function listWithPs(run: RunProgram): Promise<string[] | undefined> {
  const { stdout } = await run('/bin/ps', ['-x', '-ww', '-o', 'args=']);
  return someOf(stdout.split('\n'));
}

/** `tasklist` is quick and knows names only; where the name says too little, PowerShell knows the path. */
async function listWithTasklist(run: RunProgram): Promise<string[] | undefined> {
  const { stdout } = await run('tasklist.exe', ['/FO', 'CSV', '/NH']);
  const names = stdout.split(/\r?\n/u).map((line) => /^"([^"]*)"/u.exec(line)?.[1] ?? '');
  if (!names.some((name) => name.toLowerCase() === 'claude.exe')) return someOf(names);
  const script =
    'Get-CimInstance Win32_Process -Filter "Name=\'claude.exe\'" | ForEach-Object ExecutablePath';
  const paths = await run('powershell.exe', ['-NoProfile', '-Command', script]);
  return [...names, ...paths.stdout.split(/\r?\n/u)];
}

/** A list without even the program that made it tells nothing. */
function someOf(lines: string[]): string[] | undefined {
  return lines.some((line) => line.trim() !== '') ? lines : undefined;
}

/** Loaded when a program is to be run: that takes a tenth of a short command. */
async function runProgram(file: string, words: readonly string[]): Promise<{ stdout: string }> {
  const { execFile } = await import('node:child_process');
  return promisify(execFile)(file, words, options);
}

const options = { timeout: listTimeoutMs, maxBuffer: maxListBytes, windowsHide: true } as const;
