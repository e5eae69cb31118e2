import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AiosError, fileError } from '../errors.ts';
import { notRegular } from './not-regular.ts';
import { readAtOnce } from './read-at-once.ts';

/** Client configs are small; one of Claude Code's may reach some megabytes. */
export const maxConfigBytes = 32 * 1024 * 1024;

/** Up to here a file is read at once: handing each step to another thread takes ten times as long as the step. */
const maxBytesAtOnce = 1024 * 1024;

/**
 * Reads a regular file of at most `maxBytes`.
 * @returns the bytes, or undefined when there is no such file
 * @throws AiosError `file_too_large`, `file_not_regular`, or `file_…` for what the file system refuses
 */
export async function readIfPresent(path: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const read = readAtOnce(path, Math.min(maxBytes, maxBytesAtOnce));
    if (read === 'gone') return undefined;
    return read === 'too large' ? await readLarge(path, maxBytes) : read.bytes;
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

async function readLarge(path: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw notRegular(path);
    if (about.size > maxBytes) throw tooLarge(path, about.size, maxBytes);
    const bytes = await handle.readFile();
    if (bytes.length > maxBytes) throw tooLarge(path, bytes.length, maxBytes);
    return bytes;
  } finally {
    await handle.close();
  }
}

function tooLarge(path: string, size: number, limit: number): AiosError {
  return new AiosError(`${path} is ${size} bytes; at most ${limit} are read.`, {
    code: 'file_too_large',
    remedy: 'Make the file smaller; nothing of this kind is meant to be that large.',
    file: path,
  });
}
