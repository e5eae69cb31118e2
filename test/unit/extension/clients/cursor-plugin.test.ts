import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { findCursorPlugins } from '../../../../extension/host/cursor-plugins.ts';
import { makeCursorWithPlugins } from '../../../support/cursor-plugins.ts';
import {
  copies,
  id,
  inOwnFolder,
  inPlugin,
  makeCursorHome,
  onlyCursor,
  startIn,
} from '../../../support/cursor-window.ts';
import { ofThePerson } from '../../../support/home-of-all.ts';
import type { SyncHome } from '../../../support/sync-home.ts';

describe('the plugin through which Cursor gets skills', () => {
  let home: SyncHome;
  let plugin: string;
  let manifest: string;
  beforeEach(async () => {
    ({ home, plugin, manifest } = await makeCursorHome());
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it('is made and registered once, and has what is for Cursor alone after the next sync', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await home.install(onlyCursor);
    await extension.look();
    await extension.look();
    assert.deepEqual(editor.calls, [`register ${plugin}`]);
    assert.equal(extension.looks(), 1, 'what is to be delivered differs once the manifest stands');
    assert.deepEqual(JSON.parse(await home.read(manifest)), {
      name: 'aios',
      displayName: 'AI OS',
      version: extension.runtime.version,
      description: 'The skills that AI OS delivers to Cursor alone.',
    });
    // The terminal goes by the manifest.
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [`api .aios/plugins/cursor/skills/${id}`]);
    assert.equal(existsSync(home.at('.cursor', 'skills')), false);
    await extension.look();
    assert.deepEqual(await editor.skills(), [id]);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
  });

  it('has nothing that others read too: Cursor would find it twice', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await home.install();
    await extension.look();
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [`copy .claude/skills/${id}`]);
    await extension.look();
    assert.deepEqual([await editor.skills(), editor.calls], [[], []]);
    assert.equal(existsSync(plugin), false);
  });

  it('is not made while there is nothing for Cursor alone', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await extension.look();
    assert.deepEqual([editor.calls, extension.looks(), existsSync(plugin)], [[], 0, false]);
  });

  it('is offered, and not made, where copies stand in the folder of Cursor already', async () => {
    const editor = makeCursorWithPlugins();
    await home.install(onlyCursor);
    await home.runtime.sync.sync();
    using extension = startIn(editor, home);
    using other = startIn(editor, home);
    await Promise.all([extension.look(), other.look()]);
    await extension.look();
    assert.deepEqual([...extension.told, ...other.told], ['offered']);
    assert.deepEqual([editor.calls, existsSync(plugin)], [[], false]);
    const { items } = await home.runtime.sync.status();
    assert.deepEqual(
      items.filter(({ drifted }) => drifted),
      [],
    );
    using next = startIn(editor, home);
    await home.install({ ...onlyCursor, id: 'standup' });
    await next.look();
    assert.deepEqual([next.told, existsSync(plugin)], [[], false]);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), [inOwnFolder, 'copy .cursor/skills/standup']);
  });

  it('gets the copies from the folder of Cursor when the person wants that', async () => {
    const editor = makeCursorWithPlugins();
    await home.install(onlyCursor);
    await home.runtime.sync.sync();
    using extension = startIn(editor, home, { wantsMoved: true });
    await extension.look();
    await extension.settled();
    assert.deepEqual(await copies(home), [inPlugin]);
    await extension.look();
    assert.deepEqual(await editor.skills(), [id]);
    await home.runtime.sync.undo();
    assert.deepEqual(await copies(home), [inOwnFolder]);
  });

  it('is told of once for each sync, however much that changes in it, and never without a change', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    const again = [`unregister ${plugin}`, `register ${plugin}`];
    await home.install(onlyCursor);
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), [`register ${plugin}`]);
    await home.install({ ...onlyCursor, id: 'standup' });
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), [], 'nothing is there before the sync');
    await home.runtime.sync.sync();
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), again);
    await home.install({ ...onlyCursor, version: '1.1.0' });
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), []);
    await home.runtime.sync.sync();
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), again);
    await home.runtime.registry.remove(id);
    await home.runtime.registry.remove('standup');
    await home.runtime.sync.sync();
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), again);
    assert.deepEqual(await readdir(plugin), ['.cursor-plugin'], 'the folder of skills goes with the last');
  });

  it('stays registered when a window closes: other windows may have it by the same call', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    {
      using closing = startIn(editor, home);
      await home.install(onlyCursor);
      await closing.look();
      await extension.look();
      await home.runtime.sync.sync();
      await closing.look();
      await extension.look();
    }
    assert.deepEqual(await editor.skills(), [id]);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    using next = startIn(editor, home);
    await next.look();
    assert.deepEqual(await editor.skills(), [id]);
    assert.equal(next.looks(), 0);
  });

  it('is unregistered while Cursor is to be left alone, and what is in it goes with a sync', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    const before = await ofThePerson(home);
    await home.install(onlyCursor);
    await extension.look();
    await home.runtime.sync.sync();
    await home.runtime.sync.leaveAlone('cursor', true);
    await extension.look();
    assert.equal(editor.calls.at(-1), `unregister ${plugin}`);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(home), []);
    assert.deepEqual(await ofThePerson(home), before);
    await home.runtime.sync.leaveAlone('cursor', false);
    await extension.look();
    assert.equal(editor.calls.at(-1), `register ${plugin}`);
  });

  it('keeps what a person edited in it, there as anywhere, and mends what is missing', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await home.install(onlyCursor);
    await extension.look();
    await home.runtime.sync.sync();
    const file = home.at(plugin, 'skills', id, 'SKILL.md');
    const ours = await home.read(file);
    const edited = `${ours}Mine.\n`;
    await home.write(edited, file);
    const { errors } = await home.runtime.sync.sync();
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['edited_here'],
    );
    await home.runtime.sync.repair({ edited: 'restore' });
    assert.equal(await home.read(file), ours);
    await home.runtime.sync.undo();
    assert.equal(await home.read(file), edited);
    await home.runtime.sync.repair({ edited: 'adopt' });
    assert.equal((await home.runtime.registry.get(id)).manifest.version, '1.0.1');
    await rm(home.at(plugin, 'skills'), { recursive: true });
    await home.runtime.sync.repair();
    assert.deepEqual(await copies(home), [`api .aios/plugins/cursor/skills/${id}`]);
  });

  it('is tried again where the fault was not Cursor’s', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await home.install(onlyCursor);
    await home.write('in the way', '.aios', 'plugins');
    await assert.rejects(extension.look(), /plugins/u);
    assert.deepEqual([editor.calls, extension.told], [[], []]);
    await rm(home.at('.aios', 'plugins'));
    await extension.look();
    assert.deepEqual(editor.calls, [`register ${plugin}`]);
  });

  it('is not to be had in an editor without that API, or with a part of it', () => {
    const { registerPath } = makeCursorWithPlugins().vscode.cursor.plugins;
    for (const editor of [
      {},
      { cursor: undefined },
      { cursor: {} },
      { cursor: { mcp: {} } },
      { cursor: { plugins: { registerPath } } },
    ])
      assert.equal(findCursorPlugins(editor), undefined);
  });
});
