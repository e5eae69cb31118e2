import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { type Disposable, DisposableStore } from '../disposable.ts';
import { messageOf } from '../errors.ts';
import type { FileWatcher, Log } from '../ports.ts';
import type { Sync, SyncStatus } from './sync.ts';

/** Long enough to take a burst of events as one, short enough to be felt as at once. */
const settleMs = 150;
/** Watchers miss events; a look this often finds what they missed. */
const safetyLookMs = 60_000;

export interface DriftWatchDependencies {
  readonly sync: Sync;
  readonly home: AiosHome;
  readonly log: Log;
  readonly watcher: FileWatcher | undefined;
}

export type StatusListener = (status: SyncStatus) => void;

/** Looks at the clients again whenever one of their files, or the registry, may have changed, and tells of it. */
export class DriftWatch implements Disposable {
  private readonly dependencies: DriftWatchDependencies;
  private readonly listeners = new Set<StatusListener>();
  private readonly owned = new DisposableStore();
  private watched: Disposable | undefined;
  private watchedFiles = '';
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private disposed = false;

  constructor(dependencies: DriftWatchDependencies) {
    this.dependencies = dependencies;
  }

  /** Tells of every look from now on. */
  onStatus(listener: StatusListener): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Starts looking: now, on every event, and once a minute. */
  start(): void {
    const safety = setInterval(() => this.request(), safetyLookMs);
    safety.unref();
    this.owned.register({ dispose: () => clearInterval(safety) });
    this.request();
  }

  /** Asks for a look soon; many requests in a burst lead to one look. */
  request(): void {
    if (this.disposed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), settleMs);
  }

  /** Looks now, and resolves when every listener knows. A look under way is followed by one more, not doubled. */
  async look(): Promise<void> {
    if (this.looking !== undefined) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.lookUntilQuiet();
    try {
      await this.looking;
    } finally {
      this.looking = undefined;
    }
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.listeners.clear();
    try {
      this.watched?.dispose();
    } finally {
      this.owned.dispose();
    }
  }

  private async lookUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      try {
        const status = await this.dependencies.sync.status();
        // Disposed during the look: a watcher made now would never be disposed.
        if (this.disposed) return;
        this.watchFilesOf(status);
        for (const listener of this.listeners) this.tell(listener, status);
      } catch (error) {
        this.dependencies.log.error(`Could not look at the clients: ${messageOf(error)}`);
      }
    } while (this.again && !this.disposed);
  }

  private tell(listener: StatusListener, status: SyncStatus): void {
    try {
      listener(status);
    } catch (error) {
      this.dependencies.log.error(`Could not show how the clients stand: ${messageOf(error)}`);
    }
  }

  private watchFilesOf(status: SyncStatus): void {
    const { watcher, home } = this.dependencies;
    if (watcher === undefined) return;
    const configs = status.clients.flatMap(({ detected, configPaths }) => (detected ? configPaths : []));
    const copies = status.items
      .filter(({ kind }) => kind === 'skill')
      .map(({ path }) => join(path, 'SKILL.md'));
    const linked = status.skills.flatMap(({ link, manifest: { format, promptFile } }) =>
      link === undefined
        ? []
        : [join(link, promptFile), ...(format === 'aios' ? [join(link, 'skill.yaml')] : [])],
    );
    const files = [...new Set([home.registryIndex, home.ledger, ...configs, ...copies, ...linked])].sort();
    if (files.join('\n') === this.watchedFiles) return;
    this.watched?.dispose();
    this.watchedFiles = files.join('\n');
    this.watched = watcher.watch(files, () => this.request());
  }
}
