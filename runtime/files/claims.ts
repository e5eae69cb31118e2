import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFileMode } from './atomic-write.ts';
import { statQuietly } from './stat-quietly.ts';

/**
 * A claim is an empty file whose name says what is claimed. Of all windows, editors and programs of a person that make
 * it at the same moment, one does: so whatever is to happen once happens once.
 *
 * @param name a portable file name
 * @returns whether this call made it: false where it was made before
 * @throws AiosError `file_…` for what the file system refuses, `folder_in_the_way`
 */
export async function claim(folder: string, name: string): Promise<boolean> {
  const file = join(folder, name);
  await ensurePrivateFolder(folder);
  try {
    closeSync(openSync(file, 'wx', privateFileMode));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw fileError(error, 'write', file);
  }
}

/** @returns whether that is claimed now */
export function isClaimed(folder: string, name: string): boolean {
  return statQuietly(join(folder, name)) !== undefined;
}

/** @returns what is claimed now; nothing where the folder cannot be read */
export function claimsIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Ends a claim, so that it can be made again. One that cannot be ended stands. */
export function release(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true });
  } catch {
    // What is told once too seldom is less of a fault than a look that fails.
  }
}
