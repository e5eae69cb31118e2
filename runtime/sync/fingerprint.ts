import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { locateClients } from '../client/locate.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { Environment } from '../ports.ts';
import { folderName } from '../skill/export/folder-name.ts';
import { entryFile } from './copy-file.ts';
import { knownContents } from './ledger.ts';
import type { PlannedItem } from './plan.ts';
import type { SyncStatus } from './sync.ts';

const looksAtOnce = 16;

/**
 * The files and folders that decide what a scan finds: the registry, the ledger, the offers, the configs, the files of our copies,
 * and of the skill roots no more than the folder itself and what has a name of ours. What else stands in a root, ten
 * thousand files or none, does not count. Pure.
 *
 * @returns absolute paths, sorted
 */
export function pathsBehind({ clients, skills, items }: SyncStatus, home: AiosHome): string[] {
  const detected = clients.filter((client) => client.detected);
  const roots = [...new Set(detected.flatMap(({ skillRoots }) => skillRoots))];
  const names = skills.map(({ manifest }) => folderName(manifest));
  const paths = [
    home.registryIndex,
    home.ledger,
    home.leftAlone,
    home.offers,
    ...detected.flatMap(({ configPaths }) => configPaths),
    ...roots.flatMap((root) => [root, ...names.map((name) => join(root, name, entryFile))]),
    ...items.flatMap(pathsOf),
  ];
  return [...new Set(paths)].sort();
}

function pathsOf({ kind, path, row, desired }: PlannedItem): string[] {
  if (kind === 'server') return [path];
  const contents = [...(row ? knownContents(row) : []), ...(desired ? [desired.content] : [])];
  const files = contents.flatMap((content) => Object.keys(content.files));
  return [path, ...files.map((file) => join(path, ...file.split('/')))];
}

/**
 * Tells without reading a file whether a scan would find something else: where the clients are, which servers they have
 * started, and of each path what it is and when it was changed last.
 *
 * @param paths as `pathsBehind` gives them
 * @returns the same text for as long as nothing changes
 */
export async function fingerprintOf(
  paths: readonly string[],
  environment: Environment,
  home: AiosHome,
): Promise<string> {
  const [clients, beats, marks] = await Promise.all([
    locateClients(environment),
    readdir(home.heartbeats).catch(() => []),
    mapAtOnce(paths, looksAtOnce, async (path) => `${await markOf(path)} ${path}`),
  ]);
  const located = clients.map(({ definition, ...found }) => ({ id: definition.id, ...found }));
  return JSON.stringify([located, beats.sort(), marks]);
}

/** The time of the last change of an inode can be set by nobody, other than the one of its content. */
async function markOf(path: string): Promise<string> {
  try {
    const own = await lstat(path);
    const { ino, mode, size, mtimeMs, ctimeMs } = own.isSymbolicLink() ? await stat(path) : own;
    return [own.ino, ino, mode, size, mtimeMs, ctimeMs].join(':');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
