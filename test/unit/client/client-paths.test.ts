import assert from 'node:assert/strict';
import type { Platform } from '../../../runtime/client/client-definition.ts';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import type { Environment } from '../../../runtime/ports.ts';

const homes: Readonly<Record<Platform, string>> = {
  linux: '/home/ada',
  darwin: '/Users/ada',
  win32: 'C:\\Users\\ada',
};

/** Config files in a home without any client, below the home and with `/` on every system. */
const configs: Readonly<Record<string, Readonly<Record<Platform, string>>>> = {
  'claude-desktop': inSettings('Claude/claude_desktop_config.json'),
  cursor: everywhere('.cursor/mcp.json'),
  'claude-code': everywhere('.claude.json'),
  'devin-desktop': {
    linux: '.config/devin/mcp_config.json',
    darwin: '.config/devin/mcp_config.json',
    win32: 'AppData/Roaming/devin/mcp_config.json',
  },
  windsurf: everywhere('.codeium/windsurf/mcp_config.json'),
  vscode: inSettings('Code/User/mcp.json'),
  'copilot-cli': everywhere('.copilot/mcp-config.json'),
  codex: everywhere('.codex/config.toml'),
  'gemini-cli': everywhere('.gemini/settings.json'),
  antigravity: everywhere('.gemini/config/mcp_config.json'),
  zed: {
    linux: '.config/zed/settings.json',
    darwin: '.config/zed/settings.json',
    win32: 'AppData/Roaming/Zed/settings.json',
  },
  cline: everywhere('.cline/data/settings/cline_mcp_settings.json'),
  goose: {
    linux: '.config/goose/config.yaml',
    darwin: '.config/goose/config.yaml',
    win32: 'AppData/Roaming/Block/goose/config/config.yaml',
  },
  opencode: everywhere('.config/opencode/opencode.json'),
  openclaw: everywhere('.openclaw/openclaw.json'),
  'qwen-code': everywhere('.qwen/settings.json'),
  'factory-droid': everywhere('.factory/mcp.json'),
};

/** Skill roots, the one that wins first, in the same way; on Windows where they differ. */
const roots: Readonly<Record<string, readonly string[]>> = {
  'claude-desktop': [],
  cursor: ['.cursor/skills', '.claude/skills', '.codex/skills', '.grok/skills', '.agents/skills'],
  'claude-code': ['.claude/skills'],
  'devin-desktop': ['.config/devin/skills', '.agents/skills'],
  windsurf: ['.codeium/windsurf/skills', '.agents/skills'],
  vscode: ['.agents/skills', '.copilot/skills', '.claude/skills'],
  'copilot-cli': ['.copilot/skills', '.agents/skills'],
  codex: ['.agents/skills', '.codex/skills'],
  'gemini-cli': ['.agents/skills', '.gemini/skills'],
  antigravity: ['.gemini/config/skills', '.gemini/antigravity/skills', '.gemini/antigravity-cli/skills'],
  zed: ['.agents/skills'],
  cline: ['.agents/skills', '.cline/skills'],
  goose: ['.agents/skills', '.config/goose/skills', '.claude/skills', '.config/agents/skills'],
  opencode: [
    '.opencode/skills',
    '.opencode/skill',
    '.config/opencode/skills',
    '.config/opencode/skill',
    '.agents/skills',
    '.claude/skills',
  ],
  openclaw: [
    '.openclaw/workspace/skills',
    '.openclaw/workspace/.agents/skills',
    '.agents/skills',
    '.openclaw/skills',
  ],
  'qwen-code': ['.qwen/skills', '.agents/skills'],
  'factory-droid': ['.factory/skills', '.agents/skills', '.agent/skills'],
};
const rootsOnWindows: typeof roots = {
  'devin-desktop': ['AppData/Roaming/devin/skills', '.agents/skills'],
  goose: [
    '.agents/skills',
    'AppData/Roaming/Block/goose/config/skills',
    '.claude/skills',
    '.config/agents/skills',
  ],
};

function everywhere(path: string): Record<Platform, string> {
  return { linux: path, darwin: path, win32: path };
}

function inSettings(path: string): Record<Platform, string> {
  return {
    linux: `.config/${path}`,
    darwin: `Library/Application Support/${path}`,
    win32: `AppData/Roaming/${path}`,
  };
}

function whole(platform: Platform, path: string): string {
  return platform === 'win32'
    ? `${homes.win32}\\${path.replaceAll('/', '\\')}`
    : `${homes[platform]}/${path}`;
}

async function locate(
  platform: Platform,
  id: string,
  variables: Environment['variables'] = {},
): Promise<LocatedClient> {
  const home = homes[platform];
  const located = await locateClients({ platform, home, aiosHome: `${home}/.aios`, variables });
  const found = located.find(({ definition }) => definition.id === id);
  assert.ok(found);
  return found;
}

describe('Where each client keeps its files in a home without any', () => {
  it('is known here for every client of the matrix', () => {
    const ids = clientMatrix.map(({ id }) => id);
    assert.deepEqual(Object.keys(configs), ids);
    assert.deepEqual(Object.keys(roots), ids);
  });

  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    for (const [id, paths] of Object.entries(configs)) {
      it(`${id} on ${platform}`, async () => {
        const found = await locate(platform, id);
        const config = whole(platform, paths[platform]);
        assert.equal(found.configPath, config);
        assert.deepEqual(found.configPaths, [config]);
        assert.equal(found.problem, undefined);
        assert.equal(found.detected, false);
        const expected = (platform === 'win32' && rootsOnWindows[id]) || roots[id] || [];
        assert.deepEqual(
          found.skillRoots,
          expected.map((root) => whole(platform, root)),
        );
      });
    }
  }
});

describe('The variables that move clients’ files', () => {
  const moved: readonly [string, Environment['variables'], string, readonly string[]][] = [
    ['codex', { CODEX_HOME: '/srv/codex' }, '/srv/codex/config.toml', ['/srv/codex/skills']],
    ['claude-code', { CLAUDE_CONFIG_DIR: '/srv/c' }, '/srv/c/.claude.json', ['/srv/c/skills']],
    ['copilot-cli', { COPILOT_HOME: '/srv/p' }, '/srv/p/mcp-config.json', ['/srv/p/skills']],
    [
      'gemini-cli',
      { GEMINI_CLI_HOME: '/srv/g' },
      '/srv/g/.gemini/settings.json',
      ['/srv/g/.agents/skills', '/srv/g/.gemini/skills'],
    ],
    ['qwen-code', { QWEN_HOME: '/srv/q' }, '/srv/q/settings.json', ['/srv/q/skills']],
    ['openclaw', { OPENCLAW_STATE_DIR: '/srv/o' }, '/srv/o/openclaw.json', ['/srv/o/skills']],
    [
      'openclaw',
      { OPENCLAW_CONFIG_PATH: '/srv/claw.json5' },
      '/srv/claw.json5',
      ['/home/ada/.openclaw/skills'],
    ],
    ['cline', { CLINE_DATA_DIR: '/srv/d' }, '/srv/d/settings/cline_mcp_settings.json', []],
    ['cline', { CLINE_DIR: '/srv/d' }, '/srv/d/data/settings/cline_mcp_settings.json', []],
    ['cline', { CLINE_MCP_SETTINGS_PATH: '/srv/mcp.json' }, '/srv/mcp.json', []],
    [
      'goose',
      { GOOSE_PATH_ROOT: '/srv/goose' },
      '/srv/goose/config/config.yaml',
      ['/srv/goose/config/skills'],
    ],
    ['goose', { XDG_CONFIG_HOME: '/srv/x' }, '/srv/x/goose/config.yaml', ['/srv/x/goose/skills']],
    ['opencode', { XDG_CONFIG_HOME: '/srv/x' }, '/srv/x/opencode/opencode.json', ['/srv/x/opencode/skills']],
    ['zed', { XDG_CONFIG_HOME: '/srv/x' }, '/srv/x/zed/settings.json', ['/home/ada/.agents/skills']],
    ['vscode', { XDG_CONFIG_HOME: '/srv/x' }, '/srv/x/Code/User/mcp.json', ['/home/ada/.agents/skills']],
  ];

  for (const [id, variables, config, skillRoots] of moved) {
    it(`${Object.keys(variables)} moves ${id}, when it is an absolute path`, async () => {
      const found = await locate('linux', id, variables);
      assert.equal(found.configPath, config);
      for (const root of skillRoots) assert.ok(found.skillRoots.includes(root), root);
      const relative = Object.fromEntries(Object.keys(variables).map((name) => [name, 'somewhere']));
      assert.deepEqual(await locate('linux', id, relative), await locate('linux', id));
    });

    it(`${Object.keys(variables)} is said to move ${id} in its row`, () => {
      const definition = clientMatrix.find((client) => client.id === id);
      for (const name of Object.keys(variables)) assert.ok(definition?.variables.value.includes(name), name);
    });
  }
});
