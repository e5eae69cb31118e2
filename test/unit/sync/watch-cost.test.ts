import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { aiosHome } from '../../../runtime/aios-home.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { DriftWatch } from '../../../runtime/sync/watch.ts';
import { countFileCalls } from '../../support/count-file-calls.ts';
import { FolderWatcher } from '../../support/folder-watcher.ts';
import { ManualTimers } from '../../support/manual-timers.ts';
import { claudeDesktopLines } from '../../support/running-programs.ts';
import { hostPlatform, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew } from '../../support/sync-told.ts';

const minute = 60_000;
const copy = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];
const oldTime = new Date(Date.UTC(2026, 0, 1));

/** A watch over a home to which a skill was delivered, whose time passes by hand and whose scans are counted. */
class WatchedHome implements AsyncDisposable {
  readonly home: SyncHome;
  readonly timers = new ManualTimers();
  readonly watcher = new FolderWatcher();
  readonly watch: DriftWatch;
  readonly scans: SyncStatus[] = [];
  /** What is done once in the middle of the next scan, after it has looked. */
  duringScan: (() => Promise<void>) | undefined;
  /** How many scans were begun. */
  begun = 0;
  private looks: Promise<string>[] = [];

  private constructor(home: SyncHome) {
    this.home = home;
    const { sync } = home.runtime;
    this.watch = new DriftWatch({
      sync: {
        fingerprint: (paths) => {
          const look = sync.fingerprint(paths);
          this.looks.push(look);
          return look;
        },
        status: async () => {
          this.begun += 1;
          const status = await sync.status();
          const work = this.duringScan;
          this.duringScan = undefined;
          await work?.();
          this.scans.push(status);
          return status;
        },
      },
      home: aiosHome(home.aios),
      log: home.ports.log,
      watcher: this.watcher,
      timers: this.timers,
    });
  }

  /** @param options see `makeSyncHome` */
  static async make(options: Parameters<typeof makeSyncHome>[0] = {}): Promise<WatchedHome> {
    const home = await makeSyncHome(options);
    await home.install();
    await mkdir(home.at('.cursor', 'skills', 'meeting-notes'), { recursive: true });
    await home.runtime.sync.sync();
    // A time without fractions, which can be set again exactly.
    await utimes(home.at(...copy), oldTime, oldTime);
    return new WatchedHome(home);
  }

  /** Starts, and lets the first looks pass: the second one knows what the first one found to rest on. */
  async startAndSettle(): Promise<void> {
    this.watch.start();
    this.timers.advance(1000);
    await this.watch.look();
    await this.watch.look();
    // The looks that follow new watchers.
    this.timers.advance(10_000);
    await this.watch.look();
    this.scans.length = 0;
  }

  /** Lets the time pass until a look, and that look end. @returns how many scans came of it */
  async scansAfter(milliseconds: number): Promise<number> {
    const earlier = this.scans.length;
    this.looks = [];
    this.timers.advance(milliseconds);
    // The look a minute waits, as every other, whether more comes.
    this.timers.advance(150);
    assert.ok(this.looks.length > 0, 'no look');
    // A scan that is asked for comes after a look under way and whatever that leads to.
    await this.watch.look();
    const scans = this.scans.length - earlier - 1;
    this.scans.length = earlier + scans;
    return scans;
  }

  /** Lets a minute pass, and its look end. A scan that comes of it is begun then. */
  async lookOfAMinute(): Promise<void> {
    this.looks = [];
    this.timers.advance(minute);
    this.timers.advance(150);
    await Promise.all(this.looks);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watch.dispose();
    await this.home[Symbol.asyncDispose]();
  }
}

/** How many folders this process has the kernel watch, on Linux. */
async function watchedFolders(): Promise<number> {
  let count = 0;
  for (const descriptor of await readdir('/proc/self/fdinfo')) {
    const text = await readFile(join('/proc/self/fdinfo', descriptor), 'utf8').catch(() => '');
    count += text.match(/^inotify wd:/gmu)?.length ?? 0;
  }
  return count;
}

/** Skills of the person's own with many files: a hundred folders of a hundred files. */
async function writeTenThousandFiles(root: string): Promise<void> {
  await Promise.all(
    Array.from({ length: 100 }, async (_one, index) => {
      const folder = join(root, `own-${index}`);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'SKILL.md'), `---\nname: own-${index}\ndescription: Mine.\n---\n`);
      for (let file = 1; file < 100; file += 1) await writeFile(join(folder, `${file}.md`), 'mine\n');
    }),
  );
}

describe('What the drift watch costs', () => {
  it('is one scan for a burst of a thousand changes', async () => {
    await using watched = await WatchedHome.make();
    await watched.startAndSettle();
    const { home, watcher, timers } = watched;
    const last = watcher.seen(home.laid.claudeCode.path);
    for (let change = 0; change < 500; change += 1) {
      await home.write(`${home.laid.cursor.text}// ${change}\n`, home.laid.cursor.path);
      await home.write(`Edited ${change} times.\n`, ...copy);
    }
    await home.write(home.laid.claudeCode.text, home.laid.claudeCode.path);
    await last;
    assert.ok(watcher.events.length >= 1000, `${watcher.events.length} events`);
    const told = new Promise<SyncStatus>((resolve) => watched.watch.onStatus(resolve));
    timers.advance(150);
    assert.deepEqual(askew(await told), [
      'cursor server missing',
      'claude-code server missing',
      'claude-code skill edited',
    ]);
    assert.equal(watched.scans.length, 1);
    // Events that came late lead to a look, and that to no scan: the second is the one asked for here.
    timers.advance(150);
    await watched.watch.look();
    assert.equal(watched.scans.length, 2);
  });

  it('is one more scan, not a thousand, for a burst during a scan', async () => {
    await using watched = await WatchedHome.make();
    await watched.startAndSettle();
    const { home, watch, timers } = watched;
    watched.duringScan = async () => {
      await home.write(home.laid.cursor.text, home.laid.cursor.path);
      for (let change = 0; change < 1000; change += 1) {
        watch.request();
        timers.advance(150);
      }
    };
    await watch.look();
    assert.deepEqual(watched.scans.map(askew), [[], ['cursor server missing']]);
  });

  it('does not put a look off for as long as events come', async () => {
    await using watched = await WatchedHome.make();
    await watched.startAndSettle();
    const { home, watch, watcher, timers } = watched;
    watcher.isDeaf = true;
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    const told = new Promise<SyncStatus>((resolve) => watch.onStatus(resolve));
    for (let change = 0; change < 20; change += 1) {
      watch.request();
      timers.advance(100);
    }
    assert.deepEqual(askew(await told), ['cursor server missing']);
    assert.equal(timers.pending, 1, 'only the look a minute waits');
  });

  it('is no scan and no reading while nothing changes, whatever stands in the roots', async function () {
    this.timeout(60_000);
    await using watched = await WatchedHome.make();
    await watched.startAndSettle();
    const before = process.platform === 'linux' ? await watchedFolders() : 0;
    const few = await countFileCalls(() => watched.lookOfAMinute());
    await writeTenThousandFiles(watched.home.at('.claude', 'skills'));
    await watched.watch.look();
    const { begun } = watched;
    const many = await countFileCalls(() => watched.lookOfAMinute());
    assert.equal(watched.begun, begun);
    assert.deepEqual(many, few);
    const { open = 0, readFile: read = 0, opendir = 0 } = many;
    // Whether there is a config of an earlier version is asked by opening it.
    assert.deepEqual([open, read, opendir], [1, 0, 0]);
    if (process.platform === 'linux') assert.equal(await watchedFolders(), before);
    assert.equal(await watched.scansAfter(minute), 0);
  });

  it('is no scan when the window gets its focus back and nothing changed', async () => {
    await using watched = await WatchedHome.make();
    await watched.startAndSettle();
    watched.watch.request();
    assert.equal(await watched.scansAfter(0), 0);
  });
});

describe('The look a minute of the drift watch', () => {
  const changes: Readonly<Record<string, (home: SyncHome) => Promise<unknown>>> = {
    'a config that was written': (home) => home.write(home.laid.cursor.text, home.laid.cursor.path),
    'a copy’s file of the same length and with the old time': async (home) => {
      const text = await home.read(...copy);
      await home.write(text.replace('a', 'b'), ...copy);
      await utimes(home.at(...copy), oldTime, oldTime);
    },
    'a skill of the same name in another root': async (home) => {
      const text = '---\nname: meeting-notes\ndescription: Mine.\n---\n';
      await home.write(text, '.cursor', 'skills', 'meeting-notes', 'SKILL.md');
    },
    'a client that was installed': (home) => mkdir(home.at('.codex'), { recursive: true }),
    'a skill that another program installed': (home) => home.install({ id: 'another-one' }),
  };

  for (const [name, change] of Object.entries(changes)) {
    it(`finds ${name}, of which no watcher told`, async () => {
      await using watched = await WatchedHome.make();
      await watched.startAndSettle();
      assert.equal(await watched.scansAfter(minute), 0);
      watched.watcher.isDeaf = true;
      await change(watched.home);
      assert.equal(await watched.scansAfter(minute), 1);
    });
  }

  it('finds what changed during the scan before', async () => {
    await using watched = await WatchedHome.make();
    await watched.startAndSettle();
    watched.watcher.isDeaf = true;
    watched.duringScan = () =>
      watched.home.write(watched.home.laid.cursor.text, watched.home.laid.cursor.path);
    await watched.watch.look();
    assert.deepEqual(watched.scans.map(askew), [[]]);
    assert.equal(await watched.scansAfter(minute), 1);
  });

  it('asks again whether a client was quit that something waits for', async () => {
    let running: string[] = [claudeDesktopLines[hostPlatform]];
    await using watched = await WatchedHome.make({ running: () => running });
    await watched.startAndSettle();
    assert.equal(await watched.scansAfter(minute), 1, 'it runs');
    running = [];
    await watched.home.runtime.sync.sync();
    assert.equal(await watched.scansAfter(minute), 1, 'it was delivered to');
    await watched.watch.look();
    assert.equal(await watched.scansAfter(minute), 0);
  });
});
