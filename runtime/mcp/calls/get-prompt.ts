import type { GetPromptResult } from '@modelcontextprotocol/server';
import { type Listing, propertiesOf } from '../listing.ts';
import type { SkillShelf } from '../skill-shelf.ts';
import { unknownSkill } from './call-tool.ts';
import { composeFor } from './run-skill.ts';

/** Clients show a short list under the field. */
const maxCompletions = 100;

/**
 * @param given prompt arguments, which the protocol makes strings; those of other types are read as JSON
 * @throws AiosError `skill_unknown`, `input_invalid`
 */
export async function getPrompt(
  shelf: SkillShelf,
  { promptSkills }: Listing,
  name: string,
  given: Readonly<Record<string, string>>,
): Promise<GetPromptResult> {
  const skill = promptSkills.get(name);
  if (skill === undefined) throw unknownSkill(name);
  const properties = propertiesOf(skill.inputSchema);
  const input = Object.fromEntries(
    Object.entries(given).map(([key, text]) => [
      key,
      argumentValue(text, Object.hasOwn(properties, key) ? properties[key]?.type : undefined),
    ]),
  );
  const prompt = await composeFor(shelf, skill, input);
  return {
    description: skill.manifest.description,
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
  };
}

/** @returns the values that an argument of a prompt may have and that begin as what was typed */
export function completeArgument(
  { promptSkills }: Listing,
  prompt: string,
  argument: string,
  typed: string,
): string[] {
  const skill = promptSkills.get(prompt);
  const properties = skill && propertiesOf(skill.inputSchema);
  const schema = properties && Object.hasOwn(properties, argument) ? properties[argument] : undefined;
  const values = Array.isArray(schema?.enum) ? schema.enum : schema?.type === 'boolean' ? [true, false] : [];
  return values
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()))
    .slice(0, maxCompletions);
}

function argumentValue(text: string, type: unknown): unknown {
  if (type === undefined || type === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
