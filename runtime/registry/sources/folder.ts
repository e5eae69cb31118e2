import { realpath } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { AiosError } from '../../errors.ts';
import type { FileContents } from '../../files/digest.ts';
import { readFolder, skillFolderLimits } from '../../files/read-folder.ts';

export interface FetchedSkill {
  readonly files: FileContents;
  /** What the folder is called; an agent skill without a name is called after it. */
  readonly name: string;
  /** How the registry remembers where it came from. */
  readonly source: string;
}

/**
 * Reads a skill from a folder on this machine. The folder itself may be named through a link; links inside it
 * are refused.
 *
 * @param folder as the person gave it
 * @param workingFolder what a relative path is relative to, absolute
 * @throws AiosError `folder_…`, see `readFolder`
 */
export async function fetchFolder(folder: string, workingFolder: string): Promise<FetchedSkill> {
  const asked = isAbsolute(folder) ? folder : resolve(workingFolder, folder);
  const real = await realpath(asked).catch(() => asked);
  const files = await readFolder(real, skillFolderLimits);
  if (files.size === 0) {
    throw new AiosError(`The folder ${real} is empty.`, {
      code: 'folder_empty',
      remedy: 'Give the path of a folder that holds a skill.yaml.',
      file: real,
    });
  }
  return { files, name: basename(real), source: `folder:${real}` };
}
