import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { aiosHome } from '../../../runtime/aios-home.ts';
import type { FileWatcher } from '../../../runtime/ports.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { DriftWatch } from '../../../runtime/sync/watch.ts';
import { ManualTimers } from '../../support/manual-timers.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew } from '../../support/sync-told.ts';

const copyFolder = ['.claude', 'skills', 'meeting-notes'];
const copy = [...copyFolder, 'SKILL.md'];

interface Watch {
  readonly file: string;
  readonly onEvent: () => void;
  /** As VS Code's: blind for good on a folder that was missing, and for a while on any other. */
  readonly isBlind: boolean;
  isUp: boolean;
}

/** A watcher as VS Code's is at its worst. */
class LateWatcher implements FileWatcher {
  readonly open = new Set<Watch>();
  made = 0;

  watch(files: readonly string[], onEvent: () => void): { dispose(): void } {
    const watches = files.map((file) => ({
      file,
      onEvent,
      isBlind: !existsSync(dirname(file)),
      isUp: false,
    }));
    for (const watch of watches) this.open.add(watch);
    this.made += watches.length;
    return { dispose: () => watches.forEach((watch) => void this.open.delete(watch)) };
  }

  get files(): string[] {
    return [...this.open].map(({ file }) => file);
  }

  /** From now on those that are open see, unless they are blind. */
  comeUp(): void {
    for (const watch of this.open) watch.isUp = true;
  }

  /** @returns how many saw that this file changed */
  report(file: string): number {
    const seeing = [...this.open].filter((watch) => watch.file === file && watch.isUp && !watch.isBlind);
    for (const { onEvent } of seeing) onEvent();
    return seeing.length;
  }
}

/** A skill installed and not delivered yet, and a watch whose time passes by hand. */
class LateHome implements AsyncDisposable {
  readonly home: SyncHome;
  readonly timers = new ManualTimers();
  readonly watcher = new LateWatcher();
  readonly watch: DriftWatch;

  private constructor(home: SyncHome) {
    this.home = home;
    const { timers, watcher } = this;
    const { sync } = home.runtime;
    this.watch = new DriftWatch({ sync, home: aiosHome(home.aios), log: home.ports.log, watcher, timers });
  }

  static async make(): Promise<LateHome> {
    const home = await makeSyncHome();
    await home.install();
    const late = new LateHome(home);
    late.watch.start();
    await late.settle();
    return late;
  }

  /** Lets everything pass that is still to come of what was done, short of the look a minute. */
  async settle(): Promise<void> {
    await this.watch.look();
    await this.watch.look();
    this.timers.advance(10_000);
    await this.watch.look();
    this.watcher.comeUp();
  }

  /** Delivers, and looks as the commands do. */
  async deliver(): Promise<void> {
    await this.home.runtime.sync.sync();
    await this.watch.look();
    await this.watch.look();
  }

  /** @returns what is askew at the next scan that time alone leads to, within so many milliseconds */
  async askewAfter(milliseconds: number): Promise<string[]> {
    const told = new Promise<SyncStatus>((resolve) => this.watch.onStatus(resolve));
    this.timers.advance(milliseconds);
    return askew(await told);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.watch.dispose();
    await this.home[Symbol.asyncDispose]();
  }
}

describe('What a watcher misses while it is not up', () => {
  it('is an edit right after a delivery, which is told of within a second', async () => {
    await using late = await LateHome.make();
    await late.deliver();
    await late.home.write('Edited.\n', ...copy);
    assert.equal(late.watcher.report(late.home.at(...copy)), 0);
    assert.deepEqual(await late.askewAfter(1000), ['claude-code skill edited']);
  });

  it('is an edit in a folder that VS Code asks for every five seconds, told of soon after these', async () => {
    await using late = await LateHome.make();
    await late.deliver();
    late.timers.advance(1000);
    await late.watch.look();
    await late.home.write('Edited.\n', ...copy);
    assert.deepEqual(await late.askewAfter(5000), ['claude-code skill edited']);
  });

  it('leads to no looks without end: only the look a minute waits in the end', async () => {
    await using late = await LateHome.make();
    await late.deliver();
    assert.equal(late.timers.pending, 3);
    await late.settle();
    assert.equal(late.timers.pending, 1);
    late.timers.advance(60_150);
    await late.watch.look();
    assert.equal(late.timers.pending, 1);
  });

  it('waits for nothing once the watch is disposed', async () => {
    await using late = await LateHome.make();
    await late.deliver();
    late.watch.dispose();
    assert.equal(late.timers.pending, 0);
    assert.deepEqual(late.watcher.files, []);
  });
});

describe('The drift watch’s watchers', () => {
  it('are never put on a folder that is missing, and see a copy from its delivery on', async () => {
    await using late = await LateHome.make();
    const { home, watcher } = late;
    assert.ok(watcher.files.includes(home.at('.claude', 'skills', 'meeting-notes')));
    await late.deliver();
    watcher.comeUp();
    assert.deepEqual(
      [...watcher.open].filter(({ isBlind }) => isBlind),
      [],
    );
    await home.write('Edited.\n', ...copy);
    assert.ok(watcher.report(home.at(...copy)) > 0);
    assert.deepEqual(await late.askewAfter(150), ['claude-code skill edited']);
  });

  it('stay as they are when others are added', async () => {
    await using late = await LateHome.make();
    const { home, watcher } = late;
    const config = home.laid.cursor.path;
    const before = [...watcher.open].find(({ file }) => file === config);
    const { made } = watcher;
    await late.deliver();
    assert.ok(before && watcher.open.has(before));
    assert.equal(watcher.made - made, 1, 'the copy’s file');
    await late.watch.look();
    assert.equal(watcher.made - made, 1);
  });

  it('follow a folder on the way that holds nothing of ours yet', async () => {
    await using late = await LateHome.make();
    const { home, watcher, timers } = late;
    await rm(home.at('.aios', 'state'), { recursive: true });
    await late.settle();
    assert.ok(watcher.files.includes(home.at('.aios', 'state')));
    await mkdir(home.at('.aios', 'state'));
    watcher.report(home.at('.aios', 'state'));
    timers.advance(150);
    await late.watch.look();
    assert.ok(watcher.files.includes(home.at('.aios', 'state', 'sync_state.json')));
  });

  it('see a copy that is moved away as a whole, and one that takes its place', async () => {
    await using late = await LateHome.make();
    const { home, watcher, timers } = late;
    await late.deliver();
    await late.settle();
    const folder = home.at(...copyFolder);
    await rename(folder, home.at('kept'));
    assert.equal(watcher.report(folder), 1);
    assert.deepEqual(await late.askewAfter(150), ['claude-code skill missing']);
    assert.ok(!watcher.files.includes(home.at(...copy)));
    await late.settle();
    await rename(home.at('kept'), folder);
    watcher.report(folder);
    timers.advance(150);
    await late.watch.look();
    assert.ok(watcher.files.includes(home.at(...copy)));
  });

  it('are made again for a folder that was replaced by another', async () => {
    await using late = await LateHome.make();
    const { home, watcher, timers } = late;
    await late.deliver();
    await late.settle();
    const folder = home.at(...copyFolder);
    const old = [...watcher.open].find(({ file }) => file === home.at(...copy));
    await cp(folder, home.at('new'), { recursive: true });
    await rm(folder, { recursive: true });
    await rename(home.at('new'), folder);
    watcher.report(folder);
    timers.advance(150);
    await late.watch.look();
    const now = [...watcher.open].filter(({ file }) => file === home.at(...copy));
    assert.equal(now.length, 1);
    assert.ok(old && now[0] !== old);
  });
});
