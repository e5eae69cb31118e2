import { lstat, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import type { Diagnostic } from '../skill/diagnostic.ts';
import type { FoundSkill } from '../skill/find-skills.ts';
import { parseBundle } from '../skill/parse-bundle.ts';
import { type CheckedFiles, checkFiles } from './check-files.ts';

/** What checking one skill found. */
export interface CheckedSkill extends CheckedFiles {
  readonly path: string;
}

/** Larger than any SKILL.md that loads. */
const maxFileBytes = 16 * 1024 * 1024;

/**
 * Checks one skill. Never throws for what stands there.
 * @param root what was asked for; a link that leads out of it is not followed
 */
export async function checkSkill(found: FoundSkill, root: string): Promise<CheckedSkill> {
  const { folder, format } = found;
  const name = basename(await realpath(folder).catch(() => folder));
  try {
    if (format === 'aios') {
      const files = await readFolder(await realpath(folder), skillFolderLimits);
      return { path: folder, ...checkFiles(files, name) };
    }
    const bytes = await readSkillFile(found, root);
    if (format === 'bundle') return checkBundle(found, bytes, name);
    return { path: folder, ...checkFiles(new Map([[found.file, bytes]]), name) };
  } catch (error) {
    const { code, message, remedy } = fileError(error, 'read', join(folder, found.file));
    const diagnostic: Diagnostic = {
      code,
      severity: 'error',
      message,
      file: found.file,
      line: 1,
      column: 1,
      remedy,
    };
    return { path: folder, format, id: name, grade: 'rejected', diagnostics: [diagnostic], listing: [] };
  }
}

function checkBundle({ folder, file, format }: FoundSkill, bytes: Uint8Array, name: string): CheckedSkill {
  const { data, diagnostics } = parseBundle(file, bytes);
  return {
    path: folder,
    format,
    id: data?.id ?? name,
    grade: data === undefined ? 'rejected' : 'ok',
    diagnostics,
    listing: [],
  };
}

/** Reads the one file that decides; a link to a file inside the tree is followed, as the clients do. */
async function readSkillFile({ folder, file }: FoundSkill, root: string): Promise<Uint8Array> {
  const path = join(folder, file);
  if ((await lstat(path)).isSymbolicLink()) {
    const target = await realpath(path).catch(() => undefined);
    const inside = target !== undefined && !relative(await realpath(root), target).startsWith(`..${sep}`);
    if (!inside) {
      throw new AiosError(
        `${path} is a link to a file that is ${target === undefined ? 'not there' : 'outside the folder'}.`,
        {
          code: 'link',
          remedy: 'Replace the link by the file it names.',
          file: path,
        },
      );
    }
  }
  const bytes = await readIfPresent(path, maxFileBytes);
  if (bytes !== undefined) return bytes;
  throw new AiosError(`${path} is gone.`, { code: 'file_missing', remedy: 'Check again.', file: path });
}
