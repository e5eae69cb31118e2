import type { ClientDefinition } from '../client-definition.ts';
import { untypedHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'cursor.com/docs/mcp';
const skills = 'cursor.com/docs/context/skills: third-party import is on by default';

export const cursor: ClientDefinition = {
  id: 'cursor',
  name: 'Cursor',
  detectedBy: { value: everywhere(['{home}/.cursor']), source: settings },
  configFiles: { value: everywhere([['{home}/.cursor/mcp.json']]), source: settings },
  projectFiles: { value: ['.cursor/mcp.json'], source: settings },
  format: { value: 'jsonc', source: 'comments are tolerated; neondatabase/add-mcp src/agents.ts' },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command', source: settings },
  httpEntry: { value: untypedHttp, source: `${settings}; microsoft/apm#2991` },
  skillRoots: {
    value: ['{home}/.cursor/skills', sharedSkills, '{home}/.claude/skills', '{home}/.codex/skills'],
    source: skills,
  },
  projectSkillRoots: {
    value: ['.cursor/skills', '.agents/skills', '.claude/skills', '.codex/skills'],
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
    value: 'unknown',
    source:
      'cursor.com/docs/context/skills says nothing of it; one report of its command line has the one in ~/.claude/skills listed, not the one in ~/.agents/skills',
  },
  reload: {
    value: 'Open Cursor again, or switch the server on under Customize → MCP.',
    source: settings,
  },
  writableWhileRunning: { value: true, source: `${settings}: it is edited by hand there` },
  variables: { value: [], source: 'none is published' },
};
