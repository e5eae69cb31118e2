import type { ClientDefinition } from '../client-definition.ts';
import { serverUrlHttp } from '../http-shape.ts';
import { everywhere } from './cells.ts';

const settings = 'antigravity.google/docs/mcp';

/** Antigravity's editor and command line: since they share `~/.gemini/config`, one client. */
export const antigravity: ClientDefinition = {
  id: 'antigravity',
  name: 'Antigravity',
  detectedBy: {
    value: everywhere([
      '{home}/.gemini/config',
      '{home}/.gemini/antigravity',
      '{home}/.gemini/antigravity-cli',
      '{home}/.antigravity',
    ]),
    source: 'dyoshikawa/rulesync src/constants/antigravity-ide-paths.ts, antigravity-cli-paths.ts',
  },
  configFiles: {
    value: everywhere([
      ['{home}/.gemini/config/mcp_config.json', '{home}/.gemini/antigravity/mcp_config.json'],
    ]),
    source: `${settings}: shared by editor and command line; before it ~/.gemini/antigravity (neondatabase/add-mcp)`,
  },
  projectFiles: {
    value: ['.agents/mcp_config.json'],
    source: 'dyoshikawa/rulesync antigravity-ide-paths.ts',
  },
  format: { value: 'json', source: settings },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command', source: `${settings}; neondatabase/add-mcp src/agents.ts` },
  httpEntry: { value: serverUrlHttp, source: `${settings}; neondatabase/add-mcp src/agents.ts` },
  skillRoots: {
    value: [
      '{home}/.gemini/config/skills',
      '{home}/.gemini/antigravity/skills',
      '{home}/.gemini/antigravity-cli/skills',
    ],
    source: 'antigravity.google/docs/skills; dev.to/gde, November 2026: ~/.agents/skills is not read',
    isBelieved: true,
  },
  projectSkillRoots: {
    value: ['.agents/skills', '.agent/skills'],
    source: 'antigravity.google/docs/skills; the second is the older spelling',
  },
  writableSkillRoots: ['{home}/.gemini/config/skills'],
  sameName: { value: 'unknown', source: 'antigravity.google/docs/skills says nothing of it' },
  reload: { value: 'Press Refresh under Manage MCP Servers, or open Antigravity again.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: the list is refreshed after an edit` },
  variables: { value: [], source: 'none is published' },
};
