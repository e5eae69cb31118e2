import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';

/** Client configs are small; one of Claude Code's may reach some megabytes. */
export const maxConfigBytes = 32 * 1024 * 1024;

/**
 * Reads a regular file of at most `maxBytes`.
 * @returns the bytes, or undefined when there is no such file
 * @throws AiosError `file_too_large`, `file_not_regular`, or `file_…` for what the file system refuses
 */
export async function readIfPresent(path: string, maxBytes: number): Promise<Buffer | undefined> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    // Opening a pipe waits for somebody to write into it, unless it is told not to. Windows knows no such flag.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, 'read', path);
  }
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw notRegular(path);
    if (about.size > maxBytes) throw tooLarge(path, about.size, maxBytes);
    const bytes = await handle.readFile();
    if (bytes.length > maxBytes) throw tooLarge(path, bytes.length, maxBytes);
    return bytes;
  } catch (error) {
    throw fileError(error, 'read', path);
  } finally {
    await handle.close();
  }
}

/** What is said of a folder, a device or a pipe where a file belongs. */
export function notRegular(path: string): AiosError {
  return new AiosError(`${path} is not a regular file.`, {
    code: 'file_not_regular',
    remedy: 'Move what stands there away and put a plain file in its place.',
    file: path,
  });
}

function tooLarge(path: string, size: number, limit: number): AiosError {
  return new AiosError(`${path} is ${size} bytes; at most ${limit} are read.`, {
    code: 'file_too_large',
    remedy: 'Make the file smaller; nothing of this kind is meant to be that large.',
    file: path,
  });
}
