import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import type { Disposable } from '../disposable.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { FileWatcher } from '../ports.ts';
import type { SyncStatus } from './sync.ts';

const looksAtOnce = 16;

/**
 * The files whose change a person expects to see at once: the registry, the ledger, the configs, our copies and the
 * skills that are linked, of these two the folder too, which may be replaced or moved away as a whole. Pure.
 *
 * @returns absolute paths, each once
 */
export function filesToWatch({ clients, items, skills }: SyncStatus, home: AiosHome): string[] {
  const configs = clients.flatMap(({ detected, configPaths }) => (detected ? configPaths : []));
  const copies = items.flatMap(({ kind, path }) => (kind === 'skill' ? [path, join(path, 'SKILL.md')] : []));
  const linked = skills.flatMap(({ link, manifest: { format, promptFile } }) =>
    link === undefined
      ? []
      : [link, join(link, promptFile), ...(format === 'aios' ? [join(link, 'skill.yaml')] : [])],
  );
  return [...new Set([home.registryIndex, home.ledger, ...configs, ...copies, ...linked])];
}

/**
 * Keeps a watcher on each of some files, whether or not its folder is there. An editor's watcher on a folder that is
 * missing stays blind for seconds after the folder came, also when it is disposed of and made again in one breath (VS
 * Code takes the two for the same request). So the folder that is there is watched for the next one on the way.
 */
export class WatchedFiles implements Disposable {
  private readonly watcher: FileWatcher;
  private readonly onEvent: () => void;
  /** By what is watched and the folder it is watched through. */
  private readonly watches = new Map<string, Disposable>();
  private disposed = false;

  constructor(watcher: FileWatcher, onEvent: () => void) {
    this.watcher = watcher;
    this.onEvent = onEvent;
  }

  /**
   * Watches these files and no others. Watchers that are still wanted are left as they are, since one that is made
   * again misses what happens in between. To be called again after every event: a folder may have come or gone.
   *
   * @returns whether a watcher was made: it may take a while until it is up
   */
  async aim(files: readonly string[]): Promise<boolean> {
    const stamps = new Map<string, Promise<string | undefined>>();
    const found = await mapAtOnce(files, looksAtOnce, (file) => findWatchable(file, stamps));
    if (this.disposed) return false;
    const wanted = new Map(found.flatMap((one) => (one === undefined ? [] : [[one.key, one.path]])));
    for (const [key, watch] of this.watches) {
      if (wanted.has(key)) continue;
      this.watches.delete(key);
      watch.dispose();
    }
    const added = [...wanted].filter(([key]) => !this.watches.has(key));
    for (const [key, path] of added) this.watches.set(key, this.watcher.watch([path], this.onEvent));
    return added.length > 0;
  }

  dispose(): void {
    this.disposed = true;
    for (const watch of this.watches.values()) watch.dispose();
    this.watches.clear();
  }
}

/** The file where its folder is there, else the first that is missing on the way to it; none on a drive that is gone. */
async function findWatchable(
  file: string,
  stamps: Map<string, Promise<string | undefined>>,
): Promise<{ path: string; key: string } | undefined> {
  const folder = dirname(file);
  const stamp = stamps.get(folder) ?? stampOf(folder);
  stamps.set(folder, stamp);
  const known = await stamp;
  if (known !== undefined) return { path: file, key: `${known} ${file}` };
  return folder === file ? undefined : findWatchable(folder, stamps);
}

/** Another one once the folder was replaced by another, of which an old watcher sees nothing. */
async function stampOf(folder: string): Promise<string | undefined> {
  try {
    const found = await stat(folder);
    return found.isDirectory() ? `${found.dev}:${found.ino}:${found.birthtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}
