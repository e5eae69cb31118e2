import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { AutoRepair } from '../../../../extension/features/clients/drift/auto-repair.ts';
import {
  chooseMending,
  isFoughtOver,
  mendingsWithinMs,
  mostMendings,
} from '../../../../extension/features/clients/drift/choose-mending.ts';
import { driftToTell } from '../../../../extension/features/clients/drift/told-drift.ts';
import { createRuntime, type Runtime } from '../../../../runtime/runtime.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import { makeSyncHome, type SyncHome, type SyncHomeOptions } from '../../../support/sync-home.ts';

const copy = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];

async function delivered(options: SyncHomeOptions = {}): Promise<SyncHome> {
  const home = await makeSyncHome(options);
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

/** What `undo` can take back. */
async function snapshotNames(home: SyncHome): Promise<string[]> {
  return readdir(home.at('.aios', 'state', 'snapshots'));
}

function words(items: readonly PlannedItem[]): string[] {
  return items.map(({ client, kind, state }) => `${client} ${kind} ${state}`);
}

async function chosen({ runtime }: SyncHome): Promise<string[]> {
  return words(chooseMending(await runtime.sync.status()));
}

/** Cursor's config as it was before anything was delivered to it. */
async function emptyCursor(home: SyncHome): Promise<void> {
  await home.write(home.laid.cursor.text, home.laid.cursor.path);
}

/** An editor's window on a home, with a clock that stands still unless it is moved. */
class Window {
  isWanted = true;
  now = 0;
  /** What each status left to be told of, without what nobody is told of. */
  readonly told: string[][] = [];
  readonly said: string[] = [];
  repairs = 0;
  readonly repair: AutoRepair;
  private readonly home: SyncHome;

  constructor(
    home: SyncHome,
    { failure, runtime = home.runtime }: { readonly failure?: Error; readonly runtime?: Runtime } = {},
  ) {
    this.home = home;
    const { sync } = runtime;
    this.repair = new AutoRepair({
      sync: {
        undo: (options) => sync.undo(options),
        repair: async (options) => {
          this.repairs += 1;
          if (failure !== undefined) throw failure;
          return sync.repair(options);
        },
      },
      look: async () => {
        void this.repair.update(await sync.status());
      },
      isWanted: () => this.isWanted,
      now: () => this.now,
      log: home.ports.log,
      tell: ({ items }) => this.told.push(words(driftToTell(items).map(({ item }) => item))),
      say: (clients) => this.said.push(...clients),
    });
  }

  async look(): Promise<void> {
    await this.repair.update(await this.home.runtime.sync.status());
  }
}

describe('A place that is fought over', () => {
  it('is one that was mended three times within ten minutes', () => {
    assert.equal(mostMendings, 3);
    assert.equal(mendingsWithinMs, 600_000);
    assert.equal(isFoughtOver([], 0), false);
    assert.equal(isFoughtOver([0, 1000], 2000), false);
    assert.equal(isFoughtOver([0, 1000, 2000], 599_999), true);
    assert.equal(isFoughtOver([0, 1000, 2000], 600_000), false);
    assert.equal(isFoughtOver([0, 1000, 2000, 3000], 600_000), true);
  });
});

describe('What is mended unasked', () => {
  it('is what was delivered and is gone or outdated', async () => {
    await using home = await delivered();
    assert.deepEqual(await chosen(home), []);
    await emptyCursor(home);
    assert.deepEqual(await chosen(home), ['cursor server missing']);
    await home.install({ version: '2.0.0' });
    assert.deepEqual(await chosen(home), ['cursor server missing', 'claude-code skill source-moved']);
  });

  it('is never a first write', async () => {
    await using home = await makeSyncHome();
    await home.install();
    assert.ok((await home.runtime.sync.status()).items.some(({ state }) => state === 'not-delivered'));
    assert.deepEqual(await chosen(home), []);
  });

  it('is not what somebody edited', async () => {
    await using home = await delivered();
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    assert.deepEqual(await chosen(home), []);
  });

  it('is nothing of a client that is to be left alone, and nothing that is to be taken away', async () => {
    await using home = await delivered();
    await emptyCursor(home);
    await home.runtime.sync.leaveAlone('cursor', true);
    await home.runtime.registry.remove('meeting-notes');
    assert.ok((await home.runtime.sync.status()).items.some(({ drifted, safe }) => drifted && safe));
    assert.deepEqual(await chosen(home), []);
  });

  it('is nothing that waits for its client to be quit', async () => {
    await using home = await delivered();
    await emptyCursor(home);
    const status = await home.runtime.sync.status();
    const items = status.items.map((item): PlannedItem => ({ ...item, action: 'waiting' }));
    assert.deepEqual(chooseMending({ ...status, items }), []);
  });
});

describe('Mending unasked', () => {
  it('puts back what is missing, says so quietly, and tells of the rest alone', async () => {
    await using home = await delivered();
    const window = new Window(home);
    const entry = await home.read(home.laid.cursor.path);
    await emptyCursor(home);
    const edited = `${await home.read(...copy)}Mine.\n`;
    await home.write(edited, ...copy);
    await window.look();
    assert.equal(await home.read(home.laid.cursor.path), entry);
    assert.equal(await home.read(...copy), edited);
    assert.deepEqual(window.told, [['claude-code skill edited'], ['claude-code skill edited']]);
    assert.deepEqual(window.said, ['Cursor']);
    assert.ok(
      home.logged.some((line) => /^info: Cursor: its entry for AI OS was missing and is/u.test(line)),
    );
  });

  it('does nothing unless it is wanted, and tells of everything', async () => {
    await using home = await delivered();
    const window = new Window(home);
    window.isWanted = false;
    await emptyCursor(home);
    await window.look();
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    assert.deepEqual(window.told, [['cursor server missing']]);
    assert.equal(window.repairs, 0);
  });

  it('leaves a place that it mended three times in ten minutes to the person, until those are over', async () => {
    await using home = await delivered();
    const window = new Window(home);
    for (let times = 0; times < mostMendings; times += 1) {
      await emptyCursor(home);
      await window.look();
      assert.notEqual(await home.read(home.laid.cursor.path), home.laid.cursor.text);
      assert.deepEqual(window.told.flat(), []);
      window.now += 1000;
    }
    await emptyCursor(home);
    await window.look();
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    assert.deepEqual(window.told.at(-1), ['cursor server missing']);
    assert.equal(window.repairs, mostMendings);
    window.now = mendingsWithinMs;
    await window.look();
    assert.notEqual(await home.read(home.laid.cursor.path), home.laid.cursor.text);
  });

  it('does not put back what an undo just took away', async () => {
    await using home = await delivered();
    const window = new Window(home);
    await emptyCursor(home);
    await window.look();
    await home.runtime.sync.undo();
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    await window.look();
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
    assert.deepEqual(window.told.at(-1), ['cursor server missing']);
  });

  it('tells of what it failed to mend, and does not try again soon', async () => {
    await using home = await delivered();
    const window = new Window(home, { failure: new Error('The disk is full.') });
    await emptyCursor(home);
    await window.look();
    assert.deepEqual(window.told, [[], ['cursor server missing']]);
    assert.deepEqual(window.said, []);
    assert.ok(home.logged.some((line) => /^error: .*The disk is full\./u.test(line)));
    await window.look();
    assert.equal(window.repairs, 1);
  });

  it('does one repair at a time, and looks at what came meanwhile after it', async () => {
    await using home = await delivered();
    const window = new Window(home);
    await emptyCursor(home);
    const status = await home.runtime.sync.status();
    await Promise.all([window.repair.update(status), window.repair.update(status)]);
    assert.equal(window.repairs, 1);
    assert.deepEqual(window.told.at(-1), []);
    assert.deepEqual(window.said, ['Cursor']);
  });

  it('is done by one of two windows that find the same, and said there alone', async () => {
    await using home = await delivered();
    const windows = [new Window(home), new Window(home, { runtime: createRuntime(home.ports) })] as const;
    const entry = await home.read(home.laid.cursor.path);
    const before = await snapshotNames(home);
    await emptyCursor(home);
    const status = await home.runtime.sync.status();
    await Promise.all(windows.map(({ repair }) => repair.update(status)));
    assert.equal(await home.read(home.laid.cursor.path), entry);
    assert.deepEqual(
      windows.flatMap(({ said }) => said),
      ['Cursor'],
    );
    assert.deepEqual(
      windows.flatMap(({ told }) => told.flat()),
      [],
    );
    assert.equal((await snapshotNames(home)).length, before.length + 1);
    assert.equal(home.logged.filter((line) => line.includes('was missing and is mended')).length, 1);
  });
});
