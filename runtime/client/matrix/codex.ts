import type { ClientDefinition } from '../client-definition.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'developers.openai.com/codex/mcp';
const skills = 'openai/codex@033d1d0 codex-rs/core-skills/src/loader.rs';

/** Codex CLI, its editor extension and its app: they share their files. */
export const codex: ClientDefinition = {
  id: 'codex',
  name: 'Codex',
  detectedBy: { value: everywhere(['{codexHome}']), source: settings },
  configFiles: { value: everywhere([['{codexHome}/config.toml']]), source: settings },
  projectFiles: { value: ['.codex/config.toml'], source: `${settings}: when the project is trusted` },
  format: { value: 'toml', source: settings },
  serversKey: { value: ['mcp_servers'], source: settings },
  stdioEntry: { value: 'command', source: `${settings}; dyoshikawa/rulesync codexcli-mcp.ts` },
  httpEntry: {
    value: { url: '{url}', http_headers: '{headers}' },
    source: `${settings}; no type: dyoshikawa/rulesync codexcli-mcp.ts`,
  },
  skillRoots: {
    value: [sharedSkills, '{codexHome}/skills'],
    source: `${skills}; the second is deprecated; /etc/codex/skills is the administrator's`,
  },
  projectSkillRoots: { value: ['.agents/skills', '.codex/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{codexHome}/skills'],
  sameName: {
    value: 'both',
    source: 'developers.openai.com/codex/skills: skills of one name are not merged',
  },
  reload: { value: 'Start a new Codex session.', source: 'openai/codex#20605, #7767' },
  writableWhileRunning: { value: true, source: `${settings}: \`codex mcp add\` writes it beside sessions` },
  variables: { value: ['CODEX_HOME'], source: 'developers.openai.com/codex/config' },
};
