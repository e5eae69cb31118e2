import assert from 'node:assert/strict';
import type { JsonValue } from '../../../runtime/client/formats/config-format.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { stdioEntry } from '../../../runtime/client/server-entry.ts';
import { startsOurServer } from '../../../runtime/client/starts-our-server.ts';
import type { Environment } from '../../../runtime/ports.ts';

const linux: Environment = {
  platform: 'linux',
  home: '/home/ada',
  aiosHome: '/home/ada/.aios',
  variables: {},
};
const launcher = '/home/ada/.aios/bin/aios-mcp';
const windows: Environment = {
  platform: 'win32',
  home: 'C:\\Users\\Ada',
  aiosHome: 'C:\\Users\\Ada\\.aios',
  variables: {},
};
const windowsLauncher = 'C:\\Users\\Ada\\.aios\\bin\\aios-mcp.cmd';

describe('An entry of a server', () => {
  it('is known for ours as every client writes it', () => {
    for (const definition of clientMatrix) {
      const entry = stdioEntry(definition, launcher, 'linux') as JsonValue;
      assert.ok(startsOurServer(entry, launcher, linux), definition.id);
      const onWindows = stdioEntry(definition, windowsLauncher, 'win32') as JsonValue;
      assert.ok(startsOurServer(onWindows, windowsLauncher, windows), definition.id);
    }
  });

  const ours: Readonly<Record<string, JsonValue>> = {
    'the home as a tilde': { command: '~/.aios/bin/aios-mcp' },
    'the home as a variable of the shell': { command: 'sh', args: ['-c', 'exec "$HOME/.aios/bin/aios-mcp"'] },
    'the home as a variable of the client': { command: '${env:HOME}/.aios/bin/aios-mcp', args: [] },
    'a shell in front': { command: 'bash', args: ['-lc', 'exec /home/ada/.aios/bin/aios-mcp'] },
    'a path that goes round': { command: '/home/ada/../ada/.aios//bin/aios-mcp' },
    'a command that is an object': { command: { path: '/home/ada/.aios/bin/aios-mcp', args: [] } },
  };
  for (const [name, entry] of Object.entries(ours))
    it(`is known for ours with ${name}`, () => assert.ok(startsOurServer(entry, launcher, linux)));

  const others: Readonly<Record<string, JsonValue>> = {
    'another program': { command: 'npx', args: ['-y', 'aios-mcp'] },
    'a program whose name only begins like ours': { command: '/home/ada/.aios/bin/aios-mcp-proxy' },
    'ours named in its environment only': { command: 'mine', env: { LAUNCHER: launcher } },
    'a launcher in another home': { command: '/home/grace/.aios/bin/aios-mcp' },
    'an address': { url: 'http://127.0.0.1/home/ada/.aios/bin/aios-mcp' },
    'no object': 'aios',
  };
  for (const [name, entry] of Object.entries(others))
    it(`is not ours with ${name}`, () => assert.ok(!startsOurServer(entry, launcher, linux)));

  it('is known for ours on Windows whatever the case and the slashes', () => {
    const entry = { command: 'cmd.exe', args: ['/c', 'c:/users/ada/.aios/BIN/aios-mcp.cmd'] };
    assert.ok(startsOurServer(entry, windowsLauncher, windows));
    const spelled = { command: '%USERPROFILE%\\.aios\\bin\\aios-mcp.cmd' };
    assert.ok(startsOurServer(spelled, windowsLauncher, windows));
  });
});
