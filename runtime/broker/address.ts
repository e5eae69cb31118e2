import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { AiosError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFolderMode } from '../files/atomic-write.ts';

/** macOS has 104 bytes for a socket's path and its terminating zero, Linux 108. */
const maxSocketPathBytes = 103;
const socketName = /^[0-9a-f]{12}\.sock$/u;

/** Where a leader may listen, and the folder of its own that this is in. */
export interface SocketPlace {
  readonly address: string;
  /** Undefined on Windows, whose pipes are in no folder. */
  readonly folder: string | undefined;
}

/**
 * Chooses an address that no leader had before, and makes its folder: in our home, or, where that path is too long for
 * a socket, in a folder of the person's own among the temporary files.
 *
 * @throws AiosError `broker_folder_unsafe` when that folder is not the person's alone, `broker_address_too_long`, `file_…`
 */
export async function chooseAddress(home: AiosHome): Promise<SocketPlace> {
  const name = randomBytes(6).toString('hex');
  if (process.platform === 'win32') {
    return { address: `\\\\.\\pipe\\aios-${randomBytes(16).toString('hex')}`, folder: undefined };
  }
  const inHome = join(home.brokerSockets, `${name}.sock`);
  if (fits(inHome)) {
    await ensurePrivateFolder(home.brokerSockets);
    return { address: inHome, folder: home.brokerSockets };
  }
  const digest = createHash('sha256').update(home.root).digest('hex').slice(0, 12);
  const own = `aios-${process.getuid?.() ?? 0}`;
  for (const base of [tmpdir(), '/tmp']) {
    const folder = join(base, own, digest);
    const address = join(folder, `${name}.sock`);
    if (!fits(address)) continue;
    await ensureOwnFolder(join(base, own));
    await ensureOwnFolder(folder);
    return { address, folder };
  }
  throw new AiosError(`${inHome} is too long for a socket, and so is every other place.`, {
    code: 'broker_address_too_long',
    remedy: 'Choose a home with a shorter path with AIOS_HOME.',
    file: inHome,
  });
}

/** Takes away what leaders that were killed left. To be called only where nobody leads. */
export async function clearSockets({ folder }: SocketPlace): Promise<void> {
  if (folder === undefined) return;
  for (const name of await readdir(folder))
    if (socketName.test(name)) await rm(join(folder, name), { force: true });
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= maxSocketPathBytes;
}

/** Among the temporary files anybody may have made a folder of that name, or a link. */
async function ensureOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: privateFolderMode }).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  });
  const about = await lstat(folder);
  if (about.isDirectory() && about.uid === process.getuid?.() && (about.mode & 0o077) === 0) return;
  throw new AiosError(`${folder} is not a folder of your own that others cannot enter.`, {
    code: 'broker_folder_unsafe',
    remedy: 'Remove it, or choose a home with a shorter path with AIOS_HOME.',
    file: folder,
  });
}
