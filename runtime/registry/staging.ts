import { createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { ensurePrivateFolder } from '../files/atomic-write.ts';
import { namesIn } from '../files/names-in.ts';
import { isAlive, thisMachine } from '../files/process-owner.ts';
import { statQuietly } from '../files/stat-quietly.ts';

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
  {
    keepsWhile,
  }: {
    /** Asked at the end: whether somebody still needs what is in it. */ readonly keepsWhile?: () => boolean;
  } = {},
): Promise<T> {
  const folder = join(staging, stagingName());
  // Told by its own name when it cannot be made.
  await ensurePrivateFolder(staging);
  await ensurePrivateFolder(folder);
  try {
    return await work(folder);
  } finally {
    if (!keepsWhile?.())
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** @returns whether a process killed in the middle of its work left something */
export function hasAbandoned({ registryStaging }: AiosHome): boolean {
  return namesIn(registryStaging).some((name) => isAbandoned(name, join(registryStaging, name)));
}

/**
 * Takes away what processes killed in the middle of their work left: what they fetched and prepared, and the versions
 * that nobody made current. Only under the registry's lock, and once no journal waits.
 */
export async function clearAbandoned({ registryStaging, skills }: AiosHome): Promise<void> {
  const names = namesIn(registryStaging);
  const abandoned = names.filter((name) => isAbandoned(name, join(registryStaging, name)));
  if (abandoned.length === 0) return;
  // Seldom is there any.
  const { notedInUse, takeVersionsBack } = await import('./version-notes.ts');
  const noted = notedInUse(registryStaging, abandoned);
  for (const name of abandoned) {
    const folder = join(registryStaging, name);
    try {
      if (await takeVersionsBack(skills, folder, noted)) await rm(folder, { recursive: true, force: true });
    } catch {
      // What cannot be taken away now is so the next time.
    }
  }
}

/** @returns a name that says who works there: process, machine, and what tells it from others of that process */
export function stagingName(): string {
  return `${process.pid}-${machineMark()}-${randomBytes(8).toString('hex')}`;
}

/**
 * @param name as `stagingName` makes it, or as earlier versions did, who left the machine out
 * @param folder where it is, absolute
 * @returns whether whoever worked there is gone
 */
export function isAbandoned(name: string, folder: string): boolean {
  const [, processId, machine] = /^(\d+)-(?:([0-9a-f]{12})-)?[0-9a-f]{16}$/u.exec(name) ?? [];
  const pid = Number(processId);
  if (!(pid > 0)) return true;
  const isHere = machine === undefined || machine === machineMark();
  if (isHere && pid === process.pid) return false;
  const about = statQuietly(folder);
  if (about !== undefined && Date.now() - about.mtimeMs > longestUseMs) return true;
  // Of another machine, or another container, the process ids say nothing.
  return isHere && !isAlive(pid);
}

function machineMark(): string {
  return createHash('sha256').update(thisMachine()).digest('hex').slice(0, 12);
}
