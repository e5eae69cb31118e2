import type { ClientDefinition } from '../client-definition.ts';
import { serverUrlHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'docs.windsurf.com/windsurf/cascade/mcp';
const skills = 'docs.windsurf.com/windsurf/cascade/skills';

/**
 * Windsurf, before it became Devin Desktop on 2 June 2026. Both can be there: its own file is written while its folder
 * is, and Devin Desktop gets its entry in a file of its own.
 */
export const windsurf: ClientDefinition = {
  id: 'windsurf',
  name: 'Windsurf',
  detectedBy: { value: everywhere(['{home}/.codeium/windsurf']), source: settings },
  configFiles: {
    value: everywhere([['{home}/.codeium/windsurf/mcp_config.json']]),
    source: `${settings}; smithery-ai/cli src/config/clients.ts`,
  },
  projectFiles: { value: [], source: `${settings}: one file for the person` },
  format: { value: 'json', source: settings },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command', source: settings },
  httpEntry: { value: serverUrlHttp, source: `${settings}: serverUrl` },
  skillRoots: {
    value: ['{home}/.codeium/windsurf/skills', sharedSkills],
    source: `${skills}; the shared one: docs.devin.ai`,
    isBelieved: true,
  },
  projectSkillRoots: { value: ['.windsurf/skills', '.agents/skills'], source: skills },
  writableSkillRoots: ['{home}/.codeium/windsurf/skills', sharedSkills],
  sameName: { value: 'unknown', source: `${skills} says nothing of it` },
  reload: { value: 'Press the refresh button in the MCP list of Cascade.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: the list is refreshed after an edit` },
  variables: { value: [], source: 'none is published' },
};
