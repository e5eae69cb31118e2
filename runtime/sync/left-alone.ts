import { dirname } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { readAtOnce } from '../files/read-at-once.ts';

const maxBytes = 64 * 1024;

/**
 * @param file `state/left_alone.json` in our home
 * @returns the ids of the clients that the person wants nothing delivered to, whichever host delivers; none when there
 *   is no such file
 * @throws AiosError `left_alone_unreadable`: nothing is guessed, since then a file might be written that was never to be
 */
export function readLeftAlone(file: string): ReadonlySet<string> {
  const read = readOnce(file);
  if (read === 'gone') return new Set();
  try {
    const { clients } = JSON.parse(read === 'too large' ? '' : read.bytes.toString('utf8')) as {
      readonly clients?: unknown;
    };
    if (Array.isArray(clients) && clients.every((id) => typeof id === 'string')) return new Set(clients);
  } catch {
    // Told below, as any other damage.
  }
  throw new AiosError(`${file} is damaged, so AI OS cannot tell which clients it is to leave alone.`, {
    code: 'left_alone_unreadable',
    remedy: 'Remove it, then say it again: `aios clients --leave ID`.',
    file,
  });
}

/**
 * Remembers that a client is left alone, or that it no longer is. To be called under the lock only.
 * @throws AiosError `left_alone_unreadable`, `file_…`
 */
export async function writeLeftAlone(file: string, client: string, isLeft: boolean): Promise<void> {
  const left = new Set(readLeftAlone(file));
  if (left.has(client) === isLeft) return;
  if (isLeft) left.add(client);
  else left.delete(client);
  await ensurePrivateFolder(dirname(file));
  const content = { format: 1, clients: [...left].sort() };
  await writeFileAtomically(file, `${JSON.stringify(content, undefined, 1)}\n`);
}

function readOnce(file: string): ReturnType<typeof readAtOnce> {
  try {
    return readAtOnce(file, maxBytes);
  } catch (error) {
    throw fileError(error, 'read', file);
  }
}
