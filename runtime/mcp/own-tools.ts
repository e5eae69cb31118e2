import type { Tool } from '@modelcontextprotocol/server';
import { icons } from './identity.ts';

const text = { type: 'string' } as const;
const readOnly = { readOnlyHint: true, openWorldHint: false } as const;

/** What a started run answers: the same of every skill. */
export const runSchema: NonNullable<Tool['outputSchema']> = {
  type: 'object',
  required: ['runId', 'prompt', 'next'],
  properties: {
    runId: text,
    prompt: { ...text, description: 'Carry it out.' },
    outputSchema: { type: 'object', description: 'JSON Schema of the answer.' },
    next: text,
  },
};

/** The tools that are no skills', in the order they are listed. */
export const ownTools: readonly Tool[] = [
  {
    name: 'list_skills',
    title: 'List skills',
    description:
      'Lists the skills installed in AI OS: id, name, version, what each does, and the tool that runs it, if it has one of its own.',
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
              id: text,
              name: text,
              version: text,
              description: text,
              tool: { ...text, description: 'The tool to call: its own, or run_skill.' },
            },
          },
        },
      },
    },
    annotations: readOnly,
    icons,
  },
  {
    name: 'get_skill',
    title: 'Get a skill',
    description:
      'Gives one skill: its instructions and the JSON Schemas of its input and output. With part "outline", only what tells whether it is the right one.',
    inputSchema: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { ...text, description: 'The id, as list_skills gives it.' },
        part: { ...text, enum: ['full', 'outline'], default: 'full', description: 'How much of it.' },
      },
      additionalProperties: false,
    },
    outputSchema: {
      type: 'object',
      required: ['id', 'name', 'version', 'description', 'prompt', 'inputSchema'],
      properties: {
        id: text,
        name: text,
        version: text,
        description: text,
        prompt: text,
        inputSchema: { type: 'object' },
        outputSchema: { type: 'object' },
      },
    },
    annotations: readOnly,
    icons,
  },
  {
    name: 'run_skill',
    title: 'Run a skill',
    description:
      'Starts a skill: checks the input and returns the prompt to carry out, the shape of the answer and a runId for complete_skill.',
    inputSchema: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { ...text, description: 'The id, as list_skills gives it.' },
        input: {
          type: 'object',
          description: 'What the skill is to work on, as its input schema says (get_skill).',
          additionalProperties: true,
        },
      },
      additionalProperties: false,
    },
    outputSchema: runSchema,
    annotations: readOnly,
    icons,
  },
  {
    name: 'complete_skill',
    title: 'Complete a skill',
    description:
      "Hands in the answer to a skill's prompt. Says whether it has the shape and keeps the guardrails that the skill asks for, and what to correct if not.",
    inputSchema: {
      type: 'object',
      required: ['runId', 'result'],
      properties: {
        runId: { ...text, description: 'As the run gave it.' },
        result: { description: 'The answer: a JSON value of the shape asked for, or text where none is.' },
      },
      additionalProperties: false,
    },
    outputSchema: {
      type: 'object',
      required: ['runId', 'status', 'problems'],
      properties: {
        runId: text,
        status: { ...text, enum: ['completed', 'rejected'] },
        problems: { type: 'array', items: text, description: 'What to correct before handing it in again.' },
        result: { description: 'The answer as it was taken.' },
      },
    },
    // It writes down that the run took place, on this machine alone.
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    icons,
  },
  {
    name: 'get_run',
    title: 'Get a run',
    description:
      'Says how a run stands: waiting for its answer, completed, rejected (problems says why) or unknown. Also of a run of another connection or from before a restart, as long as AI OS keeps a record of it; the editor is then asked too, and host says whether it runs. next says what to do.',
    inputSchema: {
      type: 'object',
      required: ['runId'],
      properties: { runId: { ...text, description: 'As the run gave it.' } },
      additionalProperties: false,
    },
    outputSchema: {
      type: 'object',
      required: ['runId', 'status', 'problems', 'next'],
      properties: {
        runId: text,
        status: { ...text, enum: ['waiting', 'completed', 'rejected', 'unknown'] },
        problems: { type: 'array', items: text },
        next: text,
        skill: text,
        version: text,
        startedAt: text,
        endedAt: text,
        host: {
          type: 'object',
          description: 'Whether the editor runs, where it was asked.',
          required: ['state', 'message'],
          properties: { state: text, message: text },
        },
      },
    },
    annotations: readOnly,
    icons,
  },
];

export const ownToolNames: ReadonlySet<string> = new Set(ownTools.map(({ name }) => name));
