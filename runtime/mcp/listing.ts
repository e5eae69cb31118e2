import type { Prompt, Resource, Tool } from '@modelcontextprotocol/server';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import { isEnabled, isEnabledFor } from '../registry/installed-skill.ts';
import type { ClientFamily } from './clients/family.ts';
import { normaliseSchema } from './clients/normalise-schema.ts';
import { nameTools } from './clients/tool-names.ts';
import { icons } from './identity.ts';
import { ownToolNames, ownTools, runSchema } from './own-tools.ts';

/** What one client sees: pure, and the same for the same skills and client. */
export interface Listing {
  readonly skills: readonly InstalledSkill[];
  /** The skill behind each tool that is listed. */
  readonly toolSkills: ReadonlyMap<string, InstalledSkill>;
  /** The skill behind each prompt. Every skill has one: a person picks them, no model has to read them. */
  readonly promptSkills: ReadonlyMap<string, InstalledSkill>;
}

/** @param all every installed skill, by id */
export function listFor(all: readonly InstalledSkill[], family: ClientFamily): Listing {
  const { id } = family;
  const skills = all.filter((skill) => (id === undefined ? isEnabled(skill) : isEnabledFor(skill, id)));
  const byId = new Map(skills.map((skill) => [skill.manifest.id, skill]));
  const names = nameTools([...byId.keys()], family, ownToolNames);
  const promptSkills = new Map([...names].flatMap(([name, skillId]) => named(name, byId.get(skillId))));
  return { skills, promptSkills, toolSkills: withinBudget(promptSkills, family) };
}

function named(name: string, skill: InstalledSkill | undefined): [string, InstalledSkill][] {
  return skill === undefined ? [] : [[name, skill]];
}

/**
 * Where a client takes fewer tools than there are skills, only the core of them stay tools: those that the person
 * switched on for this very client, as far as they fit. `list_skills` and `run_skill` reach the others.
 */
function withinBudget(
  skills: ReadonlyMap<string, InstalledSkill>,
  { id, maxTools }: ClientFamily,
): ReadonlyMap<string, InstalledSkill> {
  const room = (maxTools ?? Number.POSITIVE_INFINITY) - ownTools.length;
  if (skills.size <= room) return skills;
  const core = [...skills].filter(([, skill]) => id !== undefined && skill.enabledFor?.includes(id));
  return new Map(core.slice(0, room));
}

/** @returns every tool, ours first, then one per skill by id */
export function listTools({ toolSkills }: Listing, family: ClientFamily): Tool[] {
  return [...ownTools, ...[...toolSkills].map(([name, skill]) => skillTool(name, skill, family))];
}

function skillTool(name: string, { manifest, inputSchema }: InstalledSkill, family: ClientFamily): Tool {
  const title = manifest.name;
  return {
    name,
    title,
    description: cut(manifest.description, family.maxDescription),
    inputSchema: normaliseSchema(inputSchema, family.schema) as Tool['inputSchema'],
    outputSchema: runSchema,
    annotations: { title, readOnlyHint: true, openWorldHint: false },
    icons,
  };
}

function cut(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}

interface PropertySchema {
  readonly type?: unknown;
  readonly title?: unknown;
  readonly description?: unknown;
  readonly enum?: unknown;
}

/** @returns a prompt per skill, with an argument per property of its input */
export function listPrompts({ promptSkills }: Listing): Prompt[] {
  return [...promptSkills].map(([name, { manifest, inputSchema }]) => {
    const required = Array.isArray(inputSchema.required) ? inputSchema.required : [];
    const argumentList = Object.entries(propertiesOf(inputSchema)).map(([argument, schema]) => ({
      name: argument,
      ...(typeof schema.title === 'string' && { title: schema.title }),
      ...(typeof schema.description === 'string' && { description: schema.description }),
      required: required.includes(argument),
    }));
    const { name: title, description } = manifest;
    return { name, title, description, arguments: argumentList, icons };
  });
}

/** @returns the properties of an input schema that are schemas themselves */
export function propertiesOf({ properties }: InstalledSkill['inputSchema']): Record<string, PropertySchema> {
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(
    Object.entries(properties).filter(([, schema]) => typeof schema === 'object' && schema !== null),
  ) as Record<string, PropertySchema>;
}

/** @returns the instructions of each skill as a resource; its other files are found through its folder */
export function listResources({ skills }: Listing): Resource[] {
  return skills.map((skill) => ({
    uri: `${skillFolderUri(skill)}SKILL.md`,
    name: skill.manifest.id,
    title: skill.manifest.name,
    description: skill.manifest.description,
    mimeType: 'text/markdown',
  }));
}

/** Where the files of skills are found; the template is the extension's. */
export const skillScheme = 'skill://';

/** A name as the extension and the Agent Skills format take it. */
const agentSkillName = /^[a-z0-9]+(-[a-z0-9]+)*$/u;

/**
 * @returns the address of a skill's folder, with `/` at its end. Its last part has to be the name that the SKILL.md
 *   gives (SEP-2640), which for an agent skill need not be the id it is installed under.
 */
export function skillFolderUri({ manifest }: InstalledSkill): string {
  const { id, name, format } = manifest;
  const isElsewhere = format === 'agent-skill' && name !== id && agentSkillName.test(name);
  return `${skillScheme}${id}/${isElsewhere ? `${name}/` : ''}`;
}
