import { lstatSync, realpathSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { systemErrorCode } from '../errors.ts';
import { namesIn } from '../files/names-in.ts';

/** How `writeFileAtomically` names what it has not switched in yet; only a killed process leaves one behind. */
const temporaryName = /^\.(?<name>.+)\.[0-9a-f]{12}\.aios-tmp$/u;

/** Whether a file or folder of this name is one that a killed writer left, or that one is at work on. */
export function isLeftover(name: string): boolean {
  return temporaryName.test(name);
}

/**
 * Takes away the temporary files that a killed writer of these files left beside them. To be called under the lock
 * only, where no other writer of them can be at work.
 *
 * @param files absolute paths; where one is a link, the place it leads to counts
 */
export async function removeLeftovers(files: readonly string[]): Promise<void> {
  const targets = files.map(realPlace);
  const names = Map.groupBy(targets, (target) => dirname(target));
  for (const [folder, inFolder] of names) {
    const written = new Set(inFolder.map((target) => basename(target)));
    for (const name of namesIn(folder)) {
      const of = temporaryName.exec(name)?.groups?.name;
      if (of !== undefined && written.has(of)) await rm(join(folder, name), { force: true });
    }
  }
}

/**
 * Takes away the half-written copies that a killed writer left beside these places. To be called under the lock only.
 *
 * @param folders the copies' places, absolute
 */
export async function removeHalfCopies(folders: readonly string[]): Promise<void> {
  for (const [parent, inParent] of Map.groupBy(folders, (folder) => dirname(folder))) {
    const copies = new Set(inParent.map((folder) => basename(folder)));
    for (const name of namesIn(parent)) {
      const of = temporaryName.exec(name)?.groups?.name;
      if (of !== undefined && copies.has(of)) await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

/**
 * Removes a folder and those above it up to `top`, as far as they are empty.
 * @param from `top` or a folder in it, at any depth; it need not exist
 */
export async function removeEmptyFolders(from: string, top: string): Promise<void> {
  for (let folder = from; folder === top || folder.startsWith(top + sep); folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') return; // Something else is in it.
    }
  }
}

/** @returns the outermost folder that has to be made for `folder` to exist; undefined when it does */
export function outermostMissing(folder: string): string | undefined {
  let missing: string | undefined;
  for (let at = folder; dirname(at) !== at && !isThere(at); at = dirname(at)) missing = at;
  return missing;
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function realPlace(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}
