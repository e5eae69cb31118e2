import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder } from '../files/atomic-write.ts';

/** Nothing is fetched or prepared for as long as this; it ends what a reused process id would keep. */
const longestUseMs = 24 * 60 * 60_000;

/**
 * Gives `work` an empty folder of its own below the staging folder, 0700, and takes it away afterwards. Its name says
 * which process works there, so that what a killed one left is known.
 *
 * @param work given the folder, absolute
 */
export async function withStagingFolder<T>(
  staging: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(staging, `${process.pid}-${randomBytes(8).toString('hex')}`);
  // Told by its own name when it cannot be made.
  await ensurePrivateFolder(staging);
  await ensurePrivateFolder(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** Takes away what processes killed in the middle of their work left. */
export async function clearAbandoned(staging: string): Promise<void> {
  for (const name of await readdir(staging).catch(() => [])) {
    const folder = join(staging, name);
    if (await isAbandoned(name, folder))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isAbandoned(name: string, folder: string): Promise<boolean> {
  const pid = Number(/^(\d+)-[0-9a-f]{16}$/u.exec(name)?.[1]);
  if (!(pid > 0)) return true;
  if (pid === process.pid) return false;
  const about = await stat(folder).catch(() => undefined);
  if (about !== undefined && Date.now() - about.mtimeMs > longestUseMs) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemErrorCode(error) !== 'EPERM';
  }
}
