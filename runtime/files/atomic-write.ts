import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  fchmodSync,
  fsync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { makeFolders } from './make-folders.ts';
import { notRegular } from './not-regular.ts';

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
    makeFolders(folder, privateFolderMode);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') throw inTheWay(folder, error);
    throw fileError(error, 'make the folder', folder);
  }
}

const flush = promisify(fsync);

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
  const target = resolveTarget(path);
  const existing = statIfPresent(target);
  // A link to /dev/null is a way to switch a config off; renaming over it would take the device's place.
  if (existing !== undefined && !existing.isFile()) throw notRegular(path);
  if (existing !== undefined && (existing.mode & 0o200) === 0) throw readOnlyError(path);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.aios-tmp`);
  try {
    await writeFlushed(temporary, data, existing?.mode ?? options.mode ?? privateFileMode);
    if (existing !== undefined) keepOwner(temporary, existing);
    await options.beforeSwitch?.();
    renameSync(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError(error, 'write', path);
  }
  await flushFolder(dirname(target));
}

/** Only for the disk it is waited: handing a step to another thread takes longer than the step. */
async function writeFlushed(path: string, data: Uint8Array | string, mode: number): Promise<void> {
  const descriptor = openSync(path, 'wx', mode & 0o777);
  try {
    writeFileSync(descriptor, data);
    // The umask may have taken bits away from the mode given to open().
    fchmodSync(descriptor, mode & 0o7777);
    await flush(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function resolveTarget(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw fileError(error, 'follow the links of', path);
  }
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link?.isSymbolicLink()) {
    throw new AiosError(`${path} is a symbolic link to a file that does not exist.`, {
      code: 'dangling_link',
      remedy: 'Create the file the link names, or remove the link.',
      file: path,
    });
  }
  return path;
}

function statIfPresent(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileError(error, 'look at', path);
  }
}

function keepOwner(path: string, owner: { uid: number; gid: number }): void {
  if (process.platform === 'win32') return;
  const now = statSync(path);
  if (now.uid !== owner.uid || now.gid !== owner.gid) chownSync(path, owner.uid, owner.gid);
}

/** Makes a rename in the folder durable. Windows and some file systems cannot do that; nothing is thrown then. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    await flush(descriptor);
  } catch {
    // Not supported here; the data itself is flushed.
  } finally {
    closeSync(descriptor);
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

/** Removes those that killed writers of one file left. To be called only where none can be at work. */
export async function removeTemporaryOf(file: string): Promise<void> {
  const start = `.${basename(file)}.`;
  for (const name of await readdir(dirname(file)).catch(() => [])) {
    const isOfFile = name.startsWith(start) && /^[0-9a-f]{12}\.aios-tmp$/u.test(name.slice(start.length));
    if (isOfFile) await rm(join(dirname(file), name), { force: true });
  }
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
