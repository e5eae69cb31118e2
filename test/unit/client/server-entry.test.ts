import assert from 'node:assert/strict';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { serverName, stdioEntry } from '../../../runtime/client/server-entry.ts';

function entryOf(client: string, launcher: string, platform: 'linux' | 'darwin' | 'win32'): object {
  const definition = clientMatrix.find(({ id }) => id === client);
  assert.ok(definition);
  return stdioEntry(definition, launcher, platform);
}

describe('The entry of our server', () => {
  const launcher = '/home/ada/.aios/bin/aios-mcp';

  it('is the launcher and no arguments', () => {
    for (const platform of ['linux', 'darwin'] as const)
      for (const client of ['claude-desktop', 'cursor'])
        assert.deepEqual(entryOf(client, launcher, platform), { command: launcher, args: [] });
  });

  it('has a type where the client writes one', () => {
    assert.deepEqual(entryOf('claude-code', launcher, 'linux'), {
      type: 'stdio',
      command: launcher,
      args: [],
    });
  });

  it('names the shell on Windows, which starts no .cmd by itself', () => {
    const windowsLauncher = 'C:\\Users\\Ada Lovelace\\.aios\\bin\\aios-mcp.cmd';
    assert.deepEqual(entryOf('cursor', windowsLauncher, 'win32'), {
      command: 'cmd.exe',
      args: ['/d', '/c', windowsLauncher],
    });
    assert.deepEqual(entryOf('claude-code', windowsLauncher, 'win32'), {
      type: 'stdio',
      command: 'cmd.exe',
      args: ['/d', '/c', windowsLauncher],
    });
  });

  it('has no environment: nothing in a client’s config is secret or moves', () => {
    for (const { id } of clientMatrix)
      assert.deepEqual(
        Object.keys(entryOf(id, launcher, 'linux')).filter(
          (key) => !['type', 'command', 'args'].includes(key),
        ),
        [],
      );
  });

  it('has a name that every client takes in front of a tool', () => {
    assert.match(serverName, /^[a-z][a-z0-9-]{0,15}$/u);
  });
});
