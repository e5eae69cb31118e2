import {
  type CallToolResult,
  type GetPromptResult,
  type InputRequiredResult,
  McpServer,
  type McpServerOptions,
  type Prompt,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerCapabilities,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server';
import { SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import { AiosError } from '../errors.ts';
import { type CallServices, callTool } from './calls/call-tool.ts';
import { askerOf } from './calls/client-context.ts';
import { completeArgument, getPrompt } from './calls/get-prompt.ts';
import { capabilities, instructions, serverInfo } from './identity.ts';
import { type Listing, listPrompts, listTools } from './listing.ts';
import { RegistrySkillSource, type SkillEntries } from './skill-source.ts';

/** Makes the server of one connection, or of one request over HTTP; the SDK's entry decides which revision it speaks. */
export type ServerFactory = () => McpServer;

/** What a server offers beside the skills, through the same transport, gate and handlers: the conformance fixtures. */
export interface ServerExtra {
  readonly capabilities: ServerCapabilities;
  readonly options: McpServerOptions;
  readonly tools: readonly ExtraTool[];
  readonly prompts: readonly ExtraPrompt[];
  /** Registers resources, before the connection. */
  attach(mcp: McpServer): void;
}

export interface ExtraTool {
  readonly tool: Tool;
  call(
    input: Record<string, unknown>,
    context: ServerContext,
    server: Server,
  ): Promise<CallToolResult | InputRequiredResult>;
}

export interface ExtraPrompt {
  readonly prompt: Prompt;
  get(given: Record<string, string>, context: ServerContext): Promise<GetPromptResult | InputRequiredResult>;
}

const nothingMore: ServerExtra = {
  capabilities: {},
  options: {},
  tools: [],
  prompts: [],
  attach: () => undefined,
};

/** @returns a factory whose servers share what costs time to read */
export function serverFactory(services: CallServices, extra: ServerExtra = nothingMore): ServerFactory {
  const { shelf } = services;
  const entries: SkillEntries = new Map();
  return () => {
    const mcp = new SkillServer(extra);
    const { server } = mcp;
    const listingOf = (context: ServerContext): Promise<Listing> =>
      shelf.list(askerOf(server, context).family);
    const source = new RegistrySkillSource(shelf, entries, listingOf);
    new SkillsExtension({ source, onWarning: warn }).attach(mcp);
    server.setRequestHandler('tools/list', async (_request, context) => {
      const { family } = askerOf(server, context);
      const tools = listTools(await shelf.list(family), family);
      return { tools: [...tools, ...extra.tools.map(({ tool }) => tool)] };
    });
    server.setRequestHandler('tools/call', ({ params }, context) => {
      const { name, arguments: input = {} } = params;
      const other = extra.tools.find(({ tool }) => tool.name === name);
      if (other !== undefined) return other.call(input, context, server);
      const answers = context.mcpReq.inputResponses;
      return callTool(services, { name, input, asker: askerOf(server, context), answers });
    });
    server.setRequestHandler('prompts/list', async (_request, context) => {
      const prompts = listPrompts(await listingOf(context));
      return { prompts: [...prompts, ...extra.prompts.map(({ prompt }) => prompt)] };
    });
    server.setRequestHandler('prompts/get', async ({ params }, context) => {
      const { name, arguments: given = {} } = params;
      const other = extra.prompts.find(({ prompt }) => prompt.name === name);
      if (other !== undefined) return other.get(given, context);
      const listing = await listingOf(context);
      return protocolErrors(() => getPrompt(shelf, listing, name, given));
    });
    server.setRequestHandler('completion/complete', async ({ params }, context) => {
      const { ref, argument } = params;
      if (ref.type !== 'ref/prompt') return { completion: { values: [] } };
      const listing = await listingOf(context);
      const values = completeArgument(listing, ref.name, argument.name, argument.value);
      return { completion: { values, total: values.length, hasMore: false } };
    });
    return mcp;
  };
}

class SkillServer extends McpServer {
  private readonly extra: ServerExtra;

  constructor(extra: ServerExtra) {
    super(serverInfo, {
      ...extra.options,
      capabilities: { ...capabilities, ...extra.capabilities },
      instructions,
    });
    this.extra = extra;
    extra.attach(this);
  }

  /** Asked by the SDK before a call over HTTP, for the headers that a schema may call for (SEP-2243). */
  override toolInputSchemaJson(name: string): Record<string, unknown> | undefined {
    return this.extra.tools.find(({ tool }) => tool.name === name)?.tool.inputSchema;
  }
}

async function protocolErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!AiosError.is(error)) throw error;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${error.message} ${error.remedy}`);
  }
}

function warn({ path, message }: { path: string; message: string }): void {
  process.stderr.write(`aios-mcp: ${path}: ${message}\n`);
}
