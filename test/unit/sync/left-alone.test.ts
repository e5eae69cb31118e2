import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { clientState } from '../../../runtime/sync/client-state.ts';
import { pathsBehind } from '../../../runtime/sync/fingerprint.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { contents, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { told } from '../../support/sync-told.ts';

async function stateOf({ runtime }: SyncHome, id: string): Promise<string> {
  return clientState(await runtime.sync.status(), id);
}

describe('A client that is left alone', () => {
  let home: SyncHome;
  beforeEach(async () => {
    home = await makeSyncHome();
    await home.install();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it('gets nothing by a sync, a repair or an adoption, and the others get theirs', async () => {
    const { sync } = home.runtime;
    await sync.leaveAlone('cursor', true);
    for (const result of [await sync.sync(), await sync.repair(), await sync.repair({ edited: 'adopt' })])
      assert.deepEqual(
        result.changes.filter(({ client }) => client === 'cursor'),
        [],
      );
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    assert.equal(await stateOf(home, 'cursor'), 'left-alone');
    assert.equal(await stateOf(home, 'claude-code'), 'in-sync');
  });

  it('is as it was before we came after the next sync, where something had been delivered', async () => {
    const { sync } = home.runtime;
    await sync.sync();
    const aios = ['.aios', 'skill-source'];
    const delivered = await contents(home.path, aios);
    await sync.leaveAlone('cursor', true);
    assert.deepEqual(await contents(home.path, aios), delivered, 'saying so writes to no client');
    const places = (await sync.status()).items.filter(({ client }) => client === 'cursor');
    assert.deepEqual([...new Set(places.map(({ state }) => state))], ['not-wanted']);
    await sync.sync();
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    assert.equal(await stateOf(home, 'cursor'), 'left-alone');
    await sync.undo();
    assert.deepEqual(await contents(home.path, aios), delivered);
  });

  it('loses what is ours there, and nothing else is done, by a sync that is limited to it', async () => {
    const { sync } = home.runtime;
    await sync.sync({ clients: ['cursor', 'claude-code'] });
    const aios = ['.aios', 'skill-source'];
    const delivered = await contents(home.path, aios);
    await sync.leaveAlone('cursor', true);
    assert.deepEqual(told(await sync.takeAway('cursor', { dryRun: true })), ['cursor server remove']);
    assert.deepEqual(told(await sync.takeAway('cursor')), ['cursor server remove']);
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    assert.equal(await stateOf(home, 'cursor'), 'left-alone');
    assert.equal(await stateOf(home, 'claude-desktop'), 'not-delivered', 'it is no sync for the others');
    await sync.undo();
    assert.deepEqual(await contents(home.path, aios), delivered);
  });

  it('and was read by others too leaves them what they read', async () => {
    const { sync } = home.runtime;
    await sync.sync();
    await sync.leaveAlone('claude-code', true);
    assert.deepEqual(told(await sync.takeAway('claude-code')).sort(), [
      'claude-code server remove',
      'claude-code skill remove',
      'cursor skill create',
    ]);
    assert.equal(await stateOf(home, 'cursor'), 'in-sync');
    assert.equal(await stateOf(home, 'claude-code'), 'left-alone');
  });

  it('with ours taken out of it on purpose is no drift any more', async () => {
    const { sync } = home.runtime;
    await sync.sync();
    const { path, text } = home.laid.cursor;
    await home.write(text, path);
    assert.equal(await stateOf(home, 'cursor'), 'drifted');
    await sync.leaveAlone('cursor', true);
    assert.deepEqual(told(await sync.takeAway('cursor')), ['cursor server forget']);
    assert.equal(await stateOf(home, 'cursor'), 'left-alone');
    assert.ok(!(await sync.status()).items.some(({ drifted }) => drifted));
    assert.equal(await home.read(path), text);
  });

  it('is delivered to when it is named, and from then on', async () => {
    const { sync } = home.runtime;
    await sync.leaveAlone('cursor', true);
    await sync.leaveAlone('claude-code', true);
    await sync.sync({ clients: ['cursor'], dryRun: true });
    assert.equal(await stateOf(home, 'cursor'), 'left-alone');
    await sync.sync({ clients: ['cursor'] });
    assert.deepEqual(
      [await stateOf(home, 'cursor'), await stateOf(home, 'claude-code')],
      ['in-sync', 'left-alone'],
    );
    await sync.leaveAlone('claude-code', false);
    assert.equal(await stateOf(home, 'claude-code'), 'not-delivered');
  });

  it('is remembered in a private file, for every host', async () => {
    const { sync, home: ours } = home.runtime;
    await sync.leaveAlone('zed', true);
    await sync.leaveAlone('cursor', true);
    await sync.leaveAlone('cursor', true);
    assert.deepEqual(JSON.parse(await readFile(ours.leftAlone, 'utf8')), {
      format: 1,
      clients: ['cursor', 'zed'],
    });
    if (process.platform !== 'win32') assert.equal((await stat(ours.leftAlone)).mode & 0o777, 0o600);
  });

  it('is never written to for its file is damaged: nothing is', async () => {
    await home.runtime.sync.leaveAlone('cursor', true);
    for (const text of ['{"clients":["cur', '[]', 'null', '{"clients":"cursor"}', '{"clients":[1]}']) {
      await home.write(text, home.runtime.home.leftAlone);
      await rejectsWith(home.runtime.sync.sync(), 'left_alone_unreadable');
    }
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
  });

  it('is noticed by a watch without anything else having changed', async () => {
    const { sync } = home.runtime;
    const paths = pathsBehind(await sync.status(), home.runtime.home);
    const before = await sync.fingerprint(paths);
    assert.equal(await sync.fingerprint(paths), before);
    await sync.leaveAlone('cursor', true);
    assert.notEqual(await sync.fingerprint(paths), before);
  });
});
