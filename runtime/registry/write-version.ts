import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import {
  ensurePrivateFolder,
  flushFolder,
  privateFileMode,
  privateFolderMode,
} from '../files/atomic-write.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { makeFolders } from '../files/make-folders.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';

/**
 * Puts a version's files into their folder as a whole: written and flushed in a staging folder, then renamed.
 * A folder of that name has the same content already, since the name carries the digest; when somebody changed
 * it since, it is set aside as `…-changed-…` and written anew.
 */
export async function writeVersion(staging: string, folder: string, files: FileContents): Promise<void> {
  const present = await readVersion(folder);
  if (present !== undefined && digestOf(present) === digestOf(files)) return;
  const temporary = join(staging, randomBytes(8).toString('hex'));
  await ensurePrivateFolder(temporary);
  await ensurePrivateFolder(dirname(folder));
  try {
    await writeFiles(temporary, files);
    await setAside(folder);
    await rename(temporary, folder);
    await flushFolder(dirname(folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw fileError(error, 'write', folder);
  }
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
  for (const [path, bytes] of files) {
    const target = join(folder, ...path.split('/'));
    const parent = dirname(target);
    if (!folders.has(parent)) await makeFolders(parent, privateFolderMode);
    folders.add(parent);
    await writeFlushed(target, bytes, files.executable?.has(path) ?? false);
  }
  for (const made of folders) await flushFolder(made);
}

async function writeFlushed(path: string, bytes: Uint8Array, executable: boolean): Promise<void> {
  const handle = await open(path, 'wx', executable ? privateFolderMode : privateFileMode);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function setAside(folder: string): Promise<void> {
  try {
    await rename(folder, `${folder}-changed-${randomBytes(4).toString('hex')}`);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}

function digestOf(files: FileContents): string {
  return digestOfDigests(digestFiles(files));
}
