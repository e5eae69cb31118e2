import type { SQLOutputValue } from 'node:sqlite';
import { AiosError } from '../errors.ts';
import type { DatabaseAccess } from './database-access.ts';

/** The oldest operations beyond this many are dropped. */
export const mostOperations = 10_000;

export type OperationKind =
  | 'install'
  | 'update'
  | 'rollback'
  | 'remove'
  | 'restore'
  | 'pin'
  | 'unpin'
  | 'enable'
  | 'disable'
  | 'bring-back';

/** Something that was done to an installed skill. */
export interface Operation {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: OperationKind;
  /** The skill's id. */
  readonly skill: string;
  readonly fromVersion?: string;
  readonly fromDigest?: string;
  readonly toVersion?: string;
  readonly toDigest?: string;
  /** Where it came from. What may be a secret in an address is left out of what is kept. */
  readonly source?: string;
  /** Through which host; not known of what was rebuilt from the files. */
  readonly by?: 'editor' | 'terminal' | 'server';
}

/** What was done to the installed skills, and when. It may be lost: nothing is decided by it. */
export class History {
  private readonly database: DatabaseAccess;

  constructor(database: DatabaseAccess) {
    this.database = database;
  }

  /**
   * Keeps the operations, all or none of them. When they cannot be kept the log says so, once, and what was done
   * stays done: this never throws for a store that cannot be used.
   */
  async record(operations: readonly Operation[]): Promise<void> {
    await this.insert(insertOperation, operations);
  }

  /** Keeps one `install` each for skills of which nothing is known, after the database was lost. As `record`. */
  async seed(installs: readonly Omit<Operation, 'kind' | 'by'>[]): Promise<void> {
    const operations = installs.map((install) => ({ ...install, kind: 'install' as const }));
    await this.insert(`${insertOperation} ${whereNothingIsKnown}`, operations);
  }

  /**
   * @param options.skill only what was done to this one
   * @param options.limit how many at most
   * @returns the newest first
   * @throws AiosError `store_…`, `file_…` when the store cannot be used
   */
  async list(options: { readonly skill?: string; readonly limit: number }): Promise<Operation[]> {
    const { skill, limit } = options;
    const rows = await this.database.read((database) =>
      skill === undefined
        ? database.prepare(`${selectOperations} ${newestFirst}`).all({ limit })
        : database.prepare(`${selectOperations} WHERE skill = :skill ${newestFirst}`).all({ skill, limit }),
    );
    return (rows ?? []).map(operationOf);
  }

  private async insert(sql: string, operations: readonly Operation[]): Promise<void> {
    if (operations.length === 0) return;
    try {
      await this.database.write((database) => {
        const insert = database.prepare(sql);
        for (const operation of operations) insert.run(rowOf(operation));
        database.prepare(dropOldest).run({ mostOperations });
      });
    } catch (error) {
      if (!AiosError.is(error)) throw error;
      this.database.complain(error);
    }
  }
}

const insertOperation = `INSERT INTO operations
  (at, kind, skill, from_version, from_digest, to_version, to_digest, source, actor)
  SELECT :at, :kind, :skill, :fromVersion, :fromDigest, :toVersion, :toDigest, :source, :actor`;
const whereNothingIsKnown = 'WHERE NOT EXISTS (SELECT 1 FROM operations WHERE skill = :skill)';
const selectOperations = `SELECT at, kind, skill, from_version AS fromVersion, from_digest AS fromDigest,
  to_version AS toVersion, to_digest AS toDigest, source, actor AS "by" FROM operations`;
const newestFirst = 'ORDER BY at DESC, id DESC LIMIT :limit';
/** Ids grow by one and only the oldest are dropped, so that the difference of two counts the rows between. */
const dropOldest = 'DELETE FROM operations WHERE id <= (SELECT max(id) FROM operations) - :mostOperations';

function rowOf(operation: Operation): Record<string, string | null> {
  const { at, kind, skill, fromVersion, fromDigest, toVersion, toDigest, source, by } = operation;
  return {
    // One form, so that texts sort as times do.
    at: new Date(at).toISOString(),
    kind,
    skill,
    fromVersion: fromVersion ?? null,
    fromDigest: fromDigest ?? null,
    toVersion: toVersion ?? null,
    toDigest: toDigest ?? null,
    source: source === undefined ? null : withoutSecrets(source),
    actor: by ?? null,
  };
}

/** Written by us alone, so the shape is that of `rowOf`; what was null is left out. */
function operationOf(row: Record<string, SQLOutputValue>): Operation {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as Operation;
}

/** Takes out of an address what people put tokens in: user and password, the query, settings in the fragment. */
function withoutSecrets(source: string): string {
  if (!source.includes('://')) return source;
  return source
    .replaceAll(/(?<=:\/\/)[^/?#]*@/gu, '')
    .replace(/\?[^#]*/u, '')
    .replace(/#.*=.*$/su, '');
}
