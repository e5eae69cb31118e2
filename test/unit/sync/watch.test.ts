import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { FileWatcher } from '../../../runtime/ports.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { makeSyncHome } from '../../support/sync-home.ts';
import { askew } from '../../support/sync-told.ts';

/** A watcher that sees only what it is told. */
class FakeWatcher implements FileWatcher {
  readonly watching = new Map<symbol, { files: readonly string[]; onEvent: () => void }>();

  watch(files: readonly string[], onEvent: () => void): { dispose(): void } {
    const key = Symbol();
    this.watching.set(key, { files, onEvent });
    return { dispose: () => void this.watching.delete(key) };
  }

  get files(): readonly string[] {
    return [...this.watching.values()].flatMap(({ files }) => files);
  }

  report(): void {
    for (const { onEvent } of this.watching.values()) onEvent();
  }
}

describe('The drift watch', () => {
  it('watches every client’s config, our copies, the registry and the ledger', async () => {
    const watcher = new FakeWatcher();
    await using home = await makeSyncHome({ watcher });
    await home.install();
    await home.runtime.sync.sync();
    await home.runtime.driftWatch.look();
    assert.deepEqual(
      [...watcher.files].sort(),
      [
        ...Object.values(home.laid.configs).map(({ path }) => path),
        home.at('.claude', 'skills', 'meeting-notes'),
        home.at('.claude', 'skills', 'meeting-notes', 'SKILL.md'),
        home.at('.aios', 'registry', 'index.json'),
        home.at('.aios', 'state', 'sync_state.json'),
      ].sort(),
    );
  });

  it('tells of an entry that is gone as soon as the watcher reports', async () => {
    const watcher = new FakeWatcher();
    await using home = await makeSyncHome({ watcher });
    await home.install();
    await home.runtime.sync.sync();
    await home.runtime.driftWatch.look();
    const events = new EventEmitter<{ status: [SyncStatus] }>();
    home.runtime.driftWatch.onStatus((status) => events.emit('status', status));
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    const told = once(events, 'status') as Promise<[SyncStatus]>;
    watcher.report();
    assert.deepEqual(askew((await told)[0]), ['cursor server missing']);
  });

  it('goes on telling the others when one listener throws', async () => {
    await using home = await makeSyncHome();
    const heard: string[] = [];
    home.runtime.driftWatch.onStatus(() => {
      throw new Error('This one is broken.');
    });
    home.runtime.driftWatch.onStatus(() => heard.push('second'));
    await home.runtime.driftWatch.look();
    assert.deepEqual(heard, ['second']);
    assert.ok(home.logged.some((line) => line.includes('This one is broken.')));
  });

  it('says in the log that it cannot look, and looks again later', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const ledger = await home.read('.aios', 'state', 'sync_state.json');
    await home.write('{', '.aios', 'state', 'sync_state.json');
    let looks = 0;
    home.runtime.driftWatch.onStatus(() => {
      looks += 1;
    });
    await home.runtime.driftWatch.look();
    assert.equal(looks, 0);
    assert.ok(home.logged.some((line) => line.startsWith('error: ') && line.includes('is damaged')));
    await home.write(ledger, '.aios', 'state', 'sync_state.json');
    await home.runtime.driftWatch.look();
    assert.equal(looks, 1);
  });

  it('watches nothing and tells nobody once it is disposed, also in the middle of a look', async () => {
    const watcher = new FakeWatcher();
    await using home = await makeSyncHome({ watcher });
    await home.install();
    const { driftWatch } = home.runtime;
    let told = 0;
    driftWatch.onStatus(() => {
      told += 1;
    });
    const look = driftWatch.look();
    driftWatch.dispose();
    await look;
    driftWatch.request();
    assert.equal(watcher.watching.size, 0);
    assert.equal(told, 0);
  });

  it('follows a copy to where it goes next', async () => {
    const watcher = new FakeWatcher();
    await using home = await makeSyncHome({ watcher });
    await home.install();
    await home.runtime.sync.sync();
    await home.runtime.driftWatch.look();
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    await home.runtime.driftWatch.look();
    assert.equal(new Set(watcher.files).size, watcher.files.length);
    assert.deepEqual(
      watcher.files.filter((file) => file.includes('meeting-notes')),
      [],
    );
  });
});
