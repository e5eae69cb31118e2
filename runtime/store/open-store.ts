import type { DatabaseSync } from 'node:sqlite';
import { AiosError } from '../errors.ts';
import { delay } from '../files/next-turn.ts';
import type { Clock, Log } from '../ports.ts';
import { createDatabaseFile, identityOf, makePrivate, setAside } from './database-file.ts';
import { migrations } from './migrations.ts';
import { checkNotNewer, openDatabase } from './open-database.ts';
import { asStoreError, inTransaction, isBusy, isDamage, loadSqlite } from './sqlite.ts';

/** How long other processes may be in the way, in milliseconds. One write of theirs takes well under one. */
const patienceMs = 15_000;

export interface OpenStoreInput {
  /** The database's file, absolute. */
  readonly path: string;
  /** A lock for making and replacing it. */
  readonly lock: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a damaged database was replaced by an empty one, before anything is asked of that. */
  readonly onReplaced: () => Promise<void>;
}

/** The store's way to SQLite, loaded when it is first used: no start has to wait for it. */
export class OpenStore {
  private readonly path: string;
  private readonly lock: string;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly onReplaced: () => Promise<void>;
  private opened: { readonly database: DatabaseSync; readonly identity: string } | undefined;
  private disposed = false;

  constructor({ path, lock, clock, log, onReplaced }: OpenStoreInput) {
    this.path = path;
    this.lock = lock;
    this.clock = clock;
    this.log = log;
    this.onReplaced = onReplaced;
  }

  /** Does the work in a transaction that may write, making the database where there is none. @throws AiosError `store_…` */
  async write<T>(work: (database: DatabaseSync) => T): Promise<T> {
    return this.mend(async () => {
      await createDatabaseFile(this.path, this.lock);
      const done = this.attempt('BEGIN IMMEDIATE', (database) => ({ result: work(database) }));
      if (done === undefined) throw new DatabaseMoved();
      return done.result;
    });
  }

  /** @returns undefined when there is no database yet @throws AiosError `store_…` */
  read<T>(work: (database: DatabaseSync) => T): Promise<T | undefined> {
    return this.mend(() => this.attempt('BEGIN', work));
  }

  /** Closes the database for good. The last process to do so moves everything into the one file. */
  dispose(): void {
    this.disposed = true;
    this.close();
  }

  /** Tries until no other process is in the way. A damaged database is replaced, and the work begun anew, once. */
  private async mend<T>(attempt: () => T | Promise<T>): Promise<T> {
    // Before a file is made that nothing could be written into.
    loadSqlite();
    const deadline = Date.now() + patienceMs;
    let mended = false;
    for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
      if (this.disposed) throw closedError(this.path);
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof DamageFound && !mended) {
          mended = true;
          await this.replace(error.identity);
          continue;
        }
        const cause = error instanceof DamageFound ? error.cause : error;
        if (!isBusy(cause) && !(cause instanceof DatabaseMoved)) throw asStoreError(cause, this.path);
        if (Date.now() > deadline) throw busyError(this.path, cause);
      }
      await delay(pause);
    }
  }

  /** Does the work at once, in a transaction. @returns undefined when there is no file */
  private attempt<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: (database: DatabaseSync) => T): T | undefined {
    const identity = identityOf(this.path);
    if (identity === undefined) return undefined;
    try {
      const database = this.open(identity);
      return inTransaction(database, begin, () => {
        checkNotNewer(database, this.path, migrations);
        return work(database);
      });
    } catch (error) {
      throw isDamage(error) ? new DamageFound(identity, error) : error;
    }
  }

  /** @returns the database in this very file: another process may have put a new one in its place */
  private open(identity: string): DatabaseSync {
    if (this.opened?.identity === identity) return this.opened.database;
    this.close();
    makePrivate(this.path);
    const database = openDatabase(this.path, migrations);
    if (identityOf(this.path) !== identity) {
      database.close();
      throw new DatabaseMoved();
    }
    this.opened = { database, identity };
    return database;
  }

  private async replace(identity: string): Promise<void> {
    if (this.opened?.identity === identity) this.close();
    const aside = await setAside(this.path, identity, { lock: this.lock, now: this.clock.now() });
    if (aside === undefined) return;
    // What is lost must not go in silence, at a terminal neither.
    this.log.error(
      `The history in ${this.path} was damaged. It is kept as ${aside}, and a new one is begun.`,
    );
    await this.onReplaced();
  }

  private close(): void {
    const { opened } = this;
    this.opened = undefined;
    opened?.database.close();
  }
}

/** SQLite found the file of this identity damaged. Never leaves the store. */
class DamageFound extends Error {
  readonly identity: string;

  constructor(identity: string, cause: unknown) {
    super('The database is damaged.', { cause });
    this.identity = identity;
  }
}

/** Another process set the file aside while this one opened it. Never leaves the store. */
class DatabaseMoved extends Error {}

function busyError(path: string, cause: unknown): AiosError {
  return new AiosError(`${path} was in use by another process for ${patienceMs / 1000} seconds.`, {
    code: 'store_busy',
    remedy: 'Close what keeps it open, another AI OS or a database browser, and try again.',
    file: path,
    cause,
  });
}

function closedError(path: string): AiosError {
  return new AiosError(`${path} is closed: AI OS is shutting down here.`, {
    code: 'store_closed',
    remedy: 'Do it again once AI OS is started.',
    file: path,
  });
}
