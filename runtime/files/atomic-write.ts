import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, chown, lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { makeFolders } from './make-folders.ts';
import { notRegular } from './read-bounded.ts';

/** Only the person may read and write: what every file of ours is created with. */
export const privateFileMode = 0o600;
/** Only the person may enter: what every folder of ours is created with. */
export const privateFolderMode = 0o700;

/**
 * Makes a folder of ours and its parents, 0700.
 * @throws AiosError file_eacces, file_enotdir, … naming the folder; `folder_in_the_way` when it is a file
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder, privateFolderMode);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') throw inTheWay(folder, error);
    throw fileError(error, 'make the folder', folder);
  }
}

/** What a file is written as before it is switched in. */
const temporaryName = /^\..+\.[0-9a-f]{12}\.aios-tmp$/u;

export interface AtomicWriteOptions {
  /** Permission bits for a file that does not exist yet; an existing file keeps its own. Default 0600. */
  readonly mode?: number;
  /**
   * Called right before the switch, with the path the new content stands at. Throwing here leaves the
   * old file as it is; used to check that nobody else wrote in the meantime.
   */
  readonly beforeSwitch?: () => Promise<void>;
}

/**
 * Replaces a file's content so that a reader, or a process killed at any point, sees the old content or the
 * new one and nothing between: written to a temporary file beside it, flushed, then renamed over it. A
 * symbolic link is followed, so the file it names is replaced and the link stays. Mode and owner are kept.
 *
 * @param path absolute; its folder must exist
 * @throws AiosError `file_read_only` when the file has no write permission (a rename would get round it),
 *   `file_not_regular` when it is a folder, a device or a pipe, `dangling_link` when it is a link to nothing,
 *   `file_…` for what the file system refuses
 */
export async function writeFileAtomically(
  path: string,
  data: Uint8Array | string,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const target = await resolveTarget(path);
  const existing = await statIfPresent(target);
  // A link to /dev/null is a way to switch a config off; renaming over it would take the device's place.
  if (existing !== undefined && !existing.isFile()) throw notRegular(path);
  if (existing !== undefined && (existing.mode & 0o200) === 0) throw readOnlyError(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.aios-tmp`);
  try {
    await writeFlushed(temporary, data, existing?.mode ?? options.mode ?? privateFileMode);
    if (existing !== undefined) await keepOwner(temporary, existing);
    await options.beforeSwitch?.();
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, 'write', path);
  }
  await flushFolder(dirname(target));
}

async function writeFlushed(path: string, data: Uint8Array | string, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode & 0o777);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // The umask may have taken bits away from the mode given to open().
  await chmod(path, mode & 0o7777);
}

async function resolveTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw fileError(error, 'follow the links of', path);
  }
  const link = await lstat(path).catch(() => undefined);
  if (link?.isSymbolicLink()) {
    throw new AiosError(`${path} is a symbolic link to a file that does not exist.`, {
      code: 'dangling_link',
      remedy: 'Create the file the link names, or remove the link.',
      file: path,
    });
  }
  return path;
}

async function statIfPresent(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, 'look at', path);
  }
}

async function keepOwner(path: string, owner: { uid: number; gid: number }): Promise<void> {
  if (process.platform === 'win32') return;
  const now = await stat(path);
  if (now.uid !== owner.uid || now.gid !== owner.gid) await chown(path, owner.uid, owner.gid);
}

/** Makes a rename in the folder durable. Windows and some file systems cannot do that; nothing is thrown then. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync();
  } catch {
    // Not supported here; the data itself is flushed.
  } finally {
    await handle.close();
  }
}

/**
 * Removes the temporary files that writers killed in the middle left in a folder of ours. To be called only where
 * no other writer can be at work there.
 */
export async function removeTemporaryFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (temporaryName.test(name)) await rm(join(folder, name), { force: true });
}

function readOnlyError(path: string): AiosError {
  return new AiosError(`${path} is read-only.`, {
    code: 'file_read_only',
    remedy: `Make it writable (chmod u+w) if AI OS should keep it, then run the command again.`,
    file: path,
  });
}

function inTheWay(wanted: string, cause: unknown): AiosError {
  // It may be a folder further up, where a link to nothing stands.
  const folder = cause instanceof Error && 'path' in cause ? String(cause.path) : wanted;
  return new AiosError(`${folder} is not a folder.`, {
    code: 'folder_in_the_way',
    remedy: 'Move what stands there away, or choose another home with --home.',
    file: folder,
    cause,
  });
}
