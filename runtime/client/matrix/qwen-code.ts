import type { ClientDefinition } from '../client-definition.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'QwenLM/qwen-code docs/users/features/mcp.md';
const skills = 'QwenLM/qwen-code packages/core/src/config/storage.ts, SKILL_PROVIDER_CONFIG_DIRS';

export const qwenCode: ClientDefinition = {
  id: 'qwen-code',
  name: 'Qwen Code',
  detectedBy: { value: everywhere(['{qwenHome}']), source: 'QwenLM/qwen-code storage.ts, getGlobalQwenDir' },
  configFiles: { value: everywhere([['{qwenHome}/settings.json']]), source: settings },
  projectFiles: { value: ['.qwen/settings.json'], source: settings },
  format: { value: 'jsonc', source: 'settings.ts reads it with strip-json-comments, as Gemini CLI does' },
  serversKey: { value: ['mcpServers'], source: settings },
  unknownLayout: {
    value: { keys: ['$version'], newerThan: 4 },
    source: 'npm @qwen-code/qwen-code@0.24.4, SETTINGS_VERSION: it moves settings to the newest by itself',
  },
  stdioEntry: { value: 'command', source: settings },
  httpEntry: { value: { httpUrl: '{url}', headers: '{headers}' }, source: `${settings}, from Gemini CLI` },
  skillRoots: { value: ['{qwenHome}/skills', sharedSkills], source: skills },
  projectSkillRoots: { value: ['.qwen/skills', '.agents/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{qwenHome}/skills'],
  sameName: {
    value: 'first-wins',
    source: 'QwenLM/qwen-code@0334194 packages/core/src/skills/skill-manager.ts: "Skipping duplicate skill"',
  },
  reload: { value: 'Start a new Qwen Code session.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: \`qwen mcp add\` writes it beside sessions` },
  variables: { value: ['QWEN_HOME'], source: 'QwenLM/qwen-code storage.ts, getGlobalQwenDir' },
};
