import assert from 'node:assert/strict';
import { createRuntime } from '../../../runtime/runtime.ts';
import { clientState } from '../../../runtime/sync/client-state.ts';
import { pathsBehind } from '../../../runtime/sync/fingerprint.ts';
import { offerLastsMs } from '../../../runtime/sync/offers.ts';
import { makeSyncHome } from '../../support/sync-home.ts';
import { told } from '../../support/sync-told.ts';

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

  it('gets no entry from any other host while its editor was offered it lately, and one thing is said of it', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const { sync } = home.runtime;
    const { path, text } = home.laid.cursor;
    await sync.noteOffer('cursor', path, true);
    for (const result of [await sync.sync(), await sync.sync({ clients: ['cursor'] }), await sync.repair()])
      assert.deepEqual(
        result.changes.filter((change) => change.path === path),
        [],
      );
    assert.equal(await home.read(path), text);
    const status = await sync.status();
    assert.equal(clientState(status, 'cursor', true), 'in-sync');
    assert.ok(!status.items.some((item) => item.path === path));
    assert.deepEqual(
      (await sync.offers(status)).map(({ client }) => client),
      ['cursor'],
    );
    // Another editor’s config is none of it.
    assert.ok(status.items.some(({ kind, client }) => kind === 'server' && client === 'claude-code'));
  });

  it('gets an entry where the person names its client', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const { sync } = home.runtime;
    const { path } = home.laid.cursor;
    await sync.noteOffer('cursor', path, true);
    assert.ok(
      told(await sync.sync({ clients: ['cursor'], despiteOffers: true })).includes('cursor server create'),
    );
    // From then on it is a place like any other, for every host.
    await home.write(home.laid.cursor.text, path);
    assert.ok(told(await sync.repair()).includes('cursor server create'));
  });

  it('gets an entry again once the last offer is too old, and the offer is told of no longer', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const { path } = home.laid.cursor;
    await home.runtime.sync.noteOffer('cursor', path, true);
    const late = new Date(home.ports.clock.now().getTime() + offerLastsMs);
    const later = createRuntime({ ...home.ports, clock: { now: () => late } });
    try {
      const status = await later.sync.status();
      assert.deepEqual(await later.sync.offers(status), []);
      assert.equal(clientState(status, 'cursor'), 'not-delivered');
      assert.ok(told(await later.sync.sync()).includes('cursor server create'));
    } finally {
      later.dispose();
    }
  });

  it('is noticed by a watch in another editor, when it is offered and when that is taken back', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const { sync } = home.runtime;
    const { path } = home.laid.cursor;
    const paths = pathsBehind(await sync.status(), home.runtime.home);
    const marks: string[] = [];
    for (const isOffered of [undefined, true, false]) {
      if (isOffered !== undefined) await sync.noteOffer('cursor', path, isOffered);
      marks.push(await sync.fingerprint(paths));
    }
    assert.equal(new Set(marks).size, 3);
  });
});
