import type { ClientDefinition } from '../client-definition.ts';
import { untypedHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'zed.dev/docs/ai/mcp';
const paths = 'zed-industries/zed crates/paths/src/paths.rs';
const skills = 'zed.dev/docs/ai/skills';

export const zed: ClientDefinition = {
  id: 'zed',
  name: 'Zed',
  detectedBy: {
    value: everywhere(['{zed}']),
    source: paths,
  },
  configFiles: {
    value: everywhere([['{zed}/settings.json']]),
    source: `${paths}: ~/.config on macOS too`,
  },
  projectFiles: { value: ['.zed/settings.json'], source: settings },
  format: { value: 'jsonc', source: 'zed.dev/docs/configuring-zed: comments and trailing commas' },
  serversKey: { value: ['context_servers'], source: settings },
  stdioEntry: {
    value: 'command',
    source: `${settings}; "source": "custom" is of earlier versions, and taken out by the current one`,
  },
  httpEntry: { value: untypedHttp, source: settings },
  skillRoots: { value: [sharedSkills], source: skills },
  projectSkillRoots: { value: ['.agents/skills'], source: skills },
  writableSkillRoots: [sharedSkills],
  sameName: { value: 'first-wins', source: `${skills}: one folder in each scope` },
  reload: { value: 'Nothing: Zed notices a change of its settings.', source: settings, isBelieved: true },
  writableWhileRunning: { value: true, source: 'zed.dev/docs/configuring-zed: changes are noticed' },
  variables: { value: ['XDG_CONFIG_HOME', 'APPDATA'], source: paths },
};
