import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import type { Disposable } from '../disposable.ts';
import { type AiosError, messageOf } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import type { DatabaseAccess } from './database-access.ts';
import { History } from './history.ts';
import type { OpenStore } from './open-store.ts';
import { Runs } from './runs.ts';

/** Called when a damaged database was replaced by an empty one, before anything is asked of that. */
export type ReplacedListener = () => Promise<void>;

/**
 * The database in `state/aios.db`: history, which may be lost. Opened on first use, once in a process; any number of
 * processes may have it open.
 */
export class Store implements Disposable {
  readonly history: History;
  readonly runs: Runs;
  private readonly home: AiosHome;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly listeners = new Set<ReplacedListener>();
  private readonly complaints = new Set<string>();
  private opening: Promise<OpenStore> | undefined;
  private opened: OpenStore | undefined;
  private disposed = false;

  constructor(home: AiosHome, clock: Clock, log: Log) {
    this.home = home;
    this.clock = clock;
    this.log = log;
    const access: DatabaseAccess = {
      write: async (work) => (await this.open()).write(work),
      read: async (work) => (await this.open()).read(work),
      complain: (error) => this.complain(error),
    };
    this.history = new History(access);
    this.runs = new Runs(access);
  }

  /** Tells of every replacement from now on, e.g. to fill the new database from the files. */
  onReplaced(listener: ReplacedListener): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Closes the database. The last process to do so moves everything into the one file. */
  dispose(): void {
    this.disposed = true;
    this.listeners.clear();
    this.opened?.dispose();
  }

  /** Says in the log, once, that the store cannot be used. */
  complain({ code, message, remedy }: AiosError): void {
    if (this.complaints.has(code)) return;
    this.complaints.add(code);
    this.log.warn(`${message} ${remedy}`);
  }

  private open(): Promise<OpenStore> {
    this.opening ??= this.load();
    return this.opening;
  }

  private async load(): Promise<OpenStore> {
    const { OpenStore: Opened } = await import('./open-store.ts');
    const { home, clock, log } = this;
    const path = join(home.root, 'state', 'aios.db');
    const lock = join(home.locks, 'store');
    const opened = new Opened({ path, lock, clock, log, onReplaced: () => this.tellReplaced() });
    // Disposed while it was loaded: it says so to whoever asks.
    if (this.disposed) opened.dispose();
    this.opened = opened;
    return opened;
  }

  private async tellReplaced(): Promise<void> {
    for (const listener of this.listeners) {
      await listener().catch((error: unknown) =>
        this.log.warn(`Could not fill the new history: ${messageOf(error)}`),
      );
    }
  }
}
