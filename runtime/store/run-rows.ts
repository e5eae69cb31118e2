import type { SQLOutputValue } from 'node:sqlite';
import type { DatabaseAccess } from './database-access.ts';
import type { RecordedRun, Run, WholeRun } from './run.ts';

/** The oldest runs beyond these are dropped. */
export const mostRuns = 2000;
export const mostRunBytes = 64 * 1024 * 1024;

/** See `Runs.add`. */
export async function addRuns(database: DatabaseAccess, recorded: readonly RecordedRun[]): Promise<number> {
  return database.write((opened) => {
    const insert = opened.prepare(insertRun);
    const added = recorded.reduce((sum, run) => sum + Number(insert.run(rowOf(run)).changes), 0);
    opened.prepare(dropOldest).run({ mostRuns, mostRunBytes });
    return added;
  });
}

/** See `Runs.list`. */
export async function listRuns(database: DatabaseAccess, limit: number): Promise<Run[]> {
  const sql = `SELECT ${columns} FROM runs ORDER BY ended_at DESC, id DESC LIMIT :limit`;
  return ((await database.read((opened) => opened.prepare(sql).all({ limit }))) ?? []).map(runOf);
}

/** @returns every answer to one run, the first first; none where the run is not kept */
export async function getRun(database: DatabaseAccess, run: string): Promise<WholeRun[]> {
  const sql = `SELECT ${columns}, input, output FROM runs WHERE run = :run ORDER BY ended_at, id`;
  const rows = (await database.read((opened) => opened.prepare(sql).all({ run }))) ?? [];
  return rows.map(({ input, output, ...row }) => ({
    ...runOf(row),
    input: jsonValue(input),
    output: jsonValue(output),
  }));
}

const insertRun = `INSERT OR IGNORE INTO runs
  (record, run, skill, version, digest, client, client_name, client_version, started_at, ended_at, milliseconds,
    status, problems, input, output, bytes)
  VALUES (:record, :run, :skill, :version, :digest, :client, :clientName, :clientVersion, :startedAt, :endedAt,
    :milliseconds, :status, :problems, :input, :output, :bytes)`;
const columns = `run, skill, version, digest, client, client_name AS clientName, client_version AS clientVersion,
  started_at AS startedAt, ended_at AS endedAt, milliseconds, status, problems`;
/** Counts from the newest, so that what goes is the oldest, however late it was taken in. */
const dropOldest = `DELETE FROM runs WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS total FROM runs
    WINDOW newest AS (ORDER BY ended_at DESC, id DESC)
  ) WHERE place > :mostRuns OR total > :mostRunBytes)`;

function rowOf({ problems, input, output, ...run }: RecordedRun): Record<string, string | number | null> {
  const texts = { problems: JSON.stringify(problems), input: jsonText(input), output: jsonText(output) };
  const bytes = Object.values(texts).reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
  const { client = null, clientName = null, clientVersion = null } = run;
  return { ...run, client, clientName, clientVersion, ...texts, bytes };
}

function jsonText(value: unknown): string | null {
  return JSON.stringify(value) ?? null;
}

function jsonValue(text: SQLOutputValue | undefined): unknown {
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

/** Written by us alone, so the shape is that of `rowOf`; what was null is left out. */
function runOf({ problems, input, output, ...row }: Record<string, SQLOutputValue>): Run {
  const known = Object.entries(row).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(known), problems: jsonValue(problems) } as unknown as Run;
}
