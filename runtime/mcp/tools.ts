import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { AiosError, messageOf } from '../errors.ts';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import { composePrompt } from '../run/compose-prompt.ts';
import { minimalPrompt } from '../skill/prompt-sections.ts';
import type { SkillShelf } from './skill-shelf.ts';

type ToolInput = Record<string, unknown>;

/** @returns the name of a skill's tool: every client takes lower-case letters, digits and underscores */
export function toolName(skill: InstalledSkill): string {
  return skill.manifest.id.replaceAll('-', '_');
}

const ownTools: readonly Tool[] = [
  {
    name: 'list_skills',
    title: 'List skills',
    description:
      'Lists the skills installed in AI OS: id, name, version, what each does, and the tool that runs it.',
    inputSchema: { type: 'object', properties: {}, additionalProperties: false },
    outputSchema: {
      type: 'object',
      required: ['skills'],
      properties: {
        skills: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'name', 'version', 'description', 'tool'],
            properties: {
              id: { type: 'string' },
              name: { type: 'string' },
              version: { type: 'string' },
              description: { type: 'string' },
              tool: { type: 'string' },
            },
          },
        },
      },
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  {
    name: 'get_skill',
    title: 'Get a skill',
    description:
      'Gives one skill: its prompt and the JSON Schemas of its input and output. With part "outline", only what tells whether it is the right one.',
    inputSchema: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string', description: 'The id, as list_skills gives it.' },
        part: { enum: ['full', 'outline'], default: 'full', description: 'How much of the prompt.' },
      },
      additionalProperties: false,
    },
    outputSchema: {
      type: 'object',
      required: ['id', 'name', 'version', 'description', 'prompt', 'inputSchema'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string' },
        version: { type: 'string' },
        description: { type: 'string' },
        prompt: { type: 'string' },
        inputSchema: { type: 'object' },
        outputSchema: { type: 'object' },
      },
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
];

const promptResultSchema: Tool['outputSchema'] = {
  type: 'object',
  required: ['prompt'],
  properties: {
    prompt: { type: 'string', description: 'The composed prompt: carry it out and answer as it says.' },
  },
};

/** @returns every tool, ours first, then one per skill by id */
export async function listTools(shelf: SkillShelf): Promise<Tool[]> {
  return [...ownTools, ...(await shelf.list()).map(skillTool)];
}

function skillTool(skill: InstalledSkill): Tool {
  const { name, description } = skill.manifest;
  return {
    name: toolName(skill),
    title: name,
    description,
    inputSchema: { ...skill.inputSchema, type: 'object' },
    outputSchema: promptResultSchema,
    annotations: { title: name, readOnlyHint: true, openWorldHint: false },
  };
}

/**
 * Calls a tool. What goes wrong with a call is a result the model can read and act on, never an exception.
 */
export async function callTool(shelf: SkillShelf, name: string, input: ToolInput): Promise<CallToolResult> {
  try {
    if (name === 'list_skills') return await listSkills(shelf);
    if (name === 'get_skill') return await getSkill(shelf, input);
    return await runSkill(shelf, name, input);
  } catch (error) {
    const remedy = AiosError.is(error) ? ` ${error.remedy}` : '';
    return { isError: true, content: [{ type: 'text', text: `${messageOf(error)}${remedy}` }] };
  }
}

async function listSkills(shelf: SkillShelf): Promise<CallToolResult> {
  const skills = (await shelf.list()).map((skill) => {
    const { id, name, version, description } = skill.manifest;
    return { id, name, version, description, tool: toolName(skill) };
  });
  return structured({ skills });
}

async function getSkill(shelf: SkillShelf, { id, part }: ToolInput): Promise<CallToolResult> {
  const skill = await shelf.find(({ manifest }) => manifest.id === id, String(id));
  const { name, version, description } = skill.manifest;
  const { inputSchema, outputSchema } = skill;
  const template = await shelf.template(skill);
  const prompt = part === 'outline' ? (minimalPrompt(template) ?? description) : template;
  return structured({
    id,
    name,
    version,
    description,
    prompt,
    inputSchema,
    ...(outputSchema && { outputSchema }),
  });
}

async function runSkill(shelf: SkillShelf, tool: string, input: ToolInput): Promise<CallToolResult> {
  const skill = await shelf.find((candidate) => toolName(candidate) === tool, tool);
  const prompt = await composeFor(shelf, skill, input);
  return { content: [{ type: 'text', text: prompt }], structuredContent: { prompt } };
}

/**
 * The one place where a skill is run for a client: its input checked, its prompt composed.
 * @throws AiosError `input_invalid`
 */
export async function composeFor(
  shelf: SkillShelf,
  skill: InstalledSkill,
  input: ToolInput,
): Promise<string> {
  const { manifest, inputSchema, outputSchema } = skill;
  // Ajv takes longer to load than the rest of a call; a server that only lists never needs it.
  const { validateInput } = await import('../run/validate-input.ts');
  const problems = validateInput(inputSchema, input);
  if (problems.length > 0) {
    throw new AiosError(`The input does not fit ${manifest.id}: ${problems.join(' ')}`, {
      code: 'input_invalid',
      remedy: "Correct it to the tool's input schema and call again.",
    });
  }
  const files = manifest.format === 'agent-skill' ? await shelf.resources(skill) : [];
  return composePrompt({ manifest, template: await shelf.template(skill), outputSchema, input, files });
}

/** Clients forward one of the two to the model, and which one differs: both say the same. */
function structured(value: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value, undefined, 2) }], structuredContent: value };
}
