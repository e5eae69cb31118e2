import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that are scanned together, by their paths in one folder. */
export interface ScannedGroup {
  /** The folder their paths are taken relative to, absolute. */
  readonly folder: string;
  /** Absolute, in alphabetical order folder by folder; links and special files too. */
  readonly files: readonly string[];
}

const maxDepth = 64;
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
  const entries = await entriesOf(folder);
  if (entries.some(({ name, isFolder }) => !isFolder && skillFile.test(name))) {
    const files: string[] = [];
    for await (const file of filesUnder(folder, depth)) files.push(file);
    yield { folder, files };
    return;
  }
  for (const { name, isFolder } of entries) {
    if (!isFolder) yield { folder: tree, files: [join(folder, name)] };
    else if (depth < maxDepth && name !== 'node_modules') yield* walk(tree, join(folder, name), depth + 1);
  }
}

async function* filesUnder(folder: string, depth: number): AsyncGenerator<string> {
  for (const { name, isFolder } of await entriesOf(folder)) {
    if (!isFolder) yield join(folder, name);
    else if (depth < maxDepth) yield* filesUnder(join(folder, name), depth + 1);
  }
}

/** @returns what stands in a folder but a repository's own files, by name; nothing when it cannot be read */
async function entriesOf(folder: string): Promise<{ name: string; isFolder: boolean }[]> {
  const entries: { name: string; isFolder: boolean }[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      const isFolder = entry.isDirectory();
      if (!isFolder || !repositoryFolders.has(entry.name)) entries.push({ name: entry.name, isFolder });
    }
  } catch {
    return []; // Not readable, or gone meanwhile.
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}
