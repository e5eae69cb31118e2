import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import type { FileContents } from './digest.ts';
import { readIfPresent } from './read-bounded.ts';

/** The limits the MCP skills extension sets for a skill (SEP-2640): 512 files, 16 MiB. */
export const skillFolderLimits: FolderLimits = { maxFiles: 512, maxBytes: 16 * 1024 * 1024, maxDepth: 16 };

export interface FolderLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
  readonly maxDepth: number;
}

/** Left by version control and file managers; never part of a skill. */
const ignoredNames = new Set(['.git', '.hg', '.svn', '.DS_Store', 'Thumbs.db']);

/**
 * Reads every file of a folder into memory, refusing whatever is not a plain file or folder. What is read is
 * what is then checked and written, so nothing can be swapped in between.
 *
 * @throws AiosError `folder_missing`, `folder_link`, `folder_special_file`, `folder_too_many_files`,
 *   `folder_too_large`, `folder_too_deep`, `folder_bad_name`, each naming the path
 */
export async function readFolder(folder: string, limits: FolderLimits): Promise<FileContents> {
  const about = await lstat(folder).catch((error: unknown) => {
    throw missing(folder, error);
  });
  if (about.isSymbolicLink()) throw refuse('folder_link', folder, 'is a symbolic link');
  if (!about.isDirectory()) throw missing(folder, undefined);
  const files = new Map<string, Uint8Array>();
  const state = { files, bytes: 0, limits };
  await readInto(state, folder, '', 0);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface ReadState {
  readonly files: Map<string, Uint8Array>;
  readonly limits: FolderLimits;
  bytes: number;
}

async function readInto(state: ReadState, folder: string, prefix: string, depth: number): Promise<void> {
  if (depth > state.limits.maxDepth)
    throw refuse('folder_too_deep', folder, `is nested more than ${state.limits.maxDepth} folders deep`);
  for await (const entry of await opendir(folder)) {
    if (ignoredNames.has(entry.name)) continue;
    const path = join(folder, entry.name);
    const relative = prefix + entry.name;
    checkName(entry.name, path);
    if (entry.isSymbolicLink()) throw refuse('folder_link', path, 'is a symbolic link');
    if (entry.isDirectory()) await readInto(state, path, `${relative}/`, depth + 1);
    else if (entry.isFile()) await readFileInto(state, path, relative);
    else throw refuse('folder_special_file', path, 'is neither a file nor a folder');
  }
}

async function readFileInto(state: ReadState, path: string, relative: string): Promise<void> {
  const { limits } = state;
  if (state.files.size >= limits.maxFiles) {
    throw refuse(
      'folder_too_many_files',
      path,
      `is file number ${limits.maxFiles + 1}; a skill has at most ${limits.maxFiles}`,
    );
  }
  const { size } = await lstat(path);
  if (state.bytes + size > limits.maxBytes) {
    throw refuse('folder_too_large', path, `takes the folder over ${limits.maxBytes} bytes`);
  }
  const bytes = await readIfPresent(path, limits.maxBytes);
  if (bytes === undefined) return;
  state.bytes += bytes.length;
  state.files.set(relative, bytes);
}

function checkName(name: string, path: string): void {
  const hasControl = [...name].some((character) => character < ' ' || character === '\u007f');
  if (name.includes('\\') || hasControl || name.includes('\ufffd')) {
    throw refuse('folder_bad_name', JSON.stringify(path), 'has a name that other systems cannot hold');
  }
}

function missing(folder: string, cause: unknown): AiosError {
  if (cause !== undefined && !(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) {
    return fileError(cause, 'read the folder', folder);
  }
  return new AiosError(`There is no folder ${folder}.`, {
    code: 'folder_missing',
    remedy: 'Give the path of a folder that holds a skill.yaml.',
    file: folder,
    cause,
  });
}

function refuse(code: string, path: string, why: string): AiosError {
  return new AiosError(`${path} ${why}; such a folder is not installed.`, {
    code,
    remedy: 'Remove it from the folder (or replace a link by a copy of what it names) and try again.',
    file: path,
  });
}
