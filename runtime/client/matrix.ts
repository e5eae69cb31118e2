import type { ClientDefinition } from './client-definition.ts';

/** Every client AI OS delivers to. A new client is a new row here and nothing else. */
export const clientMatrix: readonly ClientDefinition[] = [
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    detectedBy: {
      value: {
        darwin: ['{home}/Library/Application Support/Claude'],
        win32: ['{localAppData}/Packages/Claude_*/LocalCache/Roaming/Claude', '{appData}/Claude'],
        linux: ['{config}/Claude', '{config}/claude/claude_desktop_config.json'],
      },
      source:
        'modelcontextprotocol.io docs/connect-local-servers; anthropics/claude-code#26073 (Windows MSIX)',
    },
    configFiles: {
      value: {
        darwin: ['{home}/Library/Application Support/Claude/claude_desktop_config.json'],
        win32: [
          '{localAppData}/Packages/Claude_*/LocalCache/Roaming/Claude/claude_desktop_config.json',
          '{appData}/Claude/claude_desktop_config.json',
        ],
        linux: ['{config}/Claude/claude_desktop_config.json', '{config}/claude/claude_desktop_config.json'],
      },
      source:
        'modelcontextprotocol.io docs/connect-local-servers; anthropics/claude-code#26073, #25579: the MSIX package ignores the plain path; Linux: unofficial builds, in either case (docker/mcp-gateway pkg/client/config.yml)',
    },
    format: { value: 'json', source: 'the application parses with JSON.parse' },
    serversKey: { value: ['mcpServers'], source: 'modelcontextprotocol.io docs/connect-local-servers' },
    stdioEntry: { value: 'command', source: 'modelcontextprotocol.io docs/connect-local-servers' },
    skillRoots: {
      value: [],
      source: 'chat reads only skills uploaded to the account; anthropics/claude-code#93163, #80407',
    },
    ownSkillRoot: undefined,
    reload: {
      value: 'Quit Claude Desktop completely (also from the tray) and open it again.',
      source: 'modelcontextprotocol.io docs/connect-local-servers',
    },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    detectedBy: {
      value: { darwin: ['{home}/.cursor'], win32: ['{home}/.cursor'], linux: ['{home}/.cursor'] },
      source: 'cursor.com/docs/mcp',
    },
    configFiles: {
      value: {
        darwin: ['{home}/.cursor/mcp.json'],
        win32: ['{home}/.cursor/mcp.json'],
        linux: ['{home}/.cursor/mcp.json'],
      },
      source: 'cursor.com/docs/mcp',
    },
    format: { value: 'jsonc', source: 'comments are tolerated; neondatabase/add-mcp src/agents.ts' },
    serversKey: { value: ['mcpServers'], source: 'cursor.com/docs/mcp' },
    stdioEntry: { value: 'command', source: 'cursor.com/docs/mcp' },
    skillRoots: {
      value: [
        '{home}/.cursor/skills',
        '{home}/.agents/skills',
        '{home}/.claude/skills',
        '{home}/.codex/skills',
      ],
      source: 'cursor.com/docs/context/skills: third-party import is on by default',
    },
    ownSkillRoot: '{home}/.cursor/skills',
    reload: {
      value: 'Open Cursor again, or switch the server on under Customize → MCP.',
      source: 'cursor.com/docs/mcp',
    },
  },
  {
    id: 'claude-code',
    name: 'Claude Code',
    detectedBy: {
      value: {
        darwin: ['{home}/.claude.json', '{claudeConfig}'],
        win32: ['{home}/.claude.json', '{claudeConfig}'],
        linux: ['{home}/.claude.json', '{claudeConfig}'],
      },
      source: 'code.claude.com/docs/en/settings',
    },
    configFiles: {
      value: {
        darwin: ['{claudeJson}'],
        win32: ['{claudeJson}'],
        linux: ['{claudeJson}'],
      },
      source: 'code.claude.com/docs/en/mcp (user scope): ~/.claude.json, or $CLAUDE_CONFIG_DIR/.claude.json',
    },
    format: { value: 'json', source: 'written by Claude Code itself with JSON.stringify' },
    serversKey: { value: ['mcpServers'], source: 'code.claude.com/docs/en/mcp' },
    stdioEntry: { value: 'typed-command', source: 'code.claude.com/docs/en/mcp: type "stdio"' },
    skillRoots: { value: ['{claudeConfig}/skills'], source: 'code.claude.com/docs/en/skills' },
    ownSkillRoot: '{claudeConfig}/skills',
    reload: { value: 'Start a new Claude Code session.', source: 'anthropics/claude-code#24057' },
  },
];
