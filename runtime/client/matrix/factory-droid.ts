import type { ClientDefinition } from '../client-definition.ts';
import { typedHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'docs.factory.ai/cli/configuration/mcp';
const code = 'npm @factory/cli-linux-x64@0.225.2';

export const factoryDroid: ClientDefinition = {
  id: 'factory-droid',
  name: 'Factory Droid',
  detectedBy: { value: everywhere(['{home}/.factory']), source: settings },
  configFiles: { value: everywhere([['{home}/.factory/mcp.json']]), source: settings },
  projectFiles: { value: ['.factory/mcp.json'], source: settings },
  format: { value: 'json', source: settings },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'typed-command-with-switch', source: `${settings}, configuration schema` },
  httpEntry: { value: { ...typedHttp, disabled: false }, source: `${settings}, configuration schema` },
  skillRoots: {
    value: ['{home}/.factory/skills', sharedSkills, '{home}/.agent/skills'],
    source: `${code}: user-settings before user-agent-dir, of which .agents comes first`,
  },
  projectSkillRoots: { value: ['.factory/skills', '.agents/skills', '.agent/skills'], source: code },
  writableSkillRoots: [sharedSkills, '{home}/.factory/skills'],
  sameName: { value: 'first-wins', source: `${code}: "Higher-priority sources win name collisions"` },
  reload: { value: 'Type /mcp, or start a new Droid session.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: \`droid mcp add\` writes it beside sessions` },
  variables: { value: [], source: 'none is published' },
};
