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

/** What came of the last answer that was handed in. */
export interface RunOutcome {
  readonly status: 'completed' | 'rejected';
  /** What to correct, a sentence each. */
  readonly problems: readonly string[];
  readonly endedAt: Date;
}

/** Clients start runs that nobody completes; the oldest go. Input is held, so not too many. */
const maxRuns = 500;

/** The runs of this process: those that wait for an answer, and what became of those that had one. */
export class RunTable {
  private readonly runs = new Map<string, StartedRun>();
  private readonly outcomes = new Map<string, RunOutcome>();

  start(run: Omit<StartedRun, 'id'>): StartedRun {
    const started = { ...run, id: makeRunId() };
    this.runs.set(started.id, started);
    for (const id of this.runs.keys()) {
      if (this.runs.size <= maxRuns) break;
      this.runs.delete(id);
      this.outcomes.delete(id);
    }
    return started;
  }

  get(id: string): StartedRun | undefined {
    return this.runs.get(id);
  }

  /** Keeps what came of an answer; a later one takes its place. */
  settle(id: string, outcome: RunOutcome): void {
    if (this.runs.has(id)) this.outcomes.set(id, outcome);
  }

  /** @returns undefined while the run waits for its first answer */
  outcome(id: string): RunOutcome | undefined {
    return this.outcomes.get(id);
  }
}

/** @returns an id that no other run has, in any process */
export function makeRunId(): string {
  return `run_${randomBytes(9).toString('base64url')}`;
}

/** @returns whether a text can be the id of a run */
export function isRunId(text: string): boolean {
  return /^run_[\w-]{12}$/u.test(text);
}
