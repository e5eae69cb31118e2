import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file as it was laid out. */
export interface LaidOutFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** A person's home with three AI clients in it, each with settings and servers of the person's own. */
export interface LaidOutHome {
  readonly home: string;
  readonly platform: LayoutPlatform;
  /** Strict JSON with other servers, settings and an integer that JavaScript cannot hold. */
  readonly claudeDesktop: LaidOutFile;
  /** Line, block and end-of-line comments, tabs, a trailing comma. */
  readonly cursor: LaidOutFile;
  /** One line without a line end, as a program wrote it: state, projects, a server. Mode 0600. */
  readonly claudeCode: LaidOutFile;
  readonly claudeCodeSettings: LaidOutFile;
  /** An agent skill that the person wrote. */
  readonly ownSkill: LaidOutFile;
  /** All of the above. */
  readonly files: readonly LaidOutFile[];
  /** The three that hold servers, by client id. */
  readonly configs: Readonly<Record<LaidOutClient, LaidOutFile>>;
}

export type LaidOutClient = 'claude-desktop' | 'cursor' | 'claude-code';
export type LayoutPlatform = 'linux' | 'darwin' | 'win32';

export interface LayoutOptions {
  /** Whose paths are laid out; the folders are made on this machine whatever it says. Default linux. */
  readonly platform?: LayoutPlatform;
}

const claudeDesktopFolders: Readonly<Record<LayoutPlatform, readonly string[]>> = {
  linux: ['.config', 'Claude'],
  darwin: ['Library', 'Application Support', 'Claude'],
  win32: ['AppData', 'Roaming', 'Claude'],
};

/**
 * Makes a home as a person with Claude Desktop, Cursor and Claude Code has it: each with servers, settings and
 * comments of their own, which must survive whatever AI OS does. Used by the demo, the sample editor, tests
 * and benchmarks. Holds no secret.
 *
 * @param home absolute; made when it is missing
 */
export async function layOutHome(home: string, options: LayoutOptions = {}): Promise<LaidOutHome> {
  const { platform = 'linux' } = options;
  const claudeDesktop = {
    path: join(home, ...claudeDesktopFolders[platform], 'claude_desktop_config.json'),
    text: claudeDesktopText,
  };
  const cursor = { path: join(home, '.cursor', 'mcp.json'), text: cursorText };
  const claudeCode = {
    path: join(home, '.claude.json'),
    text: claudeCodeText(join(home, 'projects', 'shop')),
  };
  const claudeCodeSettings = { path: join(home, '.claude', 'settings.json'), text: claudeCodeSettingsText };
  const ownSkill = { path: join(home, '.claude', 'skills', 'my-notes', 'SKILL.md'), text: ownSkillText };
  const files = [claudeDesktop, cursor, claudeCode, claudeCodeSettings, ownSkill];
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  // As Claude Code itself sets it.
  await chmod(claudeCode.path, 0o600);
  const configs = { 'claude-desktop': claudeDesktop, cursor, 'claude-code': claudeCode };
  return { home, platform, claudeDesktop, cursor, claudeCode, claudeCodeSettings, ownSkill, files, configs };
}

const claudeDesktopText = `{
  "globalShortcut": "Ctrl+Alt+Space",
  "preferences": {
    "menuBarEnabled": true,
    "legacyQuickEntryEnabled": false,
    "quickEntryShortcut": "double-tap-option"
  },
  "mcpServers": {
    "filesystem": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/srv/documents"]
    },
    "postgres": {
      "command": "docker",
      "args": ["run", "-i", "--rm", "mcp/postgres", "postgresql://host.docker.internal/shop"],
      "env": {
        "PGAPPNAME": "claude"
      }
    }
  },
  "coworkDeviceSequence": 9007199254740993,
  "isUsingBuiltInNodeForMcp": true
}
`;

const cursorText = `// My servers. Synced by hand between two machines.
{
\t"mcpServers": {
\t\t/* Needs the VPN.
\t\t   Ask Grace when it is slow. */
\t\t"github": {
\t\t\t"command": "github-mcp-server",
\t\t\t"args": ["stdio"],
\t\t\t"env": { "GITHUB_TOOLSETS": "repos,issues" } // read only
\t\t},
\t\t"linear": { "url": "https://mcp.linear.app/mcp" }, // signed in through the browser
\t\t// "sentry": { "url": "https://mcp.sentry.dev/mcp" },
\t\t"playwright": {
\t\t\t"command": "npx",
\t\t\t"args": ["@playwright/mcp@latest", /* no window */ "--headless"],
\t\t},
\t},
}
`;

function claudeCodeText(project: string): string {
  return JSON.stringify({
    numStartups: 412,
    installMethod: 'native',
    autoUpdates: true,
    theme: 'dark-daltonized',
    tipsHistory: { 'new-user-warmup': 9, 'shift-enter': 310 },
    firstStartTime: '2025-06-02T07:41:12.604Z',
    userID: '0'.repeat(64),
    oauthAccount: {
      accountUuid: '00000000-0000-4000-8000-000000000000',
      emailAddress: 'ada@example.com',
      organizationRole: 'admin',
      displayName: 'Ada',
    },
    projects: {
      [project]: {
        allowedTools: ['Bash(npm test:*)'],
        mcpContextUris: [],
        mcpServers: {
          'shop-database': { type: 'stdio', command: 'shop-mcp', args: ['--read-only'], env: {} },
        },
        hasTrustDialogAccepted: true,
        lastCost: 0.4127355,
        lastSessionId: '11111111-1111-4111-8111-111111111111',
      },
    },
    mcpServers: { context7: { type: 'http', url: 'https://mcp.context7.com/mcp' } },
    hasCompletedOnboarding: true,
    lastReleaseNotesSeen: '2.1.90',
  });
}

const claudeCodeSettingsText = `{
  "permissions": {
    "allow": ["Bash(git status)"],
    "deny": ["Read(./.env)"]
  },
  "model": "opus"
}
`;

const ownSkillText = `---
name: my-notes
description: Where my meeting notes are and how I name them. Use when asked about a past meeting.
---
Notes are in ~/notes, one file per day, named YYYY-MM-DD.md.
`;
