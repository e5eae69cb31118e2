import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { OfferedServer } from '../../../../extension/features/server/editor-server.ts';
import { cursorRefusal, cursorVersion } from '../../../../extension/host/cursor-refusal.ts';
import { findCursorServers } from '../../../../extension/host/cursor-servers.ts';
import { hasServerEntry } from '../../../../runtime/client/has-server-entry.ts';
import { createRuntime, type Runtime } from '../../../../runtime/runtime.ts';
import { type CursorEditor, makeCursorEditor } from '../../../support/cursor-editor.ts';
import { makeSyncHome, type SyncHome } from '../../../support/sync-home.ts';

/** The extension in Cursor, as far as the server goes. */
interface Extension extends Disposable {
  readonly runtime: Runtime;
  readonly server: OfferedServer;
  /** What the person was told of a refusal. */
  readonly told: readonly string[];
  /** Looks at everything, as the drift watch does, and resolves once Cursor was offered what there is. */
  look(): Promise<void>;
}

/** @param version of Cursor */
function startIn(editor: CursorEditor, home: SyncHome, version = '2.0.0'): Extension {
  const config = home.laid.cursor.path;
  const cursor = findCursorServers(editor.vscode, config);
  assert.ok(cursor);
  const offersServerTo = (path: string): boolean => cursor.takesServers && path === config;
  const runtime = createRuntime({ ...home.ports, offersServerTo });
  const told: string[] = [];
  const refusal = cursorRefusal(runtime.home, 'mcp', version);
  const context = { runtime, log: home.ports.log, refusal };
  const server = new OfferedServer(context, cursor, (reason) => told.push(reason));
  return {
    runtime,
    server,
    told,
    look: async () => server.update(await runtime.sync.status()),
    [Symbol.dispose]() {
      server.dispose();
      runtime.dispose();
    },
  };
}

describe('the server offered to Cursor by its API', () => {
  let home: SyncHome;
  beforeEach(async () => {
    home = await makeSyncHome();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  it('is registered once, however often one looks, and no entry is written for it', async () => {
    const editor = makeCursorEditor();
    using extension = startIn(editor, home);
    await home.install();
    await extension.look();
    await extension.look();
    assert.equal(extension.server.offer, 'offered');
    assert.deepEqual(editor.calls, ['register aios']);
    await extension.runtime.sync.sync();
    await extension.look();
    assert.deepEqual(editor.calls, ['register aios']);
    assert.equal(await home.read(home.laid.cursor.path), home.laid.cursor.text);
  });

  it('is the launcher that is there by then, and has nothing of the person in it', async () => {
    const editor = makeCursorEditor(() => assert.ok(existsSync(home.at('.aios', 'bin', 'aios-mcp.cjs'))));
    using extension = startIn(editor, home);
    await home.install();
    await extension.look();
    const { launch } = home.runtime;
    assert.deepEqual(Object.fromEntries(editor.servers), {
      aios: { command: launch.command, args: launch.args, env: {} },
    });
  });

  it('is registered anew when the launcher changes, a skill changes, or it is restarted', async () => {
    const editor = makeCursorEditor();
    using extension = startIn(editor, home);
    await home.install();
    await extension.look();
    const again = ['unregister aios', 'register aios'];
    await home.install({ version: '1.1.0' });
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), ['register aios', ...again]);
    await extension.server.restart();
    assert.deepEqual(editor.calls.splice(0), again);
    extension.runtime.launch.args.push('--elsewhere');
    await extension.look();
    assert.deepEqual(editor.calls.splice(0), again);
    assert.deepEqual(editor.servers.get('aios')?.args.slice(-1), ['--elsewhere']);
  });

  it('is taken back when no skill is on for Cursor, and not when a window closes: others may have it by the same call', async () => {
    const editor = makeCursorEditor();
    {
      using extension = startIn(editor, home);
      await home.install();
      await extension.look();
      await home.runtime.registry.enable('meeting-notes', false, ['cursor']);
      await extension.look();
      assert.equal(extension.server.offer, 'no-skills');
      assert.deepEqual([...editor.servers.keys()], []);
      await home.runtime.registry.enable('meeting-notes', true, ['cursor']);
      await extension.look();
      assert.deepEqual([...editor.servers.keys()], ['aios']);
    }
    assert.deepEqual([...editor.servers.keys()], ['aios']);
  });

  it('is taken back when Cursor is to be left alone', async () => {
    const editor = makeCursorEditor();
    using extension = startIn(editor, home);
    await home.install();
    await extension.look();
    await home.runtime.sync.leaveAlone('cursor', true);
    await extension.look();
    assert.equal(extension.server.offer, 'left-alone');
    assert.deepEqual([...editor.servers.keys()], []);
  });

  it('is not offered beside an entry of its config, whoever wrote that', async () => {
    const editor = makeCursorEditor();
    using extension = startIn(editor, home);
    await home.install();
    await extension.look();
    await home.runtime.sync.sync();
    await home.runtime.sync.sync({ clients: ['cursor'], despiteOffers: true });
    await extension.look();
    assert.equal(extension.server.offer, 'in-config');
    assert.deepEqual([...editor.servers.keys()], []);
    assert.deepEqual(await extension.runtime.sync.sync(), { changes: [], errors: [] });
  });

  for (const [when, refusal] of [
    [
      'throws',
      () => {
        throw new Error('Servers of extensions are switched off.');
      },
    ],
    [
      'comes to answer later, and refuses',
      () => Promise.reject(new Error('Servers of extensions are switched off.')),
    ],
  ] as const)
    it(`is told of when Cursor ${when}, and its config gets the entry`, async () => {
      const editor = makeCursorEditor();
      editor.vscode.cursor.mcp.registerServer = refusal;
      using extension = startIn(editor, home);
      await home.install();
      await extension.look();
      assert.equal(extension.server.offer, 'not-able');
      assert.deepEqual(extension.told, ['Servers of extensions are switched off.']);
      assert.ok(home.logged.some((line) => line.startsWith('warn:') && line.includes('switched off')));
      await extension.look();
      assert.equal(extension.told.length, 1, 'it is asked and told of once');
      await extension.runtime.sync.sync();
      assert.equal(await hasServerEntry('cursor', home.laid.cursor.path), true);
      await extension.look();
      assert.equal(extension.server.offer, 'in-config');
    });

  it('is not offered again to the version of Cursor that refused it, nor told of, and is to the next', async () => {
    let isRefused = true;
    const editor = makeCursorEditor((call) => {
      if (isRefused && call.startsWith('register')) throw new Error('No servers.');
    });
    await home.install();
    {
      using window = startIn(editor, home);
      using other = startIn(editor, home);
      await window.look();
      await other.look();
      assert.deepEqual([window.told, other.told], [['No servers.'], []]);
    }
    assert.deepEqual(editor.calls.splice(0), ['register aios']);
    using later = startIn(editor, home);
    await later.look();
    assert.deepEqual([later.server.offer, later.told, editor.calls], ['not-able', [], []]);
    const { items } = await later.runtime.sync.status();
    assert.ok(items.some(({ path, state }) => path === home.laid.cursor.path && state === 'not-delivered'));
    isRefused = false;
    using updated = startIn(editor, home, '2.1.0');
    await updated.look();
    assert.equal(updated.server.offer, 'offered');
  });

  it('knows the version of Cursor by the file of its product, which its API need not give', async () => {
    assert.equal(cursorVersion(home.path, '1.105.0'), '1.105.0');
    await home.write('{ "version": "2.1.0", "commit": "c0ffee" }', 'product.json');
    assert.equal(cursorVersion(home.path, '1.105.0'), '1.105.0 2.1.0 c0ffee');
    await home.write('{', 'product.json');
    assert.equal(cursorVersion(home.path, '1.105.0'), '1.105.0');
  });

  it('is kept with since when, until it is taken back, and not only until the window closes', async () => {
    const editor = makeCursorEditor();
    const offers = async (): Promise<string[]> => {
      const { sync } = home.runtime;
      return (await sync.offers(await sync.status())).map((offer) => `${offer.client} ${offer.config}`);
    };
    const offered = [`cursor ${home.laid.cursor.path}`];
    {
      using extension = startIn(editor, home);
      await extension.look();
      assert.deepEqual(await offers(), []);
      await home.install();
      await extension.look();
      assert.deepEqual(await offers(), offered);
    }
    assert.deepEqual(await offers(), offered);
    await home.runtime.registry.enable('meeting-notes', false, ['cursor']);
    using next = startIn(editor, home);
    await next.look();
    assert.deepEqual(await offers(), [], 'what an earlier window offered is over');
    await home.runtime.registry.enable('meeting-notes', true, ['cursor']);
    await next.look();
    assert.deepEqual(await offers(), offered);
    editor.vscode.cursor.mcp.registerServer = () => {
      throw new Error('Servers of extensions are switched off.');
    };
    await next.server.restart();
    assert.deepEqual(await offers(), []);
  });

  it('is tried again where the fault was not Cursor’s', async () => {
    const editor = makeCursorEditor();
    using extension = startIn(editor, home);
    await home.install();
    await home.write('in the way', '.aios', 'bin');
    await assert.rejects(extension.look(), /bin/u);
    assert.deepEqual([extension.server.offer, extension.told], ['not-able', []]);
    await rm(home.at('.aios', 'bin'));
    await extension.look();
    assert.deepEqual([...editor.servers.keys()], ['aios']);
  });

  it('is not to be had in an editor without that API, or with a part of it', () => {
    const { registerServer } = makeCursorEditor().vscode.cursor.mcp;
    for (const editor of [{}, { cursor: undefined }, { cursor: {} }, { cursor: { mcp: { registerServer } } }])
      assert.equal(findCursorServers(editor, home.laid.cursor.path), undefined);
  });
});
