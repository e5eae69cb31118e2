import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { serverBundle } from '../support/mcp-home.ts';

const mostBytes = 800_000;

describe('aios-mcp as it ships', () => {
  it('is two files of 800 KB together', async () => {
    const folder = dirname(serverBundle);
    const [, version, rest = ''] =
      /^\/\/ aios-mcp (\S+) (\S+)\n/u.exec(await readFile(serverBundle, 'utf8')) ?? [];
    assert.ok(version !== undefined);
    const names = (await readdir(folder)).filter((name) => /^aios-mcp.*\.cjs$/u.test(name));
    assert.deepEqual(names.sort(), [rest, 'aios-mcp.cjs'].sort());
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes <= mostBytes, `${bytes} bytes`);
  });
});
