import type { GetPromptResult, Prompt } from '@modelcontextprotocol/server';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import type { SkillShelf } from './skill-shelf.ts';
import { composeFor, toolName } from './tools.ts';

interface PropertySchema {
  readonly type?: unknown;
  readonly description?: unknown;
}

/** @returns a prompt per skill, with an argument per input property */
export async function listPrompts(shelf: SkillShelf): Promise<Prompt[]> {
  return (await shelf.list()).map((skill) => {
    const { name, description } = skill.manifest;
    const required = Array.isArray(skill.inputSchema.required) ? skill.inputSchema.required : [];
    const argumentList = Object.entries(propertiesOf(skill)).map(([argument, schema]) => ({
      name: argument,
      ...(typeof schema.description === 'string' && { description: schema.description }),
      required: required.includes(argument),
    }));
    return { name: toolName(skill), title: name, description, arguments: argumentList };
  });
}

/**
 * @param given prompt arguments, which the protocol makes strings; those of other types are read as JSON
 * @throws AiosError `skill_unknown`, `input_invalid`
 */
export async function getPrompt(
  shelf: SkillShelf,
  name: string,
  given: Record<string, string>,
): Promise<GetPromptResult> {
  const skill = await shelf.find((candidate) => toolName(candidate) === name, name);
  const properties = propertiesOf(skill);
  const input = Object.fromEntries(
    Object.entries(given).map(([key, text]) => [key, argumentValue(text, properties[key])]),
  );
  const prompt = await composeFor(shelf, skill, input);
  return {
    description: skill.manifest.description,
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
  };
}

function propertiesOf(skill: InstalledSkill): Record<string, PropertySchema> {
  const { properties } = skill.inputSchema;
  return typeof properties === 'object' && properties !== null
    ? (properties as Record<string, PropertySchema>)
    : {};
}

function argumentValue(text: string, schema: PropertySchema | undefined): unknown {
  if (schema?.type === undefined || schema.type === 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
