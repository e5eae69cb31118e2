import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { AiosError, messageOf } from '../../errors.ts';
import type { InstalledSkill } from '../../registry/installed-skill.ts';
import { validateInput } from '../../run/validate-input.ts';
import { minimalPrompt } from '../../skill/prompt-sections.ts';
import { restoreInput } from '../clients/normalise-schema.ts';
import type { Listing } from '../listing.ts';
import { ownTools } from '../own-tools.ts';
import type { SkillShelf } from '../skill-shelf.ts';
import { checkApproval, type PersonAnswers, questionsFor, toldInputs } from './ask-person.ts';
import type { Asker } from './client-context.ts';
import { completeSkill } from './complete-skill.ts';
import { getRun } from './get-run.ts';
import type { RunRecords } from './run-records.ts';
import { failToBegin, runSkill } from './run-skill.ts';
import type { RunTable } from './run-table.ts';
import type { Spool } from './spool.ts';

type Input = Record<string, unknown>;

/** What calls of tools share in a process. */
export interface CallServices {
  readonly shelf: SkillShelf;
  readonly runs: RunTable;
  readonly spool: Spool;
  readonly records: RunRecords;
}

export interface ToolCall {
  readonly name: string;
  readonly input: Input;
  readonly asker: Asker;
  readonly answers: PersonAnswers;
}

type Answer = CallToolResult | InputRequiredResult;

/**
 * Calls a tool. What goes wrong with a call is a result the model can read and act on, never an exception.
 */
export async function callTool(services: CallServices, call: ToolCall): Promise<Answer> {
  try {
    const listing = await services.shelf.list(call.asker.family);
    const own = ownTools.find(({ name }) => name === call.name);
    if (own === undefined) return await callSkillTool(services, listing, call);
    const problems = validateInput(own.inputSchema, call.input);
    if (problems.length > 0) return await refuse(services, listing, call, notFitting(own.name, problems));
    return await callOwnTool(services, listing, call);
  } catch (error) {
    const remedy = AiosError.is(error) ? ` ${error.remedy}` : '';
    return { isError: true, content: [{ type: 'text', text: `${messageOf(error)}${remedy}` }] };
  }
}

async function callOwnTool(services: CallServices, listing: Listing, call: ToolCall): Promise<Answer> {
  const { input } = call;
  if (call.name === 'list_skills') return structured(listSkills(listing));
  if (call.name === 'get_skill')
    return structured(await getSkill(services.shelf, findSkill(listing, input.id), input.part));
  if (call.name === 'run_skill')
    return start(services, findSkill(listing, input.id), (input.input ?? {}) as Input, call);
  const runId = String(input.runId);
  if (call.name === 'get_run') return structured(await getRun({ ...services, runId }));
  const completion = await completeSkill({ ...services, runId, result: input.result });
  return { ...structured(completion), ...(completion.status === 'rejected' && { isError: true }) };
}

/** A run whose input is no input at all is recorded as well, as far as it tells of which skill. */
async function refuse(
  { spool }: CallServices,
  { skills }: Listing,
  { name, input, asker }: ToolCall,
  error: AiosError,
): Promise<never> {
  const skill = name === 'run_skill' ? skills.find(({ manifest }) => manifest.id === input.id) : undefined;
  if (skill !== undefined) await failToBegin({ spool, skill, input, asker }, error);
  throw error;
}

async function callSkillTool(services: CallServices, listing: Listing, call: ToolCall): Promise<Answer> {
  // A tool that is not listed for want of room still answers: a client may have kept the list of before.
  const skill = listing.promptSkills.get(call.name);
  if (skill === undefined) throw unknownSkill(call.name);
  const input = restoreInput(skill.inputSchema, call.asker.family.schema, call.input) as Input;
  return start(services, skill, input, call);
}

/** Starts a run, asking the person first, where the client can ask. */
async function start(
  services: CallServices,
  skill: InstalledSkill,
  given: Input,
  { asker, answers }: ToolCall,
): Promise<Answer> {
  const request = { ...services, skill, input: given, asker };
  if (!asker.canAsk) return structured(await runSkill(request));
  const questions = questionsFor(skill, given, answers);
  if (questions !== undefined) return questions;
  const input = { ...given, ...toldInputs(answers) };
  try {
    checkApproval(skill, answers);
  } catch (error) {
    return failToBegin({ ...request, input }, error);
  }
  return structured(await runSkill({ ...request, input, isApproved: true }));
}

function listSkills({ skills, toolSkills }: Listing): Input {
  const tools = new Map([...toolSkills].map(([name, skill]) => [skill, name]));
  return {
    skills: skills.map((skill) => {
      const { id, name, version, description } = skill.manifest;
      return { id, name, version, description, tool: tools.get(skill) ?? 'run_skill' };
    }),
  };
}

async function getSkill(shelf: SkillShelf, skill: InstalledSkill, part: unknown): Promise<Input> {
  const { id, name, version, description } = skill.manifest;
  const { inputSchema, outputSchema } = skill;
  const template = await shelf.template(skill);
  const prompt = part === 'outline' ? (minimalPrompt(template) ?? description) : template;
  return { id, name, version, description, prompt, inputSchema, ...(outputSchema && { outputSchema }) };
}

function findSkill({ skills }: Listing, id: unknown): InstalledSkill {
  const skill = skills.find(({ manifest }) => manifest.id === id);
  if (skill === undefined) throw unknownSkill(String(id));
  return skill;
}

/** @returns what is said of a name that no skill has */
export function unknownSkill(name: string): AiosError {
  return new AiosError(`No skill "${name.slice(0, 100)}" is installed.`, {
    code: 'skill_unknown',
    remedy: 'Call list_skills to see what is.',
  });
}

function notFitting(name: string, problems: readonly string[]): AiosError {
  return new AiosError(`The input does not fit ${name}: ${problems.join(' ')}`, {
    code: 'input_invalid',
    remedy: "Correct it to the tool's input schema and call again.",
  });
}

/** Clients forward one of the two to the model, and which one differs: both say the same. */
function structured(value: Input): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}
