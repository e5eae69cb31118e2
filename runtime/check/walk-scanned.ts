import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that are scanned together, by their paths in one folder. */
export interface ScannedGroup {
  /** The folder their paths are taken relative to, absolute. */
  readonly folder: string;
  /**
   * Absolute, in alphabetical order folder by folder; links and special files too, and folders that were not looked
   * into, because they lie too deep or cannot be read.
   */
  readonly files: readonly string[];
}

/** Deeper folders are not looked into, which is told. */
export const maxDepth = 64;
const repositoryFolders = new Set(['.git', '.hg', '.svn']);
/** The files that make a folder a skill. */
const skillFile = /^(?:skill\.md|skill\.yaml)$/iu;

/**
 * Walks a tree and yields the files of each skill together, those of a skill inside another with the outer one as at
 * its install, and every other file alone, with the tree as its folder. Packages under `node_modules` are left out
 * unless they lie in a skill, which would be installed with them.
 */
export async function* walkScanned(tree: string): AsyncGenerator<ScannedGroup> {
  yield* walk(tree, tree, 0);
}

async function* walk(tree: string, folder: string, depth: number): AsyncGenerator<ScannedGroup> {
  const entries = depth > maxDepth ? undefined : await entriesOf(folder);
  if (entries === undefined) {
    yield { folder: tree, files: [folder] };
    return;
  }
  if (entries.some(({ name, isFolder }) => !isFolder && skillFile.test(name))) {
    const files: string[] = [];
    for await (const file of filesUnder(folder, depth)) files.push(file);
    yield { folder, files };
    return;
  }
  for (const { name, isFolder } of entries) {
    if (!isFolder) yield { folder: tree, files: [join(folder, name)] };
    else if (name !== 'node_modules') yield* walk(tree, join(folder, name), depth + 1);
  }
}

async function* filesUnder(folder: string, depth: number): AsyncGenerator<string> {
  const entries = depth > maxDepth ? undefined : await entriesOf(folder);
  if (entries === undefined) yield folder;
  for (const { name, isFolder } of entries ?? []) {
    if (isFolder) yield* filesUnder(join(folder, name), depth + 1);
    else yield join(folder, name);
  }
}

/** @returns what stands in a folder but a repository's own files, by name; undefined when it cannot be read */
async function entriesOf(folder: string): Promise<{ name: string; isFolder: boolean }[] | undefined> {
  const entries: { name: string; isFolder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      const isFolder = entry.isDirectory();
      if (!isFolder || !repositoryFolders.has(entry.name)) entries.push({ name: entry.name, isFolder });
    }
  } catch {
    return undefined;
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
