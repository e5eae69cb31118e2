import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm, stat, utimes } from 'node:fs/promises';
import { makeCursorWithPlugins } from '../../../support/cursor-plugins.ts';
import {
  copies,
  fillPlugin,
  id,
  inOwnFolder,
  inPlugin,
  makeCursorHome,
  onlyCursor,
  startIn,
} from '../../../support/cursor-window.ts';
import type { SyncHome } from '../../../support/sync-home.ts';

describe('the end of the plugin through which Cursor gets skills', () => {
  let home: SyncHome;
  let plugin: string;
  let manifest: string;
  beforeEach(async () => {
    ({ home, plugin, manifest } = await makeCursorHome());
  });
  afterEach(() => home[Symbol.asyncDispose]());

  /** As if Cursor had last been told of the plugin that long ago. */
  const age = async (days: number): Promise<void> => {
    const at = new Date(Date.now() - days * 24 * 60 * 60_000);
    await utimes(manifest, at, at);
  };

  for (const [when, refusal] of [
    [
      'throws',
      () => {
        throw new Error('Plugins of extensions are switched off.');
      },
    ],
    [
      'comes to answer later, and refuses',
      () => Promise.reject(new Error('Plugins of extensions are switched off.')),
    ],
  ] as const)
    it(`ends when Cursor ${when}: the copies move to where it looks by itself`, async () => {
      const editor = makeCursorWithPlugins();
      await fillPlugin(editor, home);
      editor.vscode.cursor.plugins.registerPath = refusal;
      using extension = startIn(editor, home);
      await extension.look();
      assert.deepEqual(extension.told, ['Plugins of extensions are switched off.']);
      assert.ok(home.logged.some((line) => line.startsWith('warn:') && line.includes('switched off')));
      assert.equal(extension.looks(), 1);
      await home.runtime.sync.sync();
      assert.deepEqual(await copies(home), [inOwnFolder]);
      await extension.look();
      assert.equal(extension.told.length, 1, 'it is asked and told of once');
      assert.equal(existsSync(plugin), false);
      assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    });

  it('is not tried again by the version of Cursor that refused it, nor told of, and offered to the next', async () => {
    let refused = 0;
    const editor = makeCursorWithPlugins((call) => {
      if (!call.startsWith('register')) return;
      refused += 1;
      throw new Error('No plugins.');
    });
    await home.install(onlyCursor);
    using window = startIn(editor, home);
    using other = startIn(editor, home);
    await window.look();
    await other.look();
    assert.deepEqual([window.told, other.told, refused], [['No plugins.'], [], 1]);
    assert.equal(existsSync(plugin), false);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder]);
    {
      using later = startIn(editor, home);
      await later.look();
      assert.deepEqual([later.told, later.looks(), refused, existsSync(plugin)], [[], 0, 1, false]);
    }
    const next = makeCursorWithPlugins();
    using updated = startIn(next, home, { version: '2.1.0', wantsMoved: true });
    await updated.look();
    await updated.settled();
    await updated.look();
    assert.deepEqual([updated.told, await copies(home)], [['offered'], [inPlugin]]);
    assert.deepEqual(await next.skills(), [id]);
  });

  it('is told of once for each version of Cursor that refuses it', async () => {
    const editor = makeCursorWithPlugins();
    await fillPlugin(editor, home);
    editor.vscode.cursor.plugins.registerPath = () => {
      throw new Error('No plugins.');
    };
    using first = startIn(editor, home);
    await first.look();
    using next = startIn(editor, home, { version: '2.1.0' });
    await next.look();
    assert.deepEqual([first.told, next.told], [['No plugins.'], ['No plugins.']]);
  });

  it('ends where Cursor no longer has the API, and says so', async () => {
    await fillPlugin(makeCursorWithPlugins(), home);
    using extension = startIn(undefined, home);
    await extension.look();
    assert.deepEqual(extension.told, ['ended']);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder]);
    await extension.look();
    assert.equal(existsSync(plugin), false);
  });

  it('stays known to Cursor when it is switched off until a sync has moved the copies, which is told', async () => {
    const editor = makeCursorWithPlugins();
    let isOn = true;
    const options = { isPluginOn: () => isOn };
    await fillPlugin(editor, home, options);
    using extension = startIn(editor, home, options);
    using other = startIn(editor, home, options);
    await extension.look();
    await other.look();
    isOn = false;
    await extension.look();
    await other.look();
    assert.deepEqual([...extension.told, ...other.told], ['ended']);
    assert.deepEqual(await editor.skills(), [id]);
    using opened = startIn(editor, home, options);
    await opened.look();
    assert.deepEqual([opened.told, await editor.skills()], [[], [id]]);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder]);
    await extension.look();
    assert.equal(editor.calls.at(-1), `unregister ${plugin}`);
    assert.equal(existsSync(plugin), false);
  });

  it('has what is in it when it is switched on again before a sync, and offers to move it after one', async () => {
    const editor = makeCursorWithPlugins();
    let isOn = true;
    const options = { isPluginOn: () => isOn, wantsMoved: true };
    await fillPlugin(editor, home, options);
    using extension = startIn(editor, home, options);
    await extension.look();
    isOn = false;
    await extension.look();
    isOn = true;
    await extension.look();
    assert.deepEqual(extension.told, ['ended']);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    isOn = false;
    await extension.look();
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder]);
    await extension.look();
    isOn = true;
    await extension.look();
    await extension.settled();
    assert.deepEqual(extension.told, ['ended', 'ended', 'offered']);
    assert.deepEqual(await copies(home), [inPlugin]);
    await extension.look();
    assert.deepEqual(await editor.skills(), [id]);
  });

  it('does not change with each window where two profiles do not agree about it', async () => {
    const editor = makeCursorWithPlugins();
    await fillPlugin(editor, home);
    const startBoth = async (): Promise<[string[], number]> => {
      using off = startIn(editor, home, { isPluginOn: () => false });
      using on = startIn(editor, home);
      for (const window of [off, on, off, on]) await window.look();
      return [[...off.told, ...on.told], off.looks() + on.looks()];
    };
    assert.deepEqual(await startBoth(), [['ended'], 1]);
    assert.deepEqual(await startBoth(), [[], 0]);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder]);
    assert.deepEqual(await startBoth(), [['offered'], 0]);
    await home.install({ ...onlyCursor, id: 'standup' });
    assert.deepEqual(await startBoth(), [[], 0]);
  });

  it('gets a manifest that is gone or broken back, and Cursor is told again', async () => {
    const editor = makeCursorWithPlugins();
    await fillPlugin(editor, home);
    using extension = startIn(editor, home);
    await extension.look();
    const text = await home.read(manifest);
    await rm(manifest);
    await extension.look();
    assert.equal(await home.read(manifest), text);
    await home.write('{', manifest);
    editor.calls.length = 0;
    await extension.look();
    assert.equal(await home.read(manifest), text);
    assert.deepEqual(editor.calls, [`unregister ${plugin}`, `register ${plugin}`]);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
  });

  it('no longer counts when Cursor was not told of it for two weeks, and its copies move with the next sync', async () => {
    const editor = makeCursorWithPlugins();
    await fillPlugin(editor, home);
    await age(13);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    await age(15);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder]);
    using extension = startIn(editor, home);
    await extension.look();
    assert.deepEqual([extension.told, editor.calls], [['offered'], []]);
    assert.equal(existsSync(plugin), false);
  });

  it('counts again where Cursor is opened before a sync has moved its copies', async () => {
    const editor = makeCursorWithPlugins();
    await fillPlugin(editor, home);
    await age(15);
    using extension = startIn(editor, home);
    await extension.look();
    assert.deepEqual([extension.looks(), editor.calls], [1, [`register ${plugin}`]]);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
  });

  it('counts for as long as a window stays open', async () => {
    const editor = makeCursorWithPlugins();
    await fillPlugin(editor, home);
    using extension = startIn(editor, home);
    await extension.look();
    await age(13);
    await extension.refresh();
    assert.ok(Date.now() - (await stat(manifest)).mtimeMs < 60_000);
  });
});
