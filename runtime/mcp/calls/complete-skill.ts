import { AiosError } from '../../errors.ts';
import { checkGuardrails } from '../../run/check-guardrails.ts';
import { validateOutput } from '../../run/validate-output.ts';
import type { SkillShelf } from '../skill-shelf.ts';
import { recordRun } from './record-run.ts';
import type { RunTable, StartedRun } from './run-table.ts';
import type { Spool } from './spool.ts';

export interface CompleteRequest {
  readonly shelf: SkillShelf;
  readonly runs: RunTable;
  readonly spool: Spool;
  readonly runId: string;
  readonly result: unknown;
}

export interface Completion extends Record<string, unknown> {
  readonly runId: string;
  readonly status: 'completed' | 'rejected';
  /** What to correct, a sentence each. */
  readonly problems: readonly string[];
  /** The answer as it was taken, where it was. */
  readonly result?: unknown;
}

/**
 * Takes the answer to a run: its shape, then the skill's guardrails. Every attempt is recorded; a run may be
 * completed again, for instance with a better answer.
 *
 * @throws AiosError `run_unknown`
 */
export async function completeSkill(request: CompleteRequest): Promise<Completion> {
  const { runs, runId, result } = request;
  const run = runs.get(runId);
  if (run === undefined) {
    throw new AiosError(`There is no run "${runId}" in this connection.`, {
      code: 'run_unknown',
      remedy: 'Start the skill again with run_skill and use the runId that it returns.',
    });
  }
  const { value, problems } = validateOutput(run.skill.outputSchema, result);
  const found = problems.length > 0 ? problems : await guardrailProblems(request, run, value);
  const isTaken = found.length === 0;
  runs.settle(runId, await recordRun(request.spool, run, { output: value, problems: found }));
  return {
    runId,
    status: isTaken ? 'completed' : 'rejected',
    problems: found,
    ...(isTaken && { result: value }),
  };
}

async function guardrailProblems(
  { shelf }: CompleteRequest,
  { skill, input }: StartedRun,
  output: unknown,
): Promise<string[]> {
  const { guardrails } = skill.manifest;
  if (guardrails.length === 0) return [];
  const prompt = await shelf.template(skill).catch(() => '');
  return checkGuardrails({ guardrails, input, prompt, output });
}
