import assert from 'node:assert/strict';
import { createRuntime } from '../../../runtime/runtime.ts';
import { makeSyncHome } from '../../support/sync-home.ts';

describe('a server that the host offers by itself', () => {
  it('gets no entry, until another host has put one there', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const config = home.laid.cursor.path;
    const editor = createRuntime({ ...home.ports, offersServerTo: (path) => path === config });
    const entries = async (): Promise<string[]> =>
      (await home.runtime.sync.status()).items
        .filter(({ kind, observation }) => kind === 'server' && observation.kind === 'present')
        .map(({ client }) => client)
        .sort();
    try {
      assert.deepEqual((await editor.sync.sync()).errors, []);
      assert.equal(await home.read(config), home.laid.cursor.text);
      assert.deepEqual(await entries(), ['claude-code', 'claude-desktop']);
      // The terminal knows of no editor.
      await home.runtime.sync.sync();
      assert.deepEqual(await entries(), ['claude-code', 'claude-desktop', 'cursor']);
      assert.deepEqual(await editor.sync.sync(), { changes: [], errors: [] });
      assert.deepEqual(await entries(), ['claude-code', 'claude-desktop', 'cursor']);
    } finally {
      editor.dispose();
    }
  });
});
