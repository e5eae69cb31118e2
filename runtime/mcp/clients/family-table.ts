import type { ClientFamily, SchemaLimits } from './family.ts';

const combinators = ['oneOf', 'anyOf', 'allOf'];

/** Anthropic's API: a root without combinators, names of properties of 64 word characters (platform.claude.com, tool use). */
const anthropicSchema: SchemaLimits = {
  rootKeywords: [...combinators, '$ref'],
  references: true,
  openArrays: true,
  propertyName: /^[A-Za-z0-9_.-]{1,64}$/u,
};
/** The same in programs that also look into arrays themselves (microsoft/vscode#246119, DaxianLee/cocos-mcp-server#14). */
const closedArraySchema: SchemaLimits = { ...anthropicSchema, openArrays: false };
/** Gemini's API (google-gemini/gemini-cli#13326: `$ref`; "items: missing field"). */
const geminiSchema: SchemaLimits = { ...closedArraySchema, references: false };

/** What the server is called in clients' configs; it stands in the names they make for its tools. */
const server = 'aios';
/** The length that models' APIs take (platform.openai.com, function calling; Claude Code and VS Code check it too). */
const modelName = 64;

/**
 * What is known of clients, by the names they give themselves (apify/mcp-client-capabilities lists them). Limits of
 * names are the ones of `runtime/client/skill-rules-table.ts`, with each one's prefix taken off. `maxTools` is where
 * tools begin to be left out or the model's API refuses them: Cursor about 40, Windsurf and Devin 100 (docs.windsurf.com,
 * Cascade), VS Code 128 a request (microsoft/vscode#337428). Of the others that hand the list on as it is we believe
 * 128, the limit of OpenAI's API.
 */
const families: readonly ClientFamily[] = [
  family('claude-desktop', /^claude-ai$|^local-agent-mode-|^claude desktop/iu, 0, { maxTools: 128 }),
  family('claude-code', /^claude-code/iu, `mcp__${server}__`, { maxTools: 128, maxDescription: 2048 }),
  family('cursor', /^cursor/iu, `${server}:`.length + 4, { maxTools: 40 }),
  family('devin-desktop', /^devin/iu, 'mcp0_', { maxTools: 100, schema: closedArraySchema }),
  family('windsurf', /^windsurf/iu, 'mcp0_', { maxTools: 100, schema: closedArraySchema }),
  family('vscode', /^visual studio code|^vscode/iu, `mcp_${server}_`, {
    maxTools: 128,
    schema: closedArraySchema,
  }),
  family('copilot-cli', /^github-copilot|^copilot/iu, `${server}-`, { maxTools: 128 }),
  family('codex', /^codex/iu, `mcp__${server}__`, { maxTools: 128 }),
  family('gemini-cli', /^gemini-cli/iu, `mcp_${server}_`.length + 1, { maxTools: 128, schema: geminiSchema }),
  family('antigravity', /^antigravity/iu, 0, { maxTools: 100, schema: geminiSchema }),
  family('zed', /^zed/iu, 0, { maxTools: 128 }),
  family('cline', /^cline/iu, `${server}__`, { maxTools: 128 }),
  family('goose', /^goose/iu, `${server}__`, { maxTools: 128 }),
  family('opencode', /^opencode/iu, `${server}_`, { maxTools: 128 }),
  family('openclaw', /^openclaw/iu, `${server}__`, { maxTools: 128 }),
  family('qwen-code', /^qwen/iu, `mcp__${server}__`.length + 1, { maxTools: 128 }),
  family('factory-droid', /^factory|^droid/iu, `${server}___`, { maxTools: 128 }),
];

/** A client we do not know: it gets every tool, in the form that most models behind clients take. */
export const unknownFamily: ClientFamily = {
  id: undefined,
  clientInfoName: /^/u,
  maxToolName: modelName - `mcp__${server}__`.length,
  schema: anthropicSchema,
};

/** @param name `clientInfo.name`; undefined when the client did not say */
export function familyOf(name: string | undefined): ClientFamily {
  return families.find(({ clientInfoName }) => clientInfoName.test(name ?? '')) ?? unknownFamily;
}

/** Every family there is, for tests that look at all of them. */
export function allFamilies(): readonly ClientFamily[] {
  return [...families, unknownFamily];
}

/** @param prefix what the client puts before a tool's name, or how many characters it takes for that */
function family(
  id: string,
  clientInfoName: RegExp,
  prefix: string | number,
  rest: Partial<ClientFamily>,
): ClientFamily {
  const taken = typeof prefix === 'number' ? prefix : prefix.length;
  return { id, clientInfoName, maxToolName: modelName - taken, schema: anthropicSchema, ...rest };
}
