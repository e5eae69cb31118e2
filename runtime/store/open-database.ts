import type { DatabaseSync } from 'node:sqlite';
import { AiosError } from '../errors.ts';
import { inTransaction, loadSqlite } from './sqlite.ts';

/** A call to SQLite blocks the whole process: no longer than this at a time, in milliseconds. */
const busyTimeoutMs = 100;

/**
 * Opens a database and takes the steps that it has not taken yet. Of several processes at once each step is taken by
 * exactly one.
 *
 * @param path of a file; an empty one becomes a new database
 * @throws AiosError `store_unavailable`, `store_newer`; what SQLite throws, see `isBusy` and `isDamage`
 */
export function openDatabase(path: string, migrations: readonly string[]): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA foreign_keys = ON;`);
    // A newer one is not even switched to another way of writing.
    checkNotNewer(database, path, migrations);
    // NORMAL: the last rows may be lost with the power, and the file stays sound.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    while (versionOf(database) < migrations.length) takeNextStep(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Asked before every use: a window may be open while a newer AI OS changes the database.
 * @throws AiosError `store_newer`
 */
export function checkNotNewer(database: DatabaseSync, path: string, migrations: readonly string[]): void {
  const version = versionOf(database);
  if (version <= migrations.length) return;
  throw new AiosError(
    `${path} was made by a newer AI OS (its version is ${version}, this one knows ${migrations.length}).`,
    {
      code: 'store_newer',
      remedy: 'Update AI OS here too; until then this one neither reads nor keeps a history.',
      file: path,
    },
  );
}

function takeNextStep(database: DatabaseSync, migrations: readonly string[]): void {
  inTransaction(database, 'BEGIN IMMEDIATE', () => {
    // Asked again: while this process waited, another may have taken it.
    const version = versionOf(database);
    const step = migrations[version];
    if (step !== undefined) database.exec(`${step}; PRAGMA user_version = ${version + 1};`);
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}
