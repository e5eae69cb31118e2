import type { ClientDefinition } from '../client-definition.ts';

const settings = 'modelcontextprotocol.io docs/connect-local-servers';
const packaged = '{localAppData}/Packages/Claude_*/LocalCache/Roaming/Claude';

export const claudeDesktop: ClientDefinition = {
  id: 'claude-desktop',
  name: 'Claude Desktop',
  detectedBy: {
    value: {
      linux: ['{config}/Claude', '{config}/claude/claude_desktop_config.json'],
      darwin: ['{appSupport}/Claude'],
      win32: [packaged, '{appData}/Claude'],
    },
    source: `${settings}; anthropics/claude-code#26073 (Windows MSIX)`,
  },
  configFiles: {
    value: {
      linux: [['{config}/Claude/claude_desktop_config.json', '{config}/claude/claude_desktop_config.json']],
      darwin: [['{appSupport}/Claude/claude_desktop_config.json']],
      win32: [[`${packaged}/claude_desktop_config.json`, '{appData}/Claude/claude_desktop_config.json']],
    },
    source: `${settings}; anthropics/claude-code#26073, #25579: the MSIX package ignores the plain path; Linux: unofficial builds, in either case (docker/mcp-gateway pkg/client/config.yml)`,
  },
  projectFiles: { value: [], source: `${settings}: one file for the person` },
  format: { value: 'json', source: 'the application parses with JSON.parse' },
  serversKey: { value: ['mcpServers'], source: settings },
  stdioEntry: { value: 'command', source: settings },
  httpEntry: {
    value: undefined,
    source: 'support.claude.com: remote servers are added under Settings → Connectors; neondatabase/add-mcp',
  },
  skillRoots: {
    value: [],
    source: 'chat reads only skills uploaded to the account; anthropics/claude-code#93163, #80407',
  },
  projectSkillRoots: { value: [], source: 'anthropics/claude-code#93163: none from disk' },
  writableSkillRoots: [],
  sameName: { value: 'unknown', source: 'not published; it reads none from disk' },
  reload: {
    value: 'Quit Claude Desktop completely (also from the tray) and open it again.',
    source: settings,
  },
  writableWhileRunning: {
    value: false,
    source: 'writes the file anew from memory: anthropics/claude-code#34359, #78226, #85005',
  },
  processes: {
    value: {
      linux: [
        // Its program, which a blank before a path or an option ends: a folder of that name may be anybody's argument.
        '^(?:(?! [-/~]).)*(?<=^|/)(?:com\\.anthropic\\.)?claude-desktop(?:\\.bin)?(?= |$)',
        '/claude-desktop(?:-bin)?/\\S*app\\.asar(?= |$)',
        '/\\.mount_[Cc]laude\\w{6}/\\S*/app\\.asar(?= |$)',
      ],
      darwin: ['/Claude\\.app/Contents/MacOS/Claude(?= |$)'],
      win32: ['\\\\AnthropicClaude\\\\.*claude\\.exe', '\\\\WindowsApps\\\\Claude_.*claude\\.exe'],
    },
    source:
      'anthropics/claude-code#26073 (Windows MSIX), #55353; Claude Code is a claude.exe too, so the folder decides; Linux: aaddrick/claude-desktop-debian, #383 (AppImage), patrickjaja/claude-desktop-bin (AUR), flathub/flathub#7633 (com.anthropic.claude-desktop)',
    isBelieved: true,
  },
  variables: {
    value: ['XDG_CONFIG_HOME', 'APPDATA', 'LOCALAPPDATA'],
    source: 'Electron, app.getPath("userData")',
  },
};
