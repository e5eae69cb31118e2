import { AiosError } from '../errors.ts';
import type { DatabaseAccess } from './database-access.ts';
import type { RecordedRun, Run, WholeRun } from './run.ts';

/**
 * The runs of skills that clients completed. They may be lost: nothing is decided by them. How they are kept is loaded
 * with the first use.
 */
export class Runs {
  private readonly database: DatabaseAccess;

  constructor(database: DatabaseAccess) {
    this.database = database;
  }

  /**
   * Keeps the runs, all or none of them. A record that is known already is not kept twice.
   * @returns how many were new
   * @throws AiosError `store_…`, `file_…`; nothing is kept then
   */
  async add(recorded: readonly RecordedRun[]): Promise<number> {
    if (recorded.length === 0) return 0;
    return (await import('./run-rows.ts')).addRuns(this.database, recorded);
  }

  /**
   * @returns the newest first, without what went in and came out
   * @throws AiosError `store_…`, `file_…` when the store cannot be used
   */
  async list({ limit }: { readonly limit: number }): Promise<Run[]> {
    return (await import('./run-rows.ts')).listRuns(this.database, limit);
  }

  /**
   * @returns every answer that was handed in to one run, the first first
   * @throws AiosError `run_unknown`; `store_…`, `file_…` when the store cannot be used
   */
  async get(run: string): Promise<WholeRun[]> {
    const attempts = await (await import('./run-rows.ts')).getRun(this.database, run);
    if (attempts.length > 0) return attempts;
    throw new AiosError(`No run "${run}" is kept.`, {
      code: 'run_unknown',
      remedy: 'List those that are kept: aios runs.',
    });
  }
}
