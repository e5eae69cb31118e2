import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFileMode, privateFolderMode } from '../files/atomic-write.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import { flushFolders, type NewFile, writeNewFiles } from '../files/write-new-files.ts';
import { changedCopyPath } from './changed-copies.ts';

/** Others can get in the way once or twice; more often, and something else is wrong. */
const mostAttempts = 5;

/**
 * Puts a version's files into their folder as a whole: written and flushed in a staging folder, then renamed.
 * A folder of that name has the same content already, since the name carries the digest; when somebody changed
 * it since, it is set aside as `…-changed-…` and written anew.
 *
 * @param staging a folder of this change's own, on the same file system
 * @param folder where the version is to stand, absolute
 */
export async function writeVersion(staging: string, folder: string, files: FileContents): Promise<void> {
  if (await holds(folder, files)) return;
  const temporary = join(staging, randomBytes(8).toString('hex'));
  const parent = dirname(folder);
  try {
    // Steps that take microseconds are not handed to another thread, which takes longer than they do.
    mkdirSync(temporary, { mode: privateFolderMode });
    await writeFiles(temporary, files);
    if (!existsSync(parent)) await ensurePrivateFolder(parent);
    await putInPlace(temporary, folder, files);
    await flushFolders([parent]);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw fileError(error, 'write', folder);
  }
}

async function putInPlace(temporary: string, folder: string, files: FileContents): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(temporary, folder);
      return;
    } catch (error) {
      // Another process may have taken the empty folder away that it was to stand in.
      if (systemErrorCode(error) === 'ENOENT' && existsSync(temporary) && attempt < mostAttempts) {
        await ensurePrivateFolder(dirname(folder));
        continue;
      }
      // Windows says EPERM for what is there already, and for what somebody has open.
      const isTaken = ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemErrorCode(error) ?? '');
      if (!isTaken || attempt === mostAttempts) throw error;
      // Another process may have put the same there meanwhile.
      if (await holds(folder, files)) {
        rmSync(temporary, { recursive: true, force: true });
        return;
      }
      await setAside(folder);
    }
  }
}

async function holds(folder: string, files: FileContents): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const present = await readVersion(folder);
  return present !== undefined && digestOf(present) === digestOf(files);
}

/** @returns a version's files by path, or undefined when the folder is gone or holds what no version holds */
export async function readVersion(folder: string): Promise<FileContents | undefined> {
  try {
    return await readFolder(folder, skillFolderLimits);
  } catch (error) {
    if (AiosError.is(error) && error.code.startsWith('folder_')) return undefined;
    throw error;
  }
}

async function writeFiles(folder: string, files: FileContents): Promise<void> {
  const folders = new Set([folder]);
  const written: NewFile[] = [];
  for (const [path, data] of files) {
    const target = join(folder, ...path.split('/'));
    const parent = dirname(target);
    if (!folders.has(parent)) mkdirSync(parent, { recursive: true, mode: privateFolderMode });
    folders.add(parent);
    const mode = files.executable?.has(path) ? privateFolderMode : privateFileMode;
    written.push({ path: target, data, mode });
  }
  // The folder's rename is made durable by its parent; a digest tells of what the disk lost inside.
  await writeNewFiles(written);
}

async function setAside(folder: string): Promise<void> {
  try {
    await rename(folder, changedCopyPath(folder));
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

function digestOf(files: FileContents): string {
  return digestOfDigests(digestFiles(files));
}
