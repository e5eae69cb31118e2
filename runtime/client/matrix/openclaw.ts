import type { ClientDefinition } from '../client-definition.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'docs.openclaw.ai/gateway/configuration-reference';
const skills = 'docs.openclaw.ai/tools/skills, locations and precedence';

export const openClaw: ClientDefinition = {
  id: 'openclaw',
  name: 'OpenClaw',
  detectedBy: { value: everywhere(['{openClaw}', '{openClawJson}']), source: settings },
  configFiles: { value: everywhere([['{openClawJson}']]), source: settings },
  projectFiles: { value: [], source: `${settings}: one file for the gateway` },
  format: { value: 'json5', source: `${settings}: comments and trailing commas` },
  serversKey: { value: ['mcp', 'servers'], source: 'openclaw/openclaw@084ca59 src/config/types.mcp.ts' },
  stdioEntry: { value: 'command', source: 'openclaw/openclaw@084ca59 src/config/types.mcp.ts' },
  httpEntry: {
    value: { url: '{url}', transport: 'streamable-http', headers: '{headers}' },
    source: 'openclaw/openclaw@084ca59 src/config/types.mcp.ts',
  },
  skillRoots: {
    value: [
      '{openClaw}/workspace/skills',
      '{openClaw}/workspace/.agents/skills',
      sharedSkills,
      '{openClaw}/skills',
    ],
    source: `${skills}; the first two are those of the default workspace`,
  },
  projectSkillRoots: { value: ['skills', '.agents/skills'], source: `${skills}: of a workspace` },
  writableSkillRoots: [sharedSkills, '{openClaw}/skills'],
  sameName: { value: 'first-wins', source: skills },
  reload: { value: 'Start a new OpenClaw session.', source: 'docs.openclaw.ai/cli/mcp' },
  writableWhileRunning: { value: true, source: `${settings}: the gateway watches the file` },
  variables: {
    value: ['OPENCLAW_CONFIG_PATH', 'OPENCLAW_STATE_DIR'],
    source: 'docs.openclaw.ai/help/environment; OPENCLAW_PROFILE is not followed',
  },
};
