import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFileMode, privateFolderMode } from '../files/atomic-write.ts';
import type { FileContents } from '../files/digest.ts';

/**
 * Puts a version's files into their folder as a whole: written and flushed in a staging folder, then renamed.
 * A folder of that name is the same content already, since the name carries the digest.
 */
export async function writeVersion(staging: string, folder: string, files: FileContents): Promise<void> {
  if (await exists(folder)) return;
  const temporary = join(staging, randomBytes(8).toString('hex'));
  await ensurePrivateFolder(temporary);
  await ensurePrivateFolder(dirname(folder));
  try {
    for (const [path, bytes] of files) await writeFlushed(join(temporary, ...path.split('/')), bytes);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw fileError(error, 'write', folder);
  }
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: privateFolderMode });
  const handle = await open(path, 'wx', privateFileMode);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false;
    throw fileError(error, 'look at', path);
  }
}
