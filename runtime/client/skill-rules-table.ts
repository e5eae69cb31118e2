import type { AgentSkillRules, ClientSkillRules, Known, SchemaRules, ToolNameRule } from './skill-rules.ts';

const wordCharacters = 'A-Za-z0-9_-';

function toolName(
  composed: string,
  effect: ToolNameRule['effect'],
  rest?: Partial<ToolNameRule>,
): ToolNameRule {
  return { composed, characters: wordCharacters, maxLength: 64, effect, ...rest };
}

const combinators = ['oneOf', 'anyOf', 'allOf'];
const keyPattern = '[A-Za-z0-9_.-]{1,64}';

/** What Anthropic's API answers with an error, and with it the whole conversation. */
const anthropicSchema: SchemaRules = {
  root: { keywords: [...combinators, '$ref'], effect: 'fails' },
  propertyNames: { pattern: keyPattern, effect: 'fails' },
  rootType: 'fails',
};
/** Of clients that hand schemas on as they are to the model a person chose. */
const asTheModel =
  'hands the schema on to the model, and Claude refuses it: anomalyco/opencode#35516, anthropics/claude-code#34771';
const asTheModelBelieved = `not published; as in other clients of many models: ${asTheModel}`;

function believed<T>(value: T, source: string): Known<T> {
  return { value, source, isBelieved: true };
}

/** One skill as Gemini CLI, opencode and OpenClaw list it. */
const indentedEntry =
  '  <skill>\n    <name>{name}</name>\n    <description>{description}</description>\n    <location>~/.agents/skills/{name}/SKILL.md</location>\n  </skill>';

const nameAndDescription: AgentSkillRules = { required: ['name', 'description'] };

/** What each client takes of a skill. The tools' names are checked with the one name our server has everywhere. */
export const clientSkillRules: readonly ClientSkillRules[] = [
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    toolName: {
      value: toolName('{tool}', 'fails'),
      source:
        'FrontendRemoteMcpToolDefinition: bethington/ghidra-mcp#155, anthropics/claude-code#36921; evoila/meho#2745',
    },
    schema: {
      value: anthropicSchema,
      source: 'platform.claude.com, tool use; ProfSynapse/nexus#6 saw it take combinators in 2025',
    },
    agentSkill: {
      value: { description: { maxLength: 200, effect: 'cuts' } },
      source: 'support.claude.com, "Using Skills in Claude": the upload dialog; our export cuts it there',
    },
  },
  {
    id: 'claude-code',
    name: 'Claude Code',
    toolName: {
      value: toolName('mcp__{server}__{tool}', 'fails'),
      source: 'anthropics/claude-code#2326, #2485; mims-harvard/ToolUniverse#65: 65 characters fail',
    },
    toolDescription: {
      value: { maxLength: 2048, effect: 'cuts' },
      source: 'code.claude.com/docs/en/mcp, "For MCP server authors"; anthropics/claude-code#87650',
    },
    schema: {
      value: { ...anthropicSchema, root: { keywords: [...combinators, '$ref'], effect: 'refuses' } },
      source: 'opentokenz/mcpx#28 (combinators), anthropics/claude-code#34771 (keys), #88049 (root type)',
    },
    agentSkill: {
      value: {},
      source: 'code.claude.com/docs/en/skills: the folder is the name, the first paragraph a description',
    },
    listing: {
      // 1 % of a context of 200,000 tokens, at 4 characters a token.
      value: {
        entry: '- {name}: {description}',
        maxDescription: 1536,
        limit: { budget: 8000, overflow: 'names' },
      },
      source:
        'skillListingBudgetFraction 0.01, skillListingMaxDescChars 1536: code.claude.com/docs/en/skills; npm @anthropic-ai/claude-code-linux-x64@2.1.330',
    },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    toolName: {
      value: toolName('{server}:{tool}', 'refuses', { maxLength: 60 }),
      source: 'ComposioHQ/composio#2788: server and tool of 60 together are filtered out; awslabs/mcp#1283',
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: {
      value: { required: ['description'], description: { maxLength: 1536, effect: 'cuts' } },
      source: '@cursor/sdk 1.0.32, local-exec: "Description is required", and it is cut at 1536 characters',
    },
  },
  {
    id: 'devin-desktop',
    name: 'Devin Desktop',
    toolName: {
      value: toolName('mcp0_{tool}', 'fails'),
      source: 'DaxianLee/cocos-mcp-server#14 shows the name; the length is that of the models behind it',
      isBelieved: true,
    },
    schema: {
      value: { openArrays: 'fails' },
      source: 'DaxianLee/cocos-mcp-server#14',
    },
    agentSkill: { value: {}, source: 'docs.devin.ai, skills: no rule is published' },
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    toolName: {
      value: toolName('mcp0_{tool}', 'fails'),
      source: 'DaxianLee/cocos-mcp-server#14 shows the name; the length is that of the models behind it',
      isBelieved: true,
    },
    schema: {
      value: { openArrays: 'fails' },
      source: 'DaxianLee/cocos-mcp-server#14',
    },
    agentSkill: { value: {}, source: 'docs.windsurf.com, skills: no rule is published' },
  },
  {
    id: 'vscode',
    name: 'VS Code (Copilot)',
    toolName: {
      value: toolName('mcp_{server}_{tool}', 'renames'),
      source: 'microsoft/vscode mcpTypes.ts, McpToolName: 64 with a prefix of 18; other characters become _',
    },
    schema: {
      value: { openArrays: 'refuses', rootType: 'refuses' },
      source: 'microsoft/vscode#246119: "array type must have items"',
    },
    agentSkill: {
      value: {
        ...nameAndDescription,
        name: { pattern: '(?=.{1,64}$)[a-z0-9-]+', effect: 'refuses' },
        nameIsFolder: 'refuses',
        description: { maxLength: 1024, effect: 'refuses' },
      },
      source: 'microsoft/vscode-docs docs/copilot/customization/agent-skills.md; workbench.js of 1.139',
    },
    listing: {
      value: {
        entry:
          '<skill>\n<name>{name}</name>\n<description>{description}</description>\n<file>~/.agents/skills/{name}/SKILL.md</file>\n</skill>',
        limit: { budget: 15_000, overflow: 'names' },
      },
      source: 'workbench.js of 1.139.1, ComputeAutomaticInstructions: 15,000, then 5,000 of names',
    },
  },
  {
    id: 'copilot-cli',
    name: 'Copilot CLI',
    toolName: {
      value: toolName('{server}-{tool}', 'fails'),
      source: 'microsoft/mcp#842 (length), github/copilot-cli#1879, #2581 (characters)',
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: {
      value: nameAndDescription,
      source: 'docs.github.com, about agent skills: both are required',
      isBelieved: true,
    },
    listing: {
      value: {
        entry:
          '<skill>\n  <name>{name}</name>\n  <description>{description}</description>\n  <location>user</location>\n</skill>',
        limit: { budget: 15_000, overflow: 'names' },
      },
      source: 'npm @github/copilot@1.0.60 app.js: SKILL_CHAR_BUDGET, 15,000, then 5,000 of names',
    },
  },
  {
    id: 'codex',
    name: 'Codex',
    toolName: {
      value: toolName('mcp__{server}__{tool}', 'renames'),
      source: 'openai/codex codex-rs mcp_connection_manager.rs: past 64 a SHA-1; openai/codex#8174',
    },
    schema: {
      value: { rootType: 'refuses' },
      source: 'openai/codex codex-rs openai_tools.rs rewrites schemas to what its API takes',
    },
    agentSkill: {
      value: {
        required: ['description'],
        name: { pattern: '[\\s\\S]{1,64}', effect: 'refuses' },
        description: { maxLength: 1024, effect: 'refuses' },
      },
      source: 'openai/codex@033d1d0 codex-rs/core-skills/src/loader.rs: MAX_NAME_LEN, MAX_DESCRIPTION_LEN',
    },
    listing: {
      // 2 % of a context of 272,000 tokens, at 4 characters a token.
      value: {
        entry: '- {name}: {description} (file: ~/.agents/skills/{name}/SKILL.md)',
        limit: { budget: 21_760, overflow: 'omits' },
      },
      source: 'openai/codex@0899b7c codex-rs/core-skills/src/render.rs: 2 %, else 8,000 characters',
    },
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    toolName: {
      value: toolName('mcp_{server}_{tool}', 'renames', { characters: 'A-Za-z0-9_.:-', maxLength: 63 }),
      source: 'google-gemini/gemini-cli packages/core/src/tools/mcp-tool.ts, generateValidName',
    },
    schema: {
      value: {
        root: { keywords: combinators, effect: 'fails' },
        references: 'refuses',
        openArrays: 'fails',
        rootType: 'fails',
      },
      source:
        'google-gemini/gemini-cli#13326 ($ref); DeusData/codebase-memory-mcp#1524 (root); the API\'s "items: missing field" (arrays)',
    },
    agentSkill: {
      value: { ...nameAndDescription, name: { pattern: '[^:\\\\/<>*?"|]+', effect: 'renames' } },
      source: 'google-gemini/gemini-cli@04fbf50 packages/core/src/skills/skillLoader.ts',
    },
    listing: {
      value: { entry: indentedEntry, limit: undefined },
      source: 'npm @google/gemini-cli@0.61.0, renderAgentSkills lists all of them whole',
    },
  },
  {
    id: 'antigravity',
    name: 'Antigravity',
    toolName: {
      value: toolName('{tool}', 'fails', { characters: 'A-Za-z0-9_.:-' }),
      source: "not published; the Gemini API's",
      isBelieved: true,
    },
    schema: {
      value: { root: { keywords: combinators, effect: 'fails' }, openArrays: 'fails', rootType: 'fails' },
      source: "not published; the Gemini API's",
      isBelieved: true,
    },
    agentSkill: { value: {}, source: 'antigravity.google/docs, skills: no rule is published' },
  },
  {
    id: 'zed',
    name: 'Zed',
    toolName: {
      value: toolName('{tool}', 'cuts'),
      source: 'zed-industries/zed crates/agent/src/thread.rs, MAX_TOOL_NAME_LENGTH',
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: {
      value: { ...nameAndDescription, name: { pattern: '[a-z0-9-]{1,64}', effect: 'refuses' } },
      source: 'zed-industries/zed crates/agent_skills/agent_skills.rs, validate_name',
    },
    listing: {
      value: { entry: '{name}{description}', limit: { budget: 51_200, overflow: 'omits' } },
      source: 'zed-industries/zed crates/agent_skills/agent_skills.rs, MAX_SKILL_DESCRIPTIONS_SIZE: of both',
    },
  },
  {
    id: 'cline',
    name: 'Cline',
    toolName: {
      value: toolName('{server}__{tool}', 'renames'),
      source: 'cline/cline name-transform.ts: past 64 a SHA-1 of 8 digits',
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: {
      value: { ...nameAndDescription, nameIsFolder: 'refuses' },
      source: 'cline/cline@21cb8d2 apps/vscode, skills.ts',
    },
    listing: {
      value: { entry: '{name},', limit: undefined },
      source: 'npm @cline/cli-linux-x64@3.0.65, the skills tool: names alone, all of them',
    },
  },
  {
    id: 'goose',
    name: 'Goose',
    toolName: {
      value: toolName('{server}__{tool}', 'fails'),
      source: 'aaif-goose/goose#6318, #7015 (the prefix); the length is that of the models behind it',
      isBelieved: true,
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: {
      value: nameAndDescription,
      source: 'goose-docs.ai, using skills: both are required',
      isBelieved: true,
    },
    listing: {
      value: { entry: '• {name} - {description}', limit: undefined },
      source: 'aaif-goose/goose@0339ce4 crates/goose/src/skills/client.rs lists all of them whole',
    },
  },
  {
    id: 'opencode',
    name: 'opencode',
    toolName: {
      value: toolName('{server}_{tool}', 'fails'),
      source: 'opencode.ai/docs/mcp-servers (the prefix); the length is that of the models behind it',
      isBelieved: true,
    },
    schema: { value: anthropicSchema, source: asTheModel },
    agentSkill: {
      value: nameAndDescription,
      source:
        'anomalyco/opencode@048f74f packages/opencode/src/skill/index.ts; early versions wanted the folder as the name',
    },
    listing: {
      value: { entry: indentedEntry, limit: undefined },
      source: 'npm opencode-linux-x64@1.18.33, SystemPrompt.skills lists all of them whole',
    },
  },
  {
    id: 'openclaw',
    name: 'OpenClaw',
    toolName: {
      value: toolName('{server}__{tool}', 'fails'),
      source: 'docs.openclaw.ai, MCP: the prefix is not published, the length that of the models behind it',
      isBelieved: true,
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: { value: nameAndDescription, source: 'docs.openclaw.ai, skills: both are required' },
    listing: {
      value: {
        entry: indentedEntry,
        limit: { budget: 18_000, overflow: 'shortens' },
      },
      source: 'npm openclaw@2026.9.6 docs/tools/skills.md, skills.limits.maxSkillsPromptChars (once 30,000)',
    },
  },
  {
    id: 'qwen-code',
    name: 'Qwen Code',
    toolName: {
      value: toolName('mcp__{server}__{tool}', 'renames', { characters: 'A-Za-z0-9_.-', maxLength: 63 }),
      source: 'QwenLM/qwen-code packages/core/src/tools/mcp-tool.ts, from Gemini CLI',
    },
    schema: believed({ rootType: 'fails' }, asTheModelBelieved),
    agentSkill: {
      value: nameAndDescription,
      source: 'QwenLM/qwen-code@0334194 packages/core/src/skills/skill-load.ts: parseSkillContent',
    },
    listing: {
      value: {
        entry:
          '<skill>\n<name>\n{name}\n</name>\n<description>\n{description} (user)\n</description>\n<location>\nuser\n</location>\n</skill>',
        limit: { budget: 8000, overflow: 'shortens' },
      },
      source: 'npm @qwen-code/qwen-code@0.24.4, MAX_SKILL_LISTING_CHARS: past it, first lines alone',
    },
  },
  {
    id: 'factory-droid',
    name: 'Factory Droid',
    toolName: {
      value: toolName('{server}___{tool}', 'fails'),
      source: 'docs.factory.ai, MCP: the prefix is not published, the length that of the models behind it',
      isBelieved: true,
    },
    schema: believed(anthropicSchema, asTheModelBelieved),
    agentSkill: {
      value: {},
      source: 'docs.factory.ai/cli/configuration/skills: the folder is the name, a description is advised',
    },
    listing: {
      // 1.5 % of a context of 200,000 tokens, at 4 characters a token.
      value: {
        entry: '{name}: {description}',
        maxDescription: 1024,
        limit: { budget: 12_000, overflow: 'names' },
      },
      source: 'npm @factory/cli-linux-x64@0.225.2: 1.5 % of the working tokens, else 8,000 characters',
    },
  },
];
