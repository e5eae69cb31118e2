import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemErrorCode } from '../errors.ts';
import { statQuietly } from './stat-quietly.ts';

/**
 * Makes a folder and its parents, without handing to another thread what takes microseconds. Node's own `recursive` never returns where a folder exists and nothing can be made
 * in it although it says ENOENT, as /proc does.
 *
 * @param folder absolute
 * @param mode permission bits of the folders that are made; the usual ones when left out
 * @throws the file system's error; EEXIST when a file stands there
 */
export function makeFolders(folder: string, mode?: number): void {
  // Asked first, since most are there, and an error takes longer than the question.
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  try {
    makeOne(folder, mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || parent === folder) throw error;
    // Another process may have made the parent meanwhile; where it was there all along, the second try says so.
    if (!isFolder(parent)) makeFolders(parent, mode);
    makeOne(folder, mode);
  }
}

function makeOne(folder: string, mode: number | undefined): void {
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST' || !isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statQuietly(path)?.isDirectory() ?? false;
}
