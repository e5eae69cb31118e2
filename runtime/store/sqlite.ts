import type { DatabaseSync } from 'node:sqlite';
import { AiosError, messageOf } from '../errors.ts';

type Sqlite = typeof import('node:sqlite');

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const busy = 5;
const corrupt = 11;
/** Processes opened and closed a database in write-ahead mode too fast for this one. */
const protocol = 15;
const notADatabase = 26;

const remedies: Readonly<Record<number, string>> = {
  8: 'Give your user account permission to write that file and its folder.',
  10: 'Check that the disk works and is not full; moving that file away starts a new history.',
  13: 'The disk is full; free some space.',
  14: 'Check that its folder exists and that you may write there.',
};

/**
 * Loads the SQLite inside this Node or Electron, without the warning that it is experimental.
 * @throws AiosError `store_unavailable` where there is none
 */
export function loadSqlite(): Sqlite {
  const sqlite = withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite')) as Sqlite | undefined;
  if (sqlite !== undefined) return sqlite;
  throw new AiosError(`Node.js ${process.versions.node} comes without SQLite, so no history is kept.`, {
    code: 'store_unavailable',
    remedy: 'Use Node.js 22.13 or newer, or a newer editor; everything else works without it.',
  });
}

/** Loading happens at once, so that nobody else's warning can come in between. */
function withoutSqliteWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  const emitOthers = (...words: Parameters<typeof emitWarning>): void => {
    const [warning, kind] = words as readonly unknown[];
    if (kind === 'ExperimentalWarning' && String(warning).startsWith('SQLite is ')) return;
    emitWarning.apply(process, words);
  };
  process.emitWarning = emitOthers as typeof emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined;
  // The higher bits tell kinds of the same failure apart.
  return error.errcode & 0xff;
}

/** Whether another process was in the way, and trying again will do. */
export function isBusy(error: unknown): boolean {
  const code = resultCode(error);
  return code === busy || code === protocol;
}

/** Whether SQLite found the file to be damaged, or to be something else. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error);
  return code === corrupt || code === notADatabase;
}

/** Turns what SQLite threw into an AiosError `store_failed` that names the file. Anything else passes unchanged. */
export function asStoreError(error: unknown, path: string): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  return new AiosError(`Could not use the history in ${path}: ${messageOf(error)}.`, {
    code: 'store_failed',
    remedy: remedies[code] ?? 'Moving that file away starts a new history; nothing else depends on it.',
    file: path,
    cause: error,
  });
}

/**
 * Runs `work` in one transaction; what it throws undoes all of it.
 * @param begin `BEGIN IMMEDIATE` to write: it waits for other writers before anything was read
 */
export function inTransaction<T>(
  database: DatabaseSync,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE',
  work: () => T,
): T {
  database.exec(begin);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // SQLite has done it itself for some failures. What led here is told by the caller.
  }
}
