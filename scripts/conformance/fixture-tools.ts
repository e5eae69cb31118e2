import { setTimeout as wait } from 'node:timers/promises';
import {
  MissingRequiredClientCapabilityError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ExtraTool } from '../../runtime/mcp/create-server.ts';
import { audio, image, resource, say } from './answers.ts';

type Call = ExtraTool['call'];
type Input = Record<string, unknown>;

/** As the scenarios ask: long enough for what is sent in between to arrive on its own. */
const pauseMs = 50;

/** @param properties of the input, all of them required texts */
export function fixtureTool(
  name: string,
  description: string,
  call: Call,
  properties: readonly string[] = [],
): ExtraTool {
  const fields = Object.fromEntries(properties.map((property) => [property, { type: 'string' }]));
  const inputSchema = { type: 'object' as const, properties: fields, required: [...properties] };
  return { tool: { name, description, inputSchema }, call };
}

const contents: readonly ExtraTool[] = [
  fixtureTool('test_simple_text', 'Answers a text.', async () =>
    say('This is a simple text response for testing.'),
  ),
  fixtureTool('test_image_content', 'Answers a picture.', async () => ({ content: [image] })),
  fixtureTool('test_audio_content', 'Answers a sound.', async () => ({ content: [audio] })),
  fixtureTool('test_embedded_resource', 'Answers a resource.', async () => ({
    content: [resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  })),
  fixtureTool('test_multiple_content_types', 'Answers several things.', async () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  })),
  fixtureTool('test_error_handling', 'Answers that it failed.', async () => ({
    ...say('This tool intentionally returns an error for testing'),
    isError: true,
  })),
];

const notifying: readonly ExtraTool[] = [
  fixtureTool('test_tool_with_logging', 'Logs while it works.', async (_input, { mcpReq }) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      await mcpReq.log('info', line);
      await wait(pauseMs);
    }
    return say('Logged three lines.');
  }),
  fixtureTool('test_logging_tool', 'Logs where the request asks for it.', async (_input, { mcpReq }) => {
    await mcpReq.log('info', 'Logged by test_logging_tool');
    return say('Logged what was asked for.');
  }),
  fixtureTool('test_tool_with_progress', 'Tells how far it is.', async (_input, { mcpReq }) => {
    const { progressToken } = mcpReq._meta ?? {};
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
      await wait(pauseMs);
    }
    return say(String(progressToken ?? 'no progress token'));
  }),
  fixtureTool('test_reconnection', 'Closes its stream before it answers.', async (_input, { http }) => {
    http?.closeSSE?.();
    await wait(2 * pauseMs);
    return say('Answered after the stream was closed.');
  }),
  fixtureTool(
    'test_trigger_tool_change',
    'Tells that the tools have changed.',
    async (_input, _context, server) => {
      await server.sendToolListChanged();
      return say('Told.');
    },
  ),
  fixtureTool(
    'test_trigger_prompt_change',
    'Tells that the prompts have changed.',
    async (_input, _context, server) => {
      await server.sendPromptListChanged();
      return say('Told.');
    },
  ),
];

const asking: readonly ExtraTool[] = [
  fixtureTool('test_sampling', "Asks the client's model.", sample, ['prompt']),
  fixtureTool(
    'test_elicitation',
    'Asks the person.',
    async ({ message }, context) => {
      const text = (description: string) => ({ type: 'string' as const, description });
      const properties = { username: text("User's response"), email: text("User's email address") };
      return say(
        `User response: ${await elicit(context, String(message), properties, ['username', 'email'])}`,
      );
    },
    ['message'],
  ),
  fixtureTool(
    'test_elicitation_sep1034_defaults',
    'Asks with answers filled in.',
    async (_input, context) => {
      const properties = {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      };
      return say(`Elicitation completed: ${await elicit(context, 'Please check these.', properties)}`);
    },
  ),
  fixtureTool(
    'test_elicitation_sep1330_enums',
    'Asks with every kind of choice.',
    async (_input, context) => {
      const titled = ['value1', 'value2', 'value3'].map((value, index) => ({
        const: value,
        title: `Choice ${index + 1}`,
      }));
      const plain = ['option1', 'option2', 'option3'];
      const properties = {
        untitledSingle: { type: 'string', enum: plain },
        titledSingle: { type: 'string', oneOf: titled },
        legacyEnum: {
          type: 'string',
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: { type: 'array', items: { type: 'string', enum: plain } },
        titledMulti: { type: 'array', items: { anyOf: titled } },
      };
      return say(`Elicitation completed: ${await elicit(context, 'Please choose.', properties)}`);
    },
  ),
  fixtureTool('test_streaming_elicitation', 'Asks while it streams.', async () => say('Nothing to ask.')),
  fixtureTool('test_missing_capability', 'Needs a client with sampling.', needSampling),
];

async function sample({ prompt }: Input, { mcpReq }: ServerContext) {
  const content = { type: 'text' as const, text: String(prompt) };
  const { content: answer } = await mcpReq.requestSampling(
    {
      messages: [{ role: 'user', content }],
      maxTokens: 100,
    },
    onStreamOf(mcpReq),
  );
  const [first] = Array.isArray(answer) ? answer : [answer];
  return say(`LLM response: ${first?.type === 'text' ? first.text : ''}`);
}

/** What is sent without naming the request waits for a stream that the client may not have opened yet. */
function onStreamOf({ id }: ServerContext['mcpReq']): { relatedRequestId: string | number } {
  return { relatedRequestId: id };
}

async function needSampling(_input: Input, context: ServerContext, server: Server) {
  const envelope = (context.mcpReq.envelope ?? {}) as Record<string, { sampling?: unknown } | undefined>;
  const capabilities =
    envelope['io.modelcontextprotocol/clientCapabilities'] ?? server.getClientCapabilities();
  if (capabilities?.sampling === undefined)
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
  return say('The client has sampling.');
}

async function elicit(
  { mcpReq }: ServerContext,
  message: string,
  properties: object,
  required: readonly string[] = [],
): Promise<string> {
  const requestedSchema = { type: 'object', properties, required: [...required] };
  // The older kinds of choices are no longer in the SDK's types.
  const { action, content } = await mcpReq.elicitInput(
    { message, requestedSchema } as never,
    onStreamOf(mcpReq),
  );
  return `action=${action}, content=${JSON.stringify(content ?? {})}`;
}

/** A schema with the keywords of JSON Schema 2020-12 that have to reach the client as they are. */
const richSchema: ExtraTool['tool']['inputSchema'] = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

const described: readonly ExtraTool[] = [
  {
    tool: { name: 'json_schema_2020_12_tool', description: 'Has a rich schema.', inputSchema: richSchema },
    call: async (input) => say(JSON.stringify(input)),
  },
  {
    tool: {
      name: 'test_x_mcp_header',
      description: 'Has an input that also goes into a header.',
      inputSchema: {
        type: 'object',
        properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, query: { type: 'string' } },
        required: ['region'],
      },
    },
    call: async ({ region }) => say(`region=${String(region)}`),
  },
];

/** The tools that the scenarios of the conformance suite call by name. */
export const fixtureTools: readonly ExtraTool[] = [...contents, ...notifying, ...asking, ...described];
