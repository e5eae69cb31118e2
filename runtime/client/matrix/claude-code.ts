import type { ClientDefinition } from '../client-definition.ts';
import { typedHttp } from '../http-shape.ts';
import { everywhere } from './cells.ts';

const settings = 'code.claude.com/docs/en/mcp';
const skills = 'code.claude.com/docs/en/skills';

export const claudeCode: ClientDefinition = {
  id: 'claude-code',
  name: 'Claude Code',
  detectedBy: {
    value: everywhere(['{home}/.claude.json', '{claudeConfig}']),
    source: 'code.claude.com/docs/en/settings',
  },
  configFiles: {
    value: everywhere([['{claudeJson}']]),
    source: `${settings} (user scope): ~/.claude.json, or $CLAUDE_CONFIG_DIR/.claude.json`,
  },
  projectFiles: { value: ['.mcp.json'], source: `${settings} (project scope)` },
  format: { value: 'json', source: 'written by Claude Code itself with JSON.stringify' },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'typed-command', source: `${settings}: type "stdio"` },
  httpEntry: { value: typedHttp, source: `${settings}: type is required with a url` },
  skillRoots: { value: ['{claudeConfig}/skills'], source: skills },
  projectSkillRoots: { value: ['.claude/skills'], source: skills },
  writableSkillRoots: ['{claudeConfig}/skills'],
  sameName: { value: 'first-wins', source: `${skills}: enterprise over personal over project` },
  reload: { value: 'Start a new Claude Code session.', source: 'anthropics/claude-code#24057' },
  writableWhileRunning: {
    value: true,
    source: `${settings}: \`claude mcp add\` writes it beside running sessions`,
  },
  variables: { value: ['CLAUDE_CONFIG_DIR'], source: 'code.claude.com/docs/en/settings' },
};
