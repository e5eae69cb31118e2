import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { CursorPlugin, removeManifest } from '../../../../extension/features/clients/cursor-plugin.ts';
import { findCursorPlugins } from '../../../../extension/host/cursor-plugins.ts';
import { createRuntime, type Runtime } from '../../../../runtime/runtime.ts';
import { type CursorWithPlugins, makeCursorWithPlugins } from '../../../support/cursor-plugins.ts';
import { ofThePerson } from '../../../support/home-of-all.ts';
import { makeSyncHome, type SyncHome } from '../../../support/sync-home.ts';

/** The extension in Cursor, as far as the plugin goes. */
interface Extension extends Disposable {
  readonly runtime: Runtime;
  /** What the person was told of a refusal. */
  readonly told: readonly string[];
  /** How often it was asked to look again. */
  readonly looks: () => number;
  /** Looks at everything, as the drift watch does, and resolves once Cursor was told what there is to tell. */
  look(): Promise<void>;
}

function startIn(editor: CursorWithPlugins, home: SyncHome, isPluginOn = (): boolean => true): Extension {
  const api = findCursorPlugins(editor.vscode);
  assert.ok(api);
  const runtime = createRuntime(home.ports);
  const told: string[] = [];
  let looks = 0;
  const driftWatch = {
    look: async () => {
      looks += 1;
    },
  };
  const { version } = runtime;
  const context = { runtime: { version, home: runtime.home, driftWatch }, log: home.ports.log, isPluginOn };
  const plugin = new CursorPlugin(context, api, (reason) => told.push(reason));
  return {
    runtime,
    told,
    looks: () => looks,
    look: async () => plugin.update(await runtime.sync.status()),
    [Symbol.dispose]() {
      plugin.dispose();
      runtime.dispose();
    },
  };
}

const id = 'meeting-notes';
const onlyCursor = { clients: ['cursor'] };

describe('the plugin through which Cursor gets skills', () => {
  let home: SyncHome;
  let plugin: string;
  let manifest: string;
  beforeEach(async () => {
    home = await makeSyncHome();
    plugin = home.at('.aios', 'plugins', 'cursor');
    manifest = home.at(plugin, '.cursor-plugin', 'plugin.json');
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const copies = async (runtime = home.runtime): Promise<string[]> =>
    (await runtime.sync.status()).items
      .filter(({ kind, observation }) => kind === 'skill' && observation.kind === 'present')
      .map(({ path, row }) => `${row?.mode} ${path.slice(home.path.length + 1).replaceAll('\\', '/')}`);

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
    assert.deepEqual(await copies(), [`api .aios/plugins/cursor/skills/${id}`]);
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
    assert.deepEqual(await copies(), [`copy .claude/skills/${id}`]);
    await extension.look();
    assert.deepEqual(await editor.skills(), []);
  });

  it('is told of once for each sync, however much that changes in it, and never without a change', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await extension.look();
    const again = [`unregister ${plugin}`, `register ${plugin}`];
    assert.deepEqual(editor.calls.splice(0), [`register ${plugin}`]);
    await home.install(onlyCursor);
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

  it('is unregistered with the window, and its manifest stays for the next', async () => {
    const editor = makeCursorWithPlugins();
    {
      using extension = startIn(editor, home);
      await home.install(onlyCursor);
      await extension.look();
      await home.runtime.sync.sync();
      await extension.look();
      assert.deepEqual(await editor.skills(), [id]);
    }
    assert.deepEqual(await editor.skills(), []);
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
    assert.deepEqual(await copies(), []);
    assert.deepEqual(await ofThePerson(home), before);
    await home.runtime.sync.leaveAlone('cursor', false);
    await extension.look();
    assert.equal(editor.calls.at(-1), `register ${plugin}`);
  });

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
      {
        using earlier = startIn(editor, home);
        await home.install(onlyCursor);
        await earlier.look();
        await home.runtime.sync.sync();
      }
      editor.vscode.cursor.plugins.registerPath = refusal;
      using extension = startIn(editor, home);
      await extension.look();
      assert.deepEqual(extension.told, ['Plugins of extensions are switched off.']);
      assert.ok(home.logged.some((line) => line.startsWith('warn:') && line.includes('switched off')));
      assert.equal(existsSync(manifest), false);
      assert.equal(extension.looks(), 1);
      await home.runtime.sync.sync();
      assert.deepEqual(await copies(), [`copy .cursor/skills/${id}`]);
      await extension.look();
      assert.equal(extension.told.length, 1, 'it is asked and told of once');
      assert.equal(existsSync(home.at(plugin, 'skills')), false);
      assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    });

  it('is taken back where the person does not want it, and made again when they do', async () => {
    const editor = makeCursorWithPlugins();
    let isOn = true;
    using extension = startIn(editor, home, () => isOn);
    await home.install(onlyCursor);
    await extension.look();
    await home.runtime.sync.sync();
    isOn = false;
    await extension.look();
    assert.equal(existsSync(manifest), false);
    assert.equal(editor.calls.at(-1), `unregister ${plugin}`);
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(), [`copy .cursor/skills/${id}`]);
    isOn = true;
    await extension.look();
    await home.runtime.sync.sync();
    assert.deepEqual(await copies(), [`api .aios/plugins/cursor/skills/${id}`]);
    assert.equal(editor.calls.at(-1), `register ${plugin}`);
  });

  it('ends in a window when another one was refused it', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await extension.look();
    assert.equal(await removeManifest(plugin), true);
    await extension.look();
    assert.deepEqual(editor.calls, [`register ${plugin}`, `unregister ${plugin}`]);
    assert.equal(existsSync(manifest), false);
    assert.equal(await removeManifest(plugin), false);
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
    assert.deepEqual(await copies(), [`api .aios/plugins/cursor/skills/${id}`]);
  });

  it('is tried again where the fault was not Cursor’s', async () => {
    const editor = makeCursorWithPlugins();
    using extension = startIn(editor, home);
    await mkdir(home.aios, { recursive: true });
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
