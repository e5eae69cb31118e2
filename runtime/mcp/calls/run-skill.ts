import { AiosError } from '../../errors.ts';
import type { InstalledSkill } from '../../registry/installed-skill.ts';
import { composePrompt } from '../../run/compose-prompt.ts';
import { validateInput } from '../../run/validate-input.ts';
import type { SkillShelf } from '../skill-shelf.ts';
import type { Asker } from './client-context.ts';
import type { RunTable } from './run-table.ts';

type Input = Record<string, unknown>;

export interface RunRequest {
  readonly shelf: SkillShelf;
  readonly runs: RunTable;
  readonly skill: InstalledSkill;
  /** With the names that the skill itself uses. */
  readonly input: Input;
  readonly asker: Asker;
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
  const { shelf, runs, skill, input, asker, completedWith = 'complete_skill' } = request;
  const { outputSchema } = skill;
  // The schema stands beside the prompt: in it as well, it would cost the model's reader thousands of tokens more.
  const prompt = await composeFor(shelf, { ...skill, outputSchema: undefined }, input);
  const { id } = runs.start({ skill, input, asker, startedAt: new Date() });
  const shape = outputSchema && ' Answer with one JSON value that is valid against outputSchema.';
  return {
    runId: id,
    prompt,
    ...(outputSchema && { outputSchema }),
    next: `Carry out the prompt.${shape ?? ''} Then call ${completedWith} with runId "${id}" and your answer as result.`,
  };
}

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
