import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasServerEntry } from '../../../runtime/client/has-server-entry.ts';
import { makeHome } from '../../support/run-cli.ts';

describe("a client's own config", () => {
  it('has the server when somebody put it there, and not when it cannot be read', async () => {
    await using home = await makeHome();
    const path = join(home.path, 'mcp.json');
    assert.equal(await hasServerEntry('vscode', path), false);
    for (const [text, isThere] of [
      ['', false],
      ['{"servers":{"other":{}}}', false],
      ['{"mcpServers":{"aios":{}}}', false],
      ['// mine\n{"servers":{"aios":{"command":"x",},},}', true],
      ['{"servers":{"aios":', false],
    ] as const) {
      await writeFile(path, text);
      assert.equal(await hasServerEntry('vscode', path), isThere, text);
    }
  });
});
