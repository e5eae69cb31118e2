import assert from 'node:assert/strict';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { serverName, stdioEntry } from '../../../runtime/client/server-entry.ts';

function entryOf(client: string, launcher: string, platform: 'linux' | 'darwin' | 'win32'): object {
  const definition = clientMatrix.find(({ id }) => id === client);
  assert.ok(definition);
  return stdioEntry(definition, launcher, platform);
}

const launcher = '/home/ada/.aios/bin/aios-mcp';
const plain = { command: launcher, args: [] };
const gooseRest = {
  type: 'stdio',
  name: 'aios',
  description: 'Skills installed with AI OS',
  envs: {},
  enabled: true,
  timeout: 300,
};

/** Each client's entry, as its own documentation writes one. */
const entries: Readonly<Record<string, object>> = {
  'claude-desktop': plain,
  cursor: plain,
  'claude-code': { type: 'stdio', ...plain },
  'devin-desktop': plain,
  windsurf: plain,
  vscode: { type: 'stdio', ...plain },
  'copilot-cli': { type: 'stdio', ...plain, tools: ['*'] },
  codex: plain,
  'gemini-cli': plain,
  antigravity: plain,
  zed: plain,
  cline: { ...plain, disabled: false },
  goose: { ...gooseRest, cmd: launcher, args: [] },
  opencode: { type: 'local', command: [launcher], enabled: true },
  openclaw: plain,
  'qwen-code': plain,
  'factory-droid': { type: 'stdio', ...plain, disabled: false },
};

describe('The entry of our server', () => {
  it('is known here for every client', () => {
    assert.deepEqual(
      Object.keys(entries),
      clientMatrix.map(({ id }) => id),
    );
  });

  for (const [client, entry] of Object.entries(entries)) {
    it(`is for ${client} as it writes one itself`, () => {
      for (const platform of ['linux', 'darwin'] as const)
        assert.deepEqual(entryOf(client, launcher, platform), entry);
    });
  }

  it('names the shell on Windows, which starts no .cmd by itself', () => {
    const windowsLauncher = 'C:\\Users\\Ada Lovelace\\.aios\\bin\\aios-mcp.cmd';
    const start = { command: 'cmd.exe', args: ['/d', '/c', windowsLauncher] };
    const whole: Readonly<Record<string, object>> = {
      goose: { ...gooseRest, cmd: start.command, args: start.args },
      opencode: { type: 'local', command: [start.command, ...start.args], enabled: true },
    };
    for (const [client, entry] of Object.entries(entries))
      assert.deepEqual(entryOf(client, windowsLauncher, 'win32'), whole[client] ?? { ...entry, ...start });
  });

  it('has no environment: nothing in a client’s config is secret or moves', () => {
    for (const { id } of clientMatrix) {
      const entry = entryOf(id, launcher, 'linux');
      for (const [key, value] of Object.entries(entry))
        if (/env/iu.test(key)) assert.deepEqual(value, {}, `${id}: ${key}`);
    }
  });

  it('has a name that every client takes in front of a tool', () => {
    assert.match(serverName, /^[a-z][a-z0-9-]{0,15}$/u);
  });
});
