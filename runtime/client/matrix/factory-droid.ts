import type { ClientDefinition } from '../client-definition.ts';
import { typedHttp } from '../http-shape.ts';
import { everywhere } from './cells.ts';

const settings = 'docs.factory.ai/cli/configuration/mcp';
const skills = 'docs.factory.ai/cli/configuration/skills';

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
  skillRoots: { value: ['{home}/.factory/skills'], source: skills },
  projectSkillRoots: { value: ['.factory/skills'], source: skills },
  writableSkillRoots: ['{home}/.factory/skills'],
  sameName: { value: 'first-wins', source: `${skills}: one folder in each scope` },
  reload: { value: 'Type /mcp, or start a new Droid session.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: \`droid mcp add\` writes it beside sessions` },
  variables: { value: [], source: 'none is published' },
};
