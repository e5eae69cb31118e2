import type { ClientDefinition } from '../client-definition.ts';
import { untypedHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'cursor.com/docs/mcp';
/** Cursor's own code, as it is in its SDK's local agent. */
const code = '@cursor/sdk 1.0.32';
const skills = `${code}, local-exec: roots of AgentSkillsCursorRulesService in this order; cursor.com/docs/context/skills: third-party import is on by default`;

export const cursor: ClientDefinition = {
  id: 'cursor',
  name: 'Cursor',
  detectedBy: { value: everywhere(['{home}/.cursor']), source: settings },
  configFiles: { value: everywhere([['{home}/.cursor/mcp.json']]), source: settings },
  projectFiles: { value: ['.cursor/mcp.json'], source: settings },
  format: { value: 'jsonc', source: `${code}, mcp-agent-exec: read by jsonc-parser` },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command', source: settings },
  httpEntry: { value: untypedHttp, source: `${settings}; microsoft/apm#2991` },
  skillRoots: {
    value: [
      '{home}/.cursor/skills',
      '{home}/.claude/skills',
      '{home}/.codex/skills',
      '{home}/.grok/skills',
      sharedSkills,
    ],
    source: skills,
  },
  projectSkillRoots: {
    value: ['.cursor/skills', '.claude/skills', '.codex/skills', '.grok/skills', '.agents/skills'],
    source: skills,
  },
  writableSkillRoots: ['{home}/.cursor/skills', sharedSkills],
  apiSkillRoot: {
    value: {
      root: '{aios}/plugins/cursor/skills',
      sign: '{aios}/plugins/cursor/.cursor-plugin/plugin.json',
    },
    source: 'cursor.com/docs/extension-api#plugin-paths; cursor.com/docs/reference/plugins',
    isBelieved: true,
  },
  sameName: {
    value: 'first-folder-wins',
    source: `${code}, local-exec: MergedAgentSkillsService takes the first of those whose path in the home or the project is the same but for .cursor, .claude, .codex, .grok or .agents`,
  },
  reload: {
    value: 'Open Cursor again, or switch the server on under Customize → MCP.',
    source: settings,
  },
  writableWhileRunning: { value: true, source: `${settings}: it is edited by hand there` },
  variables: { value: [], source: 'none is published' },
};
