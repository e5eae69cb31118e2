import type { HostRuns } from '../../broker/broker-status.ts';
import { outcomeOf, type RecordedOutcome } from './find-in-spool.ts';
import type { RunRecords } from './run-records.ts';
import { isRunId, type RunTable } from './run-table.ts';

/** What the tool `get_run` answers. */
export interface RunState extends Record<string, unknown> {
  readonly runId: string;
  /** `rejected`: the answer is to be corrected, or the run could not begin. */
  readonly status: 'waiting' | 'completed' | 'rejected' | 'unknown';
  readonly problems: readonly string[];
  readonly next: string;
  readonly skill?: string;
  readonly version?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Whether the editor runs, where it had to be asked. */
  readonly host?: { readonly state: HostRuns['state']; readonly message: string };
}

export interface RunQuestion {
  readonly runs: RunTable;
  readonly records: RunRecords;
  readonly runId: string;
}

const again = 'Start the skill again with run_skill and use the runId that it returns.';

/**
 * Tells how a run stands: one of this process, else one that was recorded, else one that the host keeps. The host is
 * asked only then. Never throws.
 */
export async function getRun({ runs, records, runId }: RunQuestion): Promise<RunState> {
  const own = ownRun(runs, runId);
  if (own !== undefined) return own;
  if (!isRunId(runId)) return unknown(runId);
  const recorded = await records.recorded(runId);
  if (recorded !== undefined) return elsewhere(runId, recorded);
  const host = await records.ofHost();
  if (host.state !== 'running') {
    const { state, problem } = host;
    return { ...unknown(runId), host: { state, message: `${problem.message} ${problem.remedy}` } };
  }
  const kept = host.runs.find(({ run }) => run === runId);
  const outcome = kept && outcomeOf(kept);
  const told = outcome === undefined ? 'does not know the run' : 'has kept the run';
  return {
    ...(outcome === undefined ? unknown(runId) : elsewhere(runId, outcome)),
    host: { state: 'running', message: `AI OS in the editor (process ${host.pid}) ${told}.` },
  };
}

function ownRun(runs: RunTable, runId: string): RunState | undefined {
  const run = runs.get(runId);
  if (run === undefined) return undefined;
  const { id: skill, version } = run.skill.manifest;
  const about = { skill, version, startedAt: run.startedAt.toISOString() };
  const outcome = runs.outcome(runId);
  if (outcome === undefined) {
    const next = 'Carry out the prompt, then call complete_skill with this runId and the answer as result.';
    return { runId, status: 'waiting', problems: [], next, ...about };
  }
  const { status, problems, endedAt } = outcome;
  const correct = 'Correct the answer and call complete_skill again with this runId.';
  return { runId, status, problems, next: nextOf(status, correct), ...about, endedAt: endedAt.toISOString() };
}

/** Recorded by another process, or by one that ended since: nobody holds its input any more. */
function elsewhere(runId: string, { status, problems, ...about }: RecordedOutcome): RunState {
  return { runId, status, problems, next: nextOf(status, again), ...about };
}

function nextOf(status: 'completed' | 'rejected', correct: string): string {
  return status === 'completed' ? 'Nothing is left to do.' : correct;
}

function unknown(runId: string): RunState {
  return { runId, status: 'unknown', problems: [], next: again };
}
