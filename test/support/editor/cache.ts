import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Tells a person what is going on, one line at a time. */
export type Report = (line: string) => void;

/** Where downloads for development are kept between runs: `${XDG_CACHE_HOME:-~/.cache}/aios-dev`. */
export function developmentCache(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'aios-dev');
}

export interface CachedFolder {
  /** Absolute path of the folder that shall exist in the end. */
  readonly folder: string;
  /** A file below it whose presence says that the folder is there. */
  readonly proof: string;
  /** Fills the given empty folder. It becomes `folder` by a rename once this has succeeded. */
  readonly fill: (temporary: string) => Promise<void>;
}

/**
 * Makes sure that a cached folder exists and is whole. A process killed half-way leaves only a `.partial-…`
 * folder beside it, which the next one removes. Several processes may call this at once: one fills, the
 * others wait. Should two fill after all (a suspended owner), the rename lets the first win.
 *
 * @throws whatever `fill` throws
 */
export async function ensureCachedFolder(wanted: CachedFolder, report: Report): Promise<void> {
  if (await exists(wanted.proof)) return;
  await mkdir(dirname(wanted.folder), { recursive: true });
  const release = await takeLock(`${wanted.folder}.lock`, report);
  try {
    if (await exists(wanted.proof)) return;
    await removePartials(wanted.folder);
    await rm(wanted.folder, { recursive: true, force: true });
    const temporary = `${wanted.folder}.partial-${randomBytes(6).toString('hex')}`;
    await mkdir(temporary);
    try {
      await wanted.fill(temporary);
      await rename(temporary, wanted.folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      if (!(await exists(wanted.proof))) throw error;
    }
  } finally {
    release();
  }
}

async function removePartials(folder: string): Promise<void> {
  const parent = dirname(folder);
  const prefix = `${basename(folder)}.partial-`;
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    // An npm that has outlived its parent may still be writing there; the next one removes the rest.
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** A living owner touches its lock this often … */
const heartbeatMilliseconds = 2_000;
/** … so a lock untouched for this long has lost its owner, wherever that ran. */
const staleAfterMilliseconds = 30_000;
const pollMilliseconds = 200;

/**
 * Takes an inter-process lock, waiting for its owner. A lock is stale when its owner's process is gone from
 * this machine, or when nobody has touched it for 30 s (covers a reused process id and another machine).
 *
 * @returns the function that gives the lock back
 */
export async function takeLock(file: string, report: Report): Promise<() => void> {
  const token = JSON.stringify({ pid: process.pid, host: hostname(), id: randomBytes(6).toString('hex') });
  let told = false;
  for (;;) {
    try {
      await writeFile(file, token, { flag: 'wx' });
      return holdLock(file, token);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
    }
    if (await removeIfStale(file)) continue;
    if (!told) report(`Waiting for another run that is preparing ${file.replace(/\.lock$/, '')} …`);
    told = true;
    await delay(pollMilliseconds);
  }
}

function holdLock(file: string, token: string): () => void {
  const heartbeat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody took the lock for stale; the rename in ensureCachedFolder still keeps the folder whole.
    }
  }, heartbeatMilliseconds);
  heartbeat.unref();
  return () => {
    clearInterval(heartbeat);
    if (readIfPresent(file) === token) rmSync(file, { force: true });
  };
}

async function removeIfStale(file: string): Promise<boolean> {
  const content = readIfPresent(file);
  if (content === undefined) return true;
  if (!ownerIsGone(content) && !isUntouched(file)) return false;
  if (readIfPresent(file) !== content) return false;
  await rm(file, { force: true });
  return true;
}

function ownerIsGone(content: string): boolean {
  let owner: { pid?: unknown; host?: unknown };
  try {
    owner = JSON.parse(content) as typeof owner;
  } catch {
    // Being written at this moment, or cut off by a full disk: its age decides.
    return false;
  }
  if (owner.host !== hostname() || typeof owner.pid !== 'number') return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return isSystemError(error, 'ESRCH');
  }
}

function isUntouched(file: string): boolean {
  try {
    return Date.now() - statSync(file).mtimeMs > staleAfterMilliseconds;
  } catch {
    return false;
  }
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
