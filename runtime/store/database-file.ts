import { chmodSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFileMode } from '../files/atomic-write.ts';
import { withLock } from '../files/lock.ts';
import { notRegular } from '../files/not-regular.ts';

/**
 * SQLite keeps what was written last in these, beside the database, and finds them by name. Other files of ours must
 * never be opened in their place: closing a file takes this process's locks on it away.
 */
const besides = ['-wal', '-shm'] as const;

/**
 * Tells one file from another that came into its place. Opens nothing.
 * @returns undefined when there is no such file
 * @throws AiosError `file_not_regular` for a folder, a device or a pipe, `file_…`
 */
export function identityOf(path: string): string | undefined {
  try {
    const about = statSync(path, { bigint: true });
    if (!about.isFile()) throw notRegular(path);
    return `${about.dev}:${about.ino}`;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, 'look at', path);
  }
}

/**
 * Takes other people's permissions on the database away; SQLite makes its other files with the same.
 * @throws AiosError `file_eperm` for somebody else's file
 */
export function makePrivate(path: string): void {
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return;
  try {
    chmodSync(path, privateFileMode);
  } catch (error) {
    throw fileError(error, 'make private', path);
  }
}

/**
 * Makes an empty database file, where there is none.
 * @param lock held while one is made or set aside, so that nobody begins a new one beside the rest of an old one
 * @throws AiosError `busy`, `file_…`, `folder_in_the_way`
 */
export async function createDatabaseFile(path: string, lock: string): Promise<void> {
  if (identityOf(path) !== undefined) return;
  await ensurePrivateFolder(dirname(path));
  await withLock(lock, async () => {
    try {
      await (await open(path, 'wx', privateFileMode)).close();
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw fileError(error, 'make', path);
    }
  });
}

/**
 * Renames a damaged database to `<path>.damaged-<time>`, with what SQLite keeps beside it.
 *
 * @param identity of the file that was found damaged; nothing is done when another process has set it aside
 * @returns what it is called now, or undefined when nothing was done
 * @throws AiosError `busy`, `file_…`: on Windows, while another process has it open
 */
export async function setAside(
  path: string,
  identity: string | undefined,
  options: { readonly lock: string; readonly now: Date },
): Promise<string | undefined> {
  return withLock(options.lock, async () => {
    if (identityOf(path) !== identity) return undefined;
    const aside = freeName(`${path}.damaged-${options.now.toISOString().replaceAll(/[:.]/gu, '-')}`);
    await renameIfPresent(path, aside);
    for (const suffix of besides) await renameIfPresent(path + suffix, aside + suffix);
    return aside;
  });
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; identityOf(name) !== undefined; number += 1) name = `${wanted}-${number}`;
  return name;
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw fileError(error, 'set aside', from);
  }
}
