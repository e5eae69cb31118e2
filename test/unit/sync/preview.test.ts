import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { neverWritten } from '../../../runtime/sync/preview.ts';
import { claudeDesktopLines } from '../../support/running-programs.ts';
import { contents, hostPlatform, makeSyncHome } from '../../support/sync-home.ts';
import { told } from '../../support/sync-told.ts';

describe('What the first sync would write', () => {
  it('is foreseen byte for byte, without anything being written', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const before = await contents(home.path);
    const { items } = await home.runtime.sync.status();
    const edits = await home.runtime.sync.preview(items);
    assert.deepEqual(await contents(home.path), before);
    assert.deepEqual([...new Set(edits.map(({ client }) => client))].sort(), [
      'claude-code',
      'claude-desktop',
      'cursor',
    ]);
    const cursor = edits.find(({ client }) => client === 'cursor');
    assert.equal(cursor?.before?.toString(), home.laid.cursor.text);
    await home.runtime.sync.sync();
    for (const { path, after } of edits)
      assert.deepEqual(await readFile(path), Buffer.from(after ?? []), path);
  });

  it('is foreseen for a client that has to be quit first', async () => {
    await using home = await makeSyncHome({ running: () => [claudeDesktopLines[hostPlatform]] });
    await home.install();
    const { items } = await home.runtime.sync.status();
    assert.ok(neverWritten(items).includes('claude-desktop'));
    const edits = await home.runtime.sync.preview(items);
    assert.ok(edits.some(({ path }) => path === home.laid.claudeDesktop.path));
  });

  it('is of the clients alone that have nothing of ours', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const clients = async (): Promise<string[]> =>
      neverWritten((await home.runtime.sync.status()).items).sort();
    assert.deepEqual(await clients(), ['claude-code', 'claude-desktop', 'cursor']);
    await home.runtime.sync.sync({ clients: ['claude-desktop'] });
    assert.deepEqual(await clients(), ['claude-code', 'cursor']);
    await home.runtime.sync.sync();
    await home.install({ version: '2.0.0' });
    assert.deepEqual(await clients(), []);
    assert.ok((await home.runtime.sync.preview((await home.runtime.sync.status()).items)).length > 0);
  });

  it('leaves out a config that cannot be edited, and nothing else', async () => {
    await using home = await makeSyncHome();
    await home.write('{ "mcpServers": [] }', home.laid.cursor.path);
    await home.install();
    const edits = await home.runtime.sync.preview((await home.runtime.sync.status()).items);
    assert.ok(edits.every(({ path }) => path !== home.laid.cursor.path));
    assert.ok(edits.some(({ path }) => path === home.laid.claudeCode.path));
  });
});

describe('A sync that leaves a client out', () => {
  it('does not touch its files, also where another client reads them', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const result = await home.runtime.sync.sync({ clients: ['cursor'], leaveOut: ['claude-code'] });
    assert.deepEqual(told(result), ['cursor server create']);
  });
});

describe('A repair of one place', () => {
  it('leaves every other place of the same skill or server alone', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    await home.write(home.laid.claudeDesktop.text, home.laid.claudeDesktop.path);
    const result = await home.runtime.sync.repair({ ids: ['aios'], paths: [home.laid.cursor.path] });
    assert.deepEqual(told(result), ['cursor server create']);
  });
});
