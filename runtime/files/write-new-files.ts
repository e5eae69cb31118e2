import { closeSync, fdatasync, openSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { flushFolder, privateFileMode } from './atomic-write.ts';
import { mapAtOnce } from './map-at-once.ts';

/** A file that nobody else knows of yet. */
export interface NewFile {
  /** Absolute; its folder exists. */
  readonly path: string;
  readonly data: Uint8Array | string;
  /** Permission bits. Default 0600. */
  readonly mode?: number;
}

/** Descriptors held at once: some systems give a process 256. */
const openAtOnce = 64;
const flushAtOnce = 16;
const flushData = promisify(fdatasync);

/**
 * Writes new files and flushes them. Writing goes into the system's memory, which takes less than handing it to
 * another thread would; only for the disk it is waited.
 *
 * @throws the file system's error; EEXIST for a path where something stands
 */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  for (let start = 0; start < files.length; start += openAtOnce) {
    const descriptors: number[] = [];
    try {
      for (const file of files.slice(start, start + openAtOnce)) descriptors.push(writeOne(file));
      await mapAtOnce(descriptors, flushAtOnce, flushData);
    } finally {
      for (const descriptor of descriptors) closeSync(descriptor);
    }
  }
}

/** Makes what was created and renamed in folders durable. What cannot flush a folder, as Windows, is passed over. */
export async function flushFolders(folders: readonly string[]): Promise<void> {
  await mapAtOnce(folders, flushAtOnce, flushFolder);
}

function writeOne({ path, data, mode = privateFileMode }: NewFile): number {
  const descriptor = openSync(path, 'wx', mode);
  try {
    writeFileSync(descriptor, data);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
