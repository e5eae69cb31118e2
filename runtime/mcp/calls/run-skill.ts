import { AiosError, messageOf } from '../../errors.ts';
import type { InstalledSkill } from '../../registry/installed-skill.ts';
import { composePrompt } from '../../run/compose-prompt.ts';
import { validateInput } from '../../run/validate-input.ts';
import type { SkillShelf } from '../skill-shelf.ts';
import type { Asker } from './client-context.ts';
import { recordRun } from './record-run.ts';
import { makeRunId, type RunTable } from './run-table.ts';
import type { Spool } from './spool.ts';

type Input = Record<string, unknown>;

export interface RunRequest {
  readonly shelf: SkillShelf;
  readonly runs: RunTable;
  /** Where a run that cannot begin is recorded. Default: nowhere. */
  readonly spool?: Spool;
  readonly skill: InstalledSkill;
  /** With the names that the skill itself uses. */
  readonly input: Input;
  readonly asker: Asker;
  /** The person agreed to the start of a skill that may act; otherwise the model is told to ask. */
  readonly isApproved?: boolean;
  /** The tool that takes the answer. Default: `complete_skill`. */
  readonly completedWith?: string;
}

/**
 * The one place where a skill is run for a client: its input is checked and its prompt composed, for the client's own
 * model to carry out. What connectors fetch for a skill will go into the prompt here, and a model of the host's own
 * will answer it here.
 *
 * @throws AiosError `input_invalid`, `prompt_unreadable`
 */
export async function runSkill(request: RunRequest): Promise<Input> {
  const { shelf, runs, skill, input, asker, completedWith = 'complete_skill', isApproved } = request;
  const { outputSchema } = skill;
  // The schema stands beside the prompt: in it as well, it would cost the model's reader thousands of tokens more.
  const prompt = await composeFor(shelf, { ...skill, outputSchema: undefined }, input).catch((error) =>
    failToBegin(request, error),
  );
  const { id } = runs.start({ skill, input, asker, startedAt: new Date() });
  const shape = outputSchema && ' Answer with one JSON value that is valid against outputSchema.';
  const asking = skill.manifest.mode === 'auto' && !isApproved;
  const ask = asking ? 'The skill may act: ask the person before you do anything but answer. ' : '';
  return {
    runId: id,
    prompt,
    ...(outputSchema && { outputSchema }),
    next: `${ask}Carry out the prompt.${shape ?? ''} Then call ${completedWith} with runId "${id}" and your answer as result.`,
  };
}

/**
 * Records a run that could not begin.
 * @throws always, the error that it was given
 */
export async function failToBegin(
  { spool, skill, input, asker }: FailedStart,
  error: unknown,
): Promise<never> {
  const run = { id: makeRunId(), skill, input, asker, startedAt: new Date() };
  if (spool !== undefined) await recordRun(spool, run, { output: undefined, problems: [messageOf(error)] });
  throw error;
}

type FailedStart = Pick<RunRequest, 'spool' | 'skill' | 'input' | 'asker'>;

/**
 * @returns the skill's prompt with the input in it, and the shape of the answer where the entry names one
 * @throws AiosError `input_invalid`, `prompt_unreadable`
 */
export async function composeFor(shelf: SkillShelf, skill: InstalledSkill, input: Input): Promise<string> {
  const { manifest, inputSchema, outputSchema } = skill;
  const problems = validateInput(inputSchema, input);
  if (problems.length > 0) {
    throw new AiosError(`The input does not fit ${manifest.id}: ${problems.join(' ')}`, {
      code: 'input_invalid',
      remedy: "Correct it to the skill's input schema and call again.",
    });
  }
  const files = manifest.format === 'agent-skill' ? await shelf.resources(skill) : [];
  return composePrompt({ manifest, template: await shelf.template(skill), outputSchema, input, files });
}
