import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import type { FileContents } from './digest.ts';
import { foldPath, isPortableName, maxPathBytes } from './portable-name.ts';
import { readAtOnce } from './read-at-once.ts';

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
 *   `folder_too_large`, `folder_too_deep`, `folder_bad_name`, `folder_same_name`, each naming
 *   the path
 */
export async function readFolder(folder: string, limits: FolderLimits): Promise<FileContents> {
  checkIsFolder(folder);
  const files = new Map<string, Uint8Array>();
  const state = { files, executable: new Set<string>(), names: new Map(), bytes: 0, limits };
  try {
    readInto(state, folder, '', 0);
  } catch (error) {
    throw fileError(error, 'read', pathIn(error) ?? folder);
  }
  const sorted = new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  return Object.assign(sorted, { executable: state.executable });
}

function checkIsFolder(folder: string): void {
  let about: Stats;
  try {
    about = lstatSync(folder);
  } catch (error) {
    throw missing(folder, error);
  }
  if (about.isSymbolicLink()) throw refuse('folder_link', folder, 'is a symbolic link');
  if (!about.isDirectory()) throw missing(folder, undefined);
}

/** The path a system error is about. */
function pathIn(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}

interface ReadState {
  readonly files: Map<string, Uint8Array>;
  readonly executable: Set<string>;
  /** Every path as systems see it that do not tell case or composed letters apart, and as it is. */
  readonly names: Map<string, string>;
  readonly limits: FolderLimits;
  bytes: number;
}

/**
 * Reads at once and not bit by bit: a skill's files are few and small, and handing each step to another thread takes
 * ten times as long as the step. The limits bound what it can take.
 */
function readInto(state: ReadState, folder: string, prefix: string, depth: number): void {
  if (depth > state.limits.maxDepth)
    throw refuse('folder_too_deep', folder, `is nested more than ${state.limits.maxDepth} folders deep`);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (ignoredNames.has(entry.name)) continue;
    const path = join(folder, entry.name);
    const relative = prefix + entry.name;
    checkName(entry.name, path);
    checkLength(relative, path);
    checkSameName(state, relative, path);
    if (entry.isSymbolicLink()) throw refuse('folder_link', path, 'is a symbolic link');
    if (entry.isDirectory()) readInto(state, path, `${relative}/`, depth + 1);
    else if (entry.isFile()) readFileInto(state, path, relative);
    else throw refuse('folder_special_file', path, 'is neither a file nor a folder');
  }
}

function readFileInto(state: ReadState, path: string, relative: string): void {
  const { limits } = state;
  if (state.files.size >= limits.maxFiles) {
    throw refuse(
      'folder_too_many_files',
      path,
      `is file number ${limits.maxFiles + 1}; a skill has at most ${limits.maxFiles}`,
    );
  }
  const read = readAtOnce(path, limits.maxBytes - state.bytes);
  if (read === 'gone') return;
  if (read === 'too large')
    throw refuse('folder_too_large', path, `takes the folder over ${limits.maxBytes} bytes`);
  state.bytes += read.bytes.length;
  state.files.set(relative, read.bytes);
  if ((read.mode & 0o100) !== 0 && process.platform !== 'win32') state.executable.add(relative);
}

function checkName(name: string, path: string): void {
  if (!isPortableName(name))
    throw refuse('folder_bad_name', JSON.stringify(path), 'has a name that other systems cannot hold');
}

function checkLength(relative: string, path: string): void {
  if (Buffer.byteLength(relative) > maxPathBytes)
    throw refuse('folder_bad_name', `${path.slice(0, 200)}…`, `is a path of more than ${maxPathBytes} bytes`);
}

function checkSameName(state: ReadState, relative: string, path: string): void {
  const folded = foldPath(relative);
  const other = state.names.get(folded);
  if (other !== undefined) {
    const why = `and ${JSON.stringify(other)} are one name to systems that do not tell them apart`;
    throw refuse('folder_same_name', JSON.stringify(path), why);
  }
  state.names.set(folded, relative);
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

const remedies: Record<string, string> = {
  folder_link: 'Put a copy of what the link names in its place and try again.',
  folder_bad_name: 'Rename it and try again.',
  folder_same_name: 'Rename one of the two and try again.',
};

function refuse(code: string, path: string, why: string): AiosError {
  return new AiosError(`${path} ${why}; such a folder is not installed.`, {
    code,
    remedy: remedies[code] ?? 'Remove it from the folder and try again.',
    file: path,
  });
}
