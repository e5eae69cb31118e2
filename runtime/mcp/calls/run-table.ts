import { randomBytes } from 'node:crypto';
import type { InstalledSkill } from '../../registry/installed-skill.ts';
import type { Asker } from './client-context.ts';

/** A run that was started and may still be completed. */
export interface StartedRun {
  readonly id: string;
  /** As it was when the run began, whatever is installed since. */
  readonly skill: InstalledSkill;
  readonly input: Readonly<Record<string, unknown>>;
  readonly asker: Asker;
  readonly startedAt: Date;
}

/** Clients start runs that nobody completes; the oldest go. Input is held, so not too many. */
const maxRuns = 500;

/** The runs of this process that wait for an answer. */
export class RunTable {
  private readonly runs = new Map<string, StartedRun>();

  start(run: Omit<StartedRun, 'id'>): StartedRun {
    const started = { ...run, id: `run_${randomBytes(9).toString('base64url')}` };
    this.runs.set(started.id, started);
    for (const id of this.runs.keys()) {
      if (this.runs.size <= maxRuns) break;
      this.runs.delete(id);
    }
    return started;
  }

  get(id: string): StartedRun | undefined {
    return this.runs.get(id);
  }
}
