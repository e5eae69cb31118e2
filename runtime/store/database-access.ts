import type { DatabaseSync } from 'node:sqlite';
import type { AiosError } from '../errors.ts';

/** What a repository does its work through. `work` runs in a transaction and therefore cannot wait for anything. */
export interface DatabaseAccess {
  /** @throws AiosError `store_…`, `file_…`; nothing of `work` is kept then */
  write<T>(work: (database: DatabaseSync) => T): Promise<T>;
  /** @returns undefined when there is no database yet: asking makes none. Throws as `write` does. */
  read<T>(work: (database: DatabaseSync) => T): Promise<T | undefined>;
  /** Says in the log, once, that the store cannot be used; for work that goes on without it. */
  complain(error: AiosError): void;
}
