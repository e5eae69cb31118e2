import type { ClientDefinition } from '../client-definition.ts';
import { untypedHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'docs.devin.ai/cli/extensibility/configuration';
const skills = 'docs.devin.ai/cli/extensibility/skills/overview';

/** Devin Desktop, which was Windsurf, and Devin CLI: they share their files. */
export const devinDesktop: ClientDefinition = {
  id: 'devin-desktop',
  name: 'Devin Desktop',
  predecessor: { value: 'windsurf', source: 'docs.devin.ai/desktop: Windsurf became it on 2 June 2026' },
  detectedBy: {
    value: everywhere(['{devin}']),
    source: `${settings}: ~/.config/devin, on Windows %APPDATA%\\devin`,
  },
  configFiles: {
    value: everywhere([['{devin}/mcp_config.json']]),
    source: 'dyoshikawa/rulesync src/features/mcp/devin-mcp.ts; docs.sevalla.com/ai-agents/windsurf',
  },
  earlierConfigFiles: {
    value: everywhere(['{devin}/config.json']),
    source: 'dyoshikawa/rulesync#2510: Devin moves its servers out of config.json',
  },
  projectFiles: {
    value: ['.devin/mcp_config.json', '.devin/mcp_config.local.json'],
    source: 'dyoshikawa/rulesync devin-mcp.ts; docs.sevalla.com/ai-agents/windsurf',
  },
  format: {
    value: 'jsonc',
    source: 'docs.devin.ai/cli/reference/configuration/config-file: JSON with comments',
  },
  serversKey: { value: ['mcpServers'], source: 'docs.devin.ai/cli/extensibility/mcp' },
  stdioEntry: { value: 'command', source: `${settings}: command, args` },
  httpEntry: {
    value: untypedHttp,
    source: 'docs.devin.ai/cli/extensibility/mcp/configuration: url; Windsurf had serverUrl',
  },
  skillRoots: {
    value: ['{devin}/skills', sharedSkills],
    source: `${skills}; Cascade in it also reads ~/.codeium/windsurf/skills, Devin Local does not`,
  },
  projectSkillRoots: { value: ['.devin/skills', '.windsurf/skills', '.agents/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{devin}/skills'],
  sameName: { value: 'unknown', source: `${skills} says nothing of it` },
  reload: {
    value: 'Refresh the list under Customize → MCPs, or open Devin Desktop again.',
    source: 'docs.devin.ai/desktop/devin-local/customizations',
  },
  writableWhileRunning: { value: true, source: 'docs.devin.ai: the list is refreshed after an edit' },
  variables: {
    value: ['XDG_CONFIG_HOME', 'APPDATA'],
    source: 'the XDG folder is not published for it',
    isBelieved: true,
  },
};
