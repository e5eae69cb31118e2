import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { makeFolders } from '../files/make-folders.ts';
import { writeNewFiles } from '../files/write-new-files.ts';

/**
 * Writes a copy where nothing stands yet: as a whole, into a folder beside its place that is then renamed. A client
 * sees all of it or nothing. The folder it stands in is left to be flushed once for all copies.
 *
 * @param folder the copy's place, absolute
 * @returns whether it stands there; not where something got in the way of the renaming, which is nobody's loss
 * @throws AiosError `file_…` for what the file system refuses
 */
export async function writeNewCopy(folder: string, files: FileContents): Promise<boolean> {
  const parent = dirname(folder);
  // Named as `writeFileAtomically` names its files: what a killed process leaves is taken away by the next.
  const temporary = join(parent, `.${basename(folder)}.${randomBytes(6).toString('hex')}.aios-tmp`);
  try {
    if (!existsSync(parent)) makeFolders(parent);
    mkdirSync(temporary);
    await writeFiles(temporary, files);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError(error, 'write', folder);
  }
  try {
    renameSync(temporary, folder);
  } catch {
    rmSync(temporary, { recursive: true, force: true });
    return false;
  }
  return true;
}

async function writeFiles(folder: string, files: FileContents): Promise<void> {
  const made = new Set([folder]);
  const written = [...files].map(([path, data]) => {
    const target = join(folder, ...path.split('/'));
    const inside = dirname(target);
    if (!made.has(inside)) mkdirSync(inside, { recursive: true });
    made.add(inside);
    return { path: target, data, mode: copyMode(files, path) };
  });
  await writeNewFiles(written);
}

/** A client's skill folder is readable like the rest of its files, and holds no secret. */
export function copyMode(files: FileContents, path: string): number {
  return files.executable?.has(path) ? 0o755 : 0o644;
}
