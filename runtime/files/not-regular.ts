import { AiosError } from '../errors.ts';

/** What is said of a folder, a device or a pipe where a file belongs. */
export function notRegular(path: string): AiosError {
  return new AiosError(`${path} is not a regular file.`, {
    code: 'file_not_regular',
    remedy: 'Move what stands there away and put a plain file in its place.',
    file: path,
  });
}
