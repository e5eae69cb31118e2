import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AiosHome, aiosHome } from '../../runtime/aios-home.ts';
import type { Log } from '../../runtime/ports.ts';
import type { Operation } from '../../runtime/store/history.ts';
import { Store } from '../../runtime/store/store.ts';
import { makeHome } from './run-cli.ts';

/** A store's home that is thrown away after the test. */
export interface StoreHome extends AsyncDisposable {
  readonly home: AiosHome;
  /** The database's file. */
  readonly path: string;
  /** What every store opened here logged, as `level: message`. */
  readonly logged: string[];
  /** Opens a store, as another window would. */
  open(): Store;
  /** Records one operation through a store of its own. */
  record(operation?: Partial<Operation>): Promise<void>;
  /** The skills of the recorded operations, the newest first, asked through a store of its own. */
  skills(): Promise<string[]>;
  /** The names beside the database, of locks apart. */
  files(): Promise<string[]>;
  /** Looks at the database with SQLite alone; it must not be open in this process. */
  query(sql: string): Record<string, unknown>[];
}

export function operation(changes: Partial<Operation> = {}): Operation {
  return { at: '2026-01-02T03:04:05.000Z', kind: 'install', skill: 'a', by: 'terminal', ...changes };
}

/** A log that keeps what it is told. */
export function logInto(logged: string[]): Log {
  const tell =
    (level: string) =>
    (message: string): void =>
      void logged.push(`${level}: ${message}`);
  return { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
}

export function openStore(root: string, logged: string[]): Store {
  return new Store(aiosHome(root), { now: () => new Date('2026-01-02T03:04:05.678Z') }, logInto(logged));
}

export async function makeStoreHome(): Promise<StoreHome> {
  const thrownAway = await makeHome();
  const home = aiosHome(thrownAway.aios);
  const path = join(home.root, 'state', 'aios.db');
  const logged: string[] = [];
  const stores: Store[] = [];
  const open = (): Store => {
    const store = openStore(home.root, logged);
    stores.push(store);
    return store;
  };
  const once = async <T>(work: (store: Store) => Promise<T>): Promise<T> => {
    const store = open();
    try {
      return await work(store);
    } finally {
      store.dispose();
    }
  };
  return {
    home,
    path,
    logged,
    open,
    record: (changes) => once((store) => store.history.record([operation(changes)])),
    skills: () =>
      once(async ({ history }) => (await history.list({ limit: 100_000 })).map(({ skill }) => skill)),
    files: async () => (await readdir(dirname(path))).filter((name) => name !== 'locks').sort(),
    query: (sql) => queryFile(path, sql),
    [Symbol.asyncDispose]: async () => {
      for (const store of stores) store.dispose();
      await thrownAway[Symbol.asyncDispose]();
    },
  };
}

function queryFile(path: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path);
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}
