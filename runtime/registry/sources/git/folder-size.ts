import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../../errors.ts';

/**
 * How much lies in a folder and the folders in it, in bytes. A file counts for at least a page of the disk, so that
 * many empty ones count as well. What another process takes away meanwhile is not counted.
 *
 * @param enough counting ends once there is more than this
 * @throws what the file system refuses
 */
export async function folderSize(folder: string, enough: number): Promise<number> {
  let size = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined && size <= enough; next = folders.pop()) {
    const entries = await unlessGone(opendir(next));
    if (entries === undefined) continue;
    for await (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) folders.push(path);
      const about = await unlessGone(lstat(path));
      size += Math.max(about?.size ?? 0, pageSize);
      if (size > enough) break;
    }
  }
  return size;
}

const pageSize = 4096;

async function unlessGone<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
