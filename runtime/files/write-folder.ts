import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../errors.ts';
import { writeFileAtomically } from './atomic-write.ts';
import type { FileContents } from './digest.ts';
import { makeFolders } from './make-folders.ts';

/**
 * Writes a new folder as a whole: into a folder beside it, then renamed. Meant for what a person asked to be written,
 * with the usual permissions.
 *
 * @param folder absolute; nothing may stand there
 * @throws AiosError `file_…`; nothing is left behind
 */
export async function writeFolder(folder: string, files: FileContents): Promise<void> {
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomBytes(6).toString('hex')}.aios-tmp`);
  try {
    for (const [path, bytes] of files) {
      const target = join(temporary, ...path.split('/'));
      makeFolders(dirname(target));
      await writeFileAtomically(target, bytes, { mode: files.executable?.has(path) ? 0o755 : 0o644 });
    }
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw fileError(error, 'write', folder);
  }
}
