import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from '../errors.ts';

/**
 * Makes a folder and its parents. Node's own `recursive` never returns where a folder exists and nothing can be made
 * in it although it says ENOENT, as /proc does.
 *
 * @param folder absolute
 * @param mode permission bits of the folders that are made; the usual ones when left out
 * @throws the file system's error; EEXIST when a file stands there
 */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  const parent = dirname(folder);
  try {
    await makeOne(folder, mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT' || parent === folder) throw error;
    // Another process may have made the parent meanwhile; where it was there all along, the second try says so.
    if (!(await isFolder(parent))) await makeFolders(parent, mode);
    await makeOne(folder, mode);
  }
}

async function makeOne(folder: string, mode: number | undefined): Promise<void> {
  try {
    await mkdir(folder, mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (about) => about.isDirectory(),
    () => false,
  );
}
