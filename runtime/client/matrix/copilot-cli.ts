import type { ClientDefinition } from '../client-definition.ts';
import { typedHttp } from '../http-shape.ts';
import { everywhere, sharedSkills } from './cells.ts';

const settings = 'docs.github.com, "Adding MCP servers for GitHub Copilot CLI"';
const skills = 'docs.github.com, "Adding agent skills for GitHub Copilot CLI"';

export const copilotCli: ClientDefinition = {
  id: 'copilot-cli',
  name: 'Copilot CLI',
  detectedBy: {
    // The folder alone may be VS Code's, for its skills and agents.
    value: everywhere([
      '{copilotHome}/config.json',
      '{copilotHome}/settings.json',
      '{copilotHome}/mcp-config.json',
      '{copilotHome}/session-state',
    ]),
    source: 'docs.github.com, "GitHub Copilot CLI configuration directory"',
    isBelieved: true,
  },
  configFiles: { value: everywhere([['{copilotHome}/mcp-config.json']]), source: settings },
  projectFiles: { value: ['.mcp.json', '.github/mcp.json'], source: settings },
  format: { value: 'json', source: settings },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command-with-tools', source: `${settings}; neondatabase/add-mcp src/agents.ts` },
  httpEntry: {
    value: { ...typedHttp, tools: ['*'] },
    source: `${settings}; neondatabase/add-mcp src/agents.ts`,
  },
  skillRoots: {
    value: ['{copilotHome}/skills', sharedSkills],
    source: `${skills}; an earlier page had ~/.claude/skills too`,
  },
  projectSkillRoots: { value: ['.github/skills', '.claude/skills', '.agents/skills'], source: skills },
  writableSkillRoots: [sharedSkills, '{copilotHome}/skills'],
  sameName: {
    value: 'first-wins',
    source: 'npm @github/copilot@1.0.60 app.js: a name, and a file behind links, is loaded once',
  },
  reload: { value: 'Start a new Copilot CLI session.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: it is read when a session starts` },
  variables: {
    value: ['COPILOT_HOME'],
    source: 'docs.github.com, "GitHub Copilot CLI configuration directory"',
  },
};
