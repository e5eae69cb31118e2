import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../../errors.ts';
import type { FetchContext, Fetched, Source } from './source.ts';
import { matchesFolder } from './source-patterns.ts';

/** How the registry remembers a folder. */
const prefix = 'folder:';

/** The person's own folders on this machine. Nothing is copied: what is read of it is read once, by the registry. */
export const folderSource: Source = { kind: 'folder', matches: matchesFolder, fetch };

/**
 * The folder itself may be named through a link; links inside it are for the reader to refuse.
 *
 * @throws AiosError `folder_missing`, `file_…`
 */
async function fetch(text: string, { workingFolder }: FetchContext): Promise<Fetched> {
  const folder = await realFolder(text, workingFolder);
  return { folder, name: basename(folder), source: `${prefix}${folder}`, resolved: {} };
}

async function realFolder(text: string, workingFolder: string): Promise<string> {
  const path = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  const asked = isAbsolute(path) ? path : resolve(workingFolder, path);
  try {
    const real = await realpath(asked);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    const system = systemErrorCode(error);
    if (system !== 'ENOENT' && system !== 'ENOTDIR') throw fileError(error, 'read the folder', asked);
  }
  throw new AiosError(`There is no folder ${asked}.`, {
    code: 'folder_missing',
    remedy: 'Give the path of a folder that holds a skill.yaml or a SKILL.md.',
    file: asked,
  });
}
