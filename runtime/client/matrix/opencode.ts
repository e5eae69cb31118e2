import type { ClientDefinition } from '../client-definition.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'opencode.ai/docs/config';
const skills = 'anomalyco/opencode@048f74f packages/opencode/src/skill/index.ts';

export const opencode: ClientDefinition = {
  id: 'opencode',
  name: 'opencode',
  detectedBy: {
    value: everywhere(['{config}/opencode', '{home}/.opencode', '{home}/.local/share/opencode']),
    source: `${settings}; ~/.config on every system (xdg-basedir)`,
  },
  configFiles: {
    value: everywhere([['{config}/opencode/opencode.json', '{config}/opencode/opencode.jsonc']]),
    source: `${settings}: either, or both together`,
  },
  projectFiles: {
    value: ['opencode.json', 'opencode.jsonc', '.opencode/opencode.json', '.opencode/opencode.jsonc'],
    source: settings,
  },
  format: { value: 'jsonc', source: settings },
  serversKey: { value: ['mcp'], source: 'opencode.ai/docs/mcp-servers' },
  unknownLayout: {
    value: { keys: ['mcp', 'servers'], without: ['type', 'enabled'] },
    source: 'anomalyco/opencode#37421: the preview of version 2 keeps its servers one level deeper',
  },
  stdioEntry: { value: 'opencode', source: 'opencode.ai/docs/mcp-servers' },
  httpEntry: {
    value: { type: 'remote', url: '{url}', headers: '{headers}', enabled: true },
    source: 'opencode.ai/docs/mcp-servers',
  },
  skillRoots: {
    value: [
      '{home}/.opencode/skills',
      '{home}/.opencode/skill',
      '{config}/opencode/skills',
      '{config}/opencode/skill',
      sharedSkills,
      '{home}/.claude/skills',
    ],
    source: `${skills}; npm opencode-linux-x64@1.18.33, ConfigPaths.directories: what is read later wins`,
  },
  projectSkillRoots: { value: ['.opencode/skills', '.agents/skills', '.claude/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{config}/opencode/skills'],
  sameName: { value: 'first-wins', source: `${skills}: "duplicate skill name"` },
  reload: { value: 'Start opencode again.', source: 'anomalyco/opencode#37421' },
  writableWhileRunning: { value: true, source: `${settings}: it is read when a session starts` },
  variables: {
    value: ['XDG_CONFIG_HOME'],
    source: `${settings}; OPENCODE_CONFIG and OPENCODE_CONFIG_DIR only add to it`,
  },
};
