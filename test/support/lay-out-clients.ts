import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LaidOutFile, type LayoutOptions, type LayoutPlatform, layOutHome } from './lay-out-home.ts';

/** A client's config as it was laid out, and how to read it without our editors. */
export interface LaidOutConfig extends LaidOutFile {
  readonly format: 'json' | 'javascript' | 'toml' | 'yaml';
  /** Keys that lead to its servers. */
  readonly keys: readonly string[];
}

type Row = Omit<LaidOutConfig, 'path'> & { readonly at: Readonly<Record<LayoutPlatform, string>> };

/**
 * Makes a home as a person has it who tried every client there is: each with a server, settings and, where the format
 * has them, comments of their own.
 *
 * @param home absolute; made when it is missing
 * @returns the configs by client id, in the order in which clients are told of
 */
export async function layOutAllClients(
  home: string,
  options: LayoutOptions = {},
): Promise<Readonly<Record<string, LaidOutConfig>>> {
  const { platform = 'linux' } = options;
  const { configs: first } = await layOutHome(home, options);
  const plain = { format: 'json', keys: ['mcpServers'] } as const;
  const configs: Record<string, LaidOutConfig> = {
    'claude-desktop': { ...first['claude-desktop'], ...plain },
    cursor: { ...first.cursor, ...plain, format: 'javascript' },
    'claude-code': { ...first['claude-code'], ...plain },
  };
  for (const [id, { at, ...config }] of Object.entries(rows)) {
    const path = join(home, ...at[platform].split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, config.text);
    configs[id] = { path, ...config };
  }
  return configs;
}

function everywhere(path: string): Record<LayoutPlatform, string> {
  return { linux: path, darwin: path, win32: path };
}

/** Strict JSON, as a program writes it. */
function programmed(path: string, rest: object = {}): Row {
  const mcpServers = { notes: { command: 'notes-mcp', args: ['--read-only'] } };
  return {
    at: everywhere(path),
    text: JSON.stringify({ ...rest, mcpServers }, undefined, 2),
    format: 'json',
    keys: ['mcpServers'],
  };
}

/** JSON with what people put into it by hand. */
function commented(at: Row['at'], key: string, before: string): Row {
  return {
    at,
    text: `// Mine; do not sort.
{
    ${before}
    "${key}": {
        /* Needs the VPN. */
        "notes": { "command": "notes-mcp", "args": [ "--read-only" ], }, // of Grace's
    },
    "sequence": 9007199254740993, "ratio": 1.0,
}
`,
    format: 'javascript',
    keys: [key],
  };
}

const vscodeUser: Row['at'] = {
  linux: '.config/Code/User/mcp.json',
  darwin: 'Library/Application Support/Code/User/mcp.json',
  win32: 'AppData/Roaming/Code/User/mcp.json',
};
const devin: Row['at'] = {
  linux: '.config/devin/mcp_config.json',
  darwin: '.config/devin/mcp_config.json',
  win32: 'AppData/Roaming/devin/mcp_config.json',
};
const zed: Row['at'] = {
  linux: '.config/zed/settings.json',
  darwin: '.config/zed/settings.json',
  win32: 'AppData/Roaming/Zed/settings.json',
};
const goose: Row['at'] = {
  linux: '.config/goose/config.yaml',
  darwin: '.config/goose/config.yaml',
  win32: 'AppData/Roaming/Block/goose/config/config.yaml',
};

const codexText = `# How I work.
model = "gpt-5.5-codex"
approval_policy = 'on-request' # asks first

[mcp_servers.notes]
command = "notes-mcp"
args = [
  "--read-only", # never writes
]
startup_timeout_sec = 1e1

[projects."/home/ada/projects/shop"]
trust_level = "trusted"
`;

const gooseText = `# Set up with goose configure
GOOSE_PROVIDER: anthropic
GOOSE_MODEL: 'claude-sonnet-5'
extensions:
  developer:
    bundled: true
    enabled: true   # shell and editor
    name: developer
    timeout: 300
    type: builtin
  notes:
    type: stdio
    cmd: notes-mcp
    args: [--read-only]
    envs: {}
    enabled: false
    name: notes
GOOSE_MODE: smart_approve
`;

const openClawText = `// My gateway.
{
  gateway: { port: 18789, bind: 'loopback' },
  agents: { defaults: { workspace: '~/.openclaw/workspace', } },
  mcp: {
    servers: {
      notes: { command: 'notes-mcp', args: ['--read-only'] }, // of Grace's
    },
  },
  mask: 0xFF,
}
`;

const opencodeText = `{
  "$schema": "https://opencode.ai/config.json",
  // one model for all
  "model": "anthropic/claude-sonnet-5",
  "mcp": {
    "notes": { "type": "local", "command": ["notes-mcp", "--read-only"], "enabled": false }
  }
}
`;

const rows: Readonly<Record<string, Row>> = {
  'devin-desktop': commented(devin, 'mcpServers', '"version": 1,'),
  windsurf: programmed('.codeium/windsurf/mcp_config.json'),
  vscode: commented(
    vscodeUser,
    'servers',
    '"inputs": [ { "type": "promptString", "id": "key", "password": true } ],',
  ),
  'copilot-cli': programmed('.copilot/mcp-config.json'),
  codex: { at: everywhere('.codex/config.toml'), text: codexText, format: 'toml', keys: ['mcp_servers'] },
  'gemini-cli': commented(
    everywhere('.gemini/settings.json'),
    'mcpServers',
    '"theme": "GitHub", "selectedAuthType": "oauth-personal",',
  ),
  antigravity: programmed('.gemini/config/mcp_config.json'),
  zed: commented(zed, 'context_servers', '"vim_mode": true, "theme": "One Dark",'),
  cline: programmed('.cline/data/settings/cline_mcp_settings.json'),
  goose: { at: goose, text: gooseText, format: 'yaml', keys: ['extensions'] },
  opencode: {
    at: everywhere('.config/opencode/opencode.jsonc'),
    text: opencodeText,
    format: 'javascript',
    keys: ['mcp'],
  },
  openclaw: {
    at: everywhere('.openclaw/openclaw.json'),
    text: openClawText,
    format: 'javascript',
    keys: ['mcp', 'servers'],
  },
  'qwen-code': programmed('.qwen/settings.json', { $version: 4, tools: { sandbox: false } }),
  'factory-droid': programmed('.factory/mcp.json'),
};
