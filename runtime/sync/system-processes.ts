import { readdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { Environment, Processes } from '../ports.ts';

/** A program that lists processes and hangs is as bad as none. */
const listTimeoutMs = 5000;
const maxListBytes = 16 * 1024 * 1024;
const processesAtOnce = 32;

/** Asks the system which programs run, without a native module: `/proc`, `ps`, `tasklist`. */
export function systemProcesses(environment: Pick<Environment, 'platform' | 'home'>): Processes {
  const { platform, home } = environment;
  if (platform === 'linux') return { list: () => listProc('/proc', home) };
  return {
    async list() {
      // Whose home this is not, their programs do not keep their files here.
      if (userInfo().homedir !== home) return [];
      return (platform === 'darwin' ? listWithPs() : listWithTasklist()).catch(() => undefined);
    },
  };
}

/**
 * @param folder where the kernel shows its processes
 * @returns the command lines of those that run with this home, as far as they can be read; undefined where none is
 *   shown at all, not even this one
 */
export async function listProc(folder: string, home: string): Promise<string[] | undefined> {
  const numbers = (await readdir(folder).catch(() => [])).filter((name) => /^\d+$/u.test(name));
  if (numbers.length === 0) return undefined;
  const lines = await mapAtOnce(numbers, processesAtOnce, async (number) => {
    try {
      const words = (await readFile(`${folder}/${number}/cmdline`, 'utf8')).split('\0').filter(Boolean);
      if (words.length === 0) return undefined;
      const variables = (await readFile(`${folder}/${number}/environ`, 'utf8')).split('\0');
      const own = variables.find((variable) => variable.startsWith('HOME='))?.slice('HOME='.length);
      return own && resolve(own) === resolve(home) ? words.join(' ') : undefined;
    } catch {
      return undefined; // Somebody else's, or gone by now.
    }
  });
  return lines.filter((line) => line !== undefined);
}

async function listWithPs(): Promise<string[] | undefined> {
  const { stdout } = await runProgram('/bin/ps', ['-axo', 'args=']);
  return someOf(stdout.split('\n'));
}

/** `tasklist` is quick and knows names only; where the name says too little, PowerShell knows the path. */
async function listWithTasklist(): Promise<string[] | undefined> {
  const { stdout } = await runProgram('tasklist.exe', ['/FO', 'CSV', '/NH']);
  const names = stdout.split(/\r?\n/u).map((line) => /^"([^"]*)"/u.exec(line)?.[1] ?? '');
  if (!names.some((name) => name.toLowerCase() === 'claude.exe')) return someOf(names);
  const script =
    'Get-CimInstance Win32_Process -Filter "Name=\'claude.exe\'" | ForEach-Object ExecutablePath';
  const paths = await runProgram('powershell.exe', ['-NoProfile', '-Command', script]);
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
