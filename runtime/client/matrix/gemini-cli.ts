import type { ClientDefinition } from '../client-definition.ts';
import { everywhere } from './cells.ts';

const settings = 'google-gemini/gemini-cli@5411f11 docs/tools/mcp-server.md';
const skills = 'google-gemini/gemini-cli@04fbf50 packages/core/src/skills/skillManager.ts';

export const geminiCli: ClientDefinition = {
  id: 'gemini-cli',
  name: 'Gemini CLI',
  detectedBy: {
    // The folder alone may be Antigravity's.
    value: everywhere([
      '{geminiHome}/.gemini/settings.json',
      '{geminiHome}/.gemini/oauth_creds.json',
      '{geminiHome}/.gemini/google_accounts.json',
    ]),
    source: 'google-gemini/gemini-cli packages/core/src/config/storage.ts',
  },
  configFiles: { value: everywhere([['{geminiHome}/.gemini/settings.json']]), source: settings },
  projectFiles: { value: ['.gemini/settings.json'], source: settings },
  format: { value: 'jsonc', source: 'settings.ts reads it with strip-json-comments' },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command', source: settings },
  httpEntry: {
    value: { httpUrl: '{url}', headers: '{headers}' },
    source: `${settings}: httpUrl is streamable HTTP, url is SSE`,
  },
  skillRoots: {
    value: ['{geminiHome}/.agents/skills', '{geminiHome}/.gemini/skills'],
    source: `${skills}: the shared one wins`,
  },
  projectSkillRoots: { value: ['.agents/skills', '.gemini/skills'], source: skills },
  writableSkillRoots: ['{geminiHome}/.agents/skills', '{geminiHome}/.gemini/skills'],
  sameName: { value: 'first-wins', source: `${skills}: addSkillsWithPrecedence` },
  reload: { value: 'Type /mcp refresh, or start a new Gemini CLI session.', source: settings },
  writableWhileRunning: { value: true, source: `${settings}: \`gemini mcp add\` writes it beside sessions` },
  variables: {
    value: ['GEMINI_CLI_HOME'],
    source: 'google-gemini/gemini-cli packages/core/src/utils/paths.ts, homedir',
  },
};
