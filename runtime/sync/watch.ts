import type { AiosHome } from '../aios-home.ts';
import { type Disposable, DisposableStore } from '../disposable.ts';
import { messageOf } from '../errors.ts';
import type { FileWatcher, Log } from '../ports.ts';
import { pathsBehind } from './fingerprint.ts';
import type { Sync, SyncStatus } from './sync.ts';
import { systemTimers, type Timers } from './timers.ts';
import { filesToWatch, WatchedFiles } from './watched-files.ts';

/** Long enough to take a burst of events as one, short enough to be felt as at once. */
const settleMs = 150;
/** Events that never end must not put a look off for ever. */
const maxSettleMs = 2000;
/** Watchers miss events; a look this often finds what they missed. */
const safetyLookMs = 60_000;
/**
 * A watcher is up some time after it was asked for: in a tenth of a second as a rule, after the five seconds at which
 * VS Code asks for a folder that was away when it was made. These looks find what changed meanwhile.
 */
const looksAfterWatchingMs = [1000, 6000];

export interface DriftWatchDependencies {
  readonly sync: Pick<Sync, 'status' | 'fingerprint'>;
  readonly home: AiosHome;
  readonly log: Log;
  readonly watcher: FileWatcher | undefined;
  /** Left out, the system's. */
  readonly timers?: Timers;
}

export type StatusListener = (status: SyncStatus) => void;

/**
 * Scans the clients again whenever one of their files, or the registry, has changed, and tells of it. While nothing
 * changes, a look a minute compares when each file was changed last, and reads none.
 */
export class DriftWatch implements Disposable {
  private readonly dependencies: DriftWatchDependencies;
  private readonly timers: Timers;
  private readonly listeners = new Set<StatusListener>();
  private readonly owned = new DisposableStore();
  private readonly watched: WatchedFiles | undefined;
  /** What the last scan found worth watching. */
  private files: readonly string[] = [];
  private looksAfterWatching: readonly Disposable[] = [];
  /** A look that was asked for waits for the first to ring: quiet, or the end of patience. */
  private quiet: Disposable | undefined;
  private patience: Disposable | undefined;
  private looking: Promise<void> | undefined;
  /** What is to be done once the look under way is over: nothing, a look, or a scan whatever it shows. */
  private next: 'nothing' | 'look' | 'scan' = 'nothing';
  /** What the last scan rests on, and how that stood before it; undefined makes the next look a scan. */
  private paths: readonly string[] = [];
  private fingerprint: string | undefined;
  private disposed = false;

  constructor(dependencies: DriftWatchDependencies) {
    this.dependencies = dependencies;
    this.timers = dependencies.timers ?? systemTimers;
    const { watcher } = dependencies;
    this.watched = watcher && this.owned.register(new WatchedFiles(watcher, () => this.request()));
  }

  /** Tells of every scan from now on. */
  onStatus(listener: StatusListener): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Starts looking: now, on every event, and once a minute. */
  start(): void {
    this.owned.register(this.timers.every(safetyLookMs, () => this.request()));
    this.request();
  }

  /** Asks for a look soon; many requests in a burst lead to one scan, and none where nothing changed. */
  request(): void {
    if (this.disposed) return;
    const lookNow = (): void => {
      this.stopWaiting();
      void this.run('look');
    };
    this.quiet?.dispose();
    this.quiet = this.timers.after(settleMs, lookNow);
    this.patience ??= this.timers.after(maxSettleMs, lookNow);
  }

  /** Scans now, and resolves when every listener knows. A look under way is followed by one scan, not doubled. */
  look(): Promise<void> {
    return this.run('scan');
  }

  dispose(): void {
    this.disposed = true;
    this.stopWaiting();
    for (const look of this.looksAfterWatching) look.dispose();
    this.listeners.clear();
    this.owned.dispose();
  }

  private stopWaiting(): void {
    this.quiet?.dispose();
    this.patience?.dispose();
    this.quiet = undefined;
    this.patience = undefined;
  }

  private run(what: 'look' | 'scan'): Promise<void> {
    if (this.next !== 'scan') this.next = what;
    this.looking ??= this.runUntilQuiet();
    return this.looking;
  }

  private async runUntilQuiet(): Promise<void> {
    while (this.next !== 'nothing' && !this.disposed) {
      const mustScan = this.next === 'scan';
      this.next = 'nothing';
      try {
        await this.lookOnce(mustScan);
      } catch (error) {
        this.fingerprint = undefined;
        this.dependencies.log.error(`Could not look at the clients: ${messageOf(error)}`);
      }
    }
    // Here and not when the promise is over: who asks in between must not be forgotten.
    this.looking = undefined;
  }

  private async lookOnce(mustScan: boolean): Promise<void> {
    const { sync, home } = this.dependencies;
    const isFirst = this.paths.length === 0;
    const [before] = await Promise.all([
      isFirst ? undefined : sync.fingerprint(this.paths),
      // Also where no scan follows: a folder may have come or gone that no scan rests on.
      this.watchFiles(),
    ]);
    if (!mustScan && !isFirst && before === this.fingerprint) return;
    const status = await sync.status();
    // Disposed during the look: a watcher made now would never be disposed.
    if (this.disposed) return;
    const paths = pathsBehind(status, home);
    // What changed during the scan shows in the next look, since the fingerprint is of before it.
    const isWhole = paths.join('\n') === this.paths.join('\n') && !changesUnseen(status);
    this.fingerprint = isWhole ? before : undefined;
    this.paths = paths;
    this.files = filesToWatch(status, home);
    await this.watchFiles();
    for (const listener of this.listeners) this.tell(listener, status);
  }

  private tell(listener: StatusListener, status: SyncStatus): void {
    try {
      listener(status);
    } catch (error) {
      this.dependencies.log.error(`Could not show how the clients stand: ${messageOf(error)}`);
    }
  }

  /** What changes before a new watcher is up shows in the looks that follow, which compare with how it stood before. */
  private async watchFiles(): Promise<void> {
    const isNew = await this.watched?.aim(this.files);
    if (!isNew || this.disposed) return;
    for (const look of this.looksAfterWatching) look.dispose();
    this.looksAfterWatching = looksAfterWatchingMs.map((milliseconds) =>
      this.timers.after(milliseconds, () => void this.run('look')),
    );
  }
}

/** Whether a scan may find something else although no file it rests on changed. */
function changesUnseen({ skills, items }: SyncStatus): boolean {
  // A client is quit; a linked folder gets a file anywhere in it.
  return skills.some(({ link }) => link !== undefined) || items.some(({ action }) => action === 'waiting');
}
