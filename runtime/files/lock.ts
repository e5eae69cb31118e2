import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFileMode } from './atomic-write.ts';
import { delay } from './next-turn.ts';
import { isAlive } from './process-owner.ts';
import { statQuietly } from './stat-quietly.ts';

/** What is done under a lock takes well under a second; a lock this old was left behind. */
const staleAfterMs = 5 * 60_000;
/** Taking a stale lock away takes microseconds; a guard this old was left behind. */
const staleGuardAfterMs = 10_000;

interface LockOwner {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

export interface LockOptions {
  /** How long to wait for another process, in milliseconds. Default 15,000. */
  readonly waitMs?: number;
}

/**
 * Runs `work` while no other process of this person holds the lock at `path`. The lock is a file that
 * names its owner and comes into being whole (by a hard link), so one left by a killed process is known
 * by its dead owner and taken over at once. Its steps take microseconds, and no other thread is asked for them.
 *
 * @throws AiosError `busy` when another process keeps it for longer than `waitMs`
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await ensurePrivateFolder(dirname(path));
  const owner: LockOwner = { pid: process.pid, host: hostname(), token: randomUUID() };
  await acquire(path, owner, options.waitMs ?? 15_000);
  try {
    return await work();
  } finally {
    release(path, owner);
  }
}

async function acquire(path: string, owner: LockOwner, waitMs: number): Promise<void> {
  const claim = `${path}.${owner.token}`;
  const deadline = Date.now() + waitMs;
  try {
    writeFileSync(claim, JSON.stringify(owner), { flag: 'wx', mode: privateFileMode });
    for (let pause = 2; !tryLink(claim, path); pause = Math.min(pause * 2, 50)) {
      if (takeAwayIfStale(path)) continue;
      if (Date.now() > deadline) throw busyError(path);
      await delay(pause);
    }
  } catch (error) {
    throw fileError(error, 'take the lock', path);
  } finally {
    removeQuietly(claim);
  }
}

function tryLink(claim: string, path: string): boolean {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function release(path: string, owner: LockOwner): void {
  if (readOwner(path)?.token === owner.token) rmSync(path, { force: true });
}

function takeAwayIfStale(path: string): boolean {
  if (!isStale(path)) return false;
  const guard = `${path}.guard`;
  try {
    mkdirSync(guard);
  } catch {
    // Somebody else is at it, or was killed at it.
    const about = statQuietly(guard);
    if (about && Date.now() - about.mtimeMs > staleGuardAfterMs) removeGuard(guard);
    return false;
  }
  try {
    // Only under the guard is it sure that the lock judged stale is the one that gets removed.
    if (isStale(path)) rmSync(path, { force: true });
    return true;
  } finally {
    removeGuard(guard);
  }
}

function isStale(path: string): boolean {
  const owner = readOwner(path);
  const about = statQuietly(path);
  if (about === undefined) return false;
  if (Date.now() - about.mtimeMs > staleAfterMs) return true;
  return owner !== undefined && owner.host === hostname() && !isAlive(owner.pid);
}

function readOwner(path: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { pid, host, token } = value as Partial<LockOwner>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof token !== 'string') return undefined;
    return { pid, host, token };
  } catch {
    return undefined;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // One that is left does no harm.
  }
}

function removeGuard(guard: string): void {
  try {
    rmdirSync(guard);
  } catch {
    // Somebody else took it away.
  }
}

function busyError(path: string): AiosError {
  const owner = readOwner(path);
  const who = owner === undefined ? 'another process' : `process ${owner.pid}`;
  return new AiosError(`AI OS is busy: ${who} holds ${path}.`, {
    code: 'busy',
    remedy: 'Wait for it to finish and try again. If no such process exists, delete that file.',
    file: path,
  });
}
