import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { configEntryOf } from '../../../runtime/client/config-entry.ts';
import type { JsonValue } from '../../../runtime/client/formats/config-format.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { clientState } from '../../../runtime/sync/client-state.ts';
import { type HomeOfAll, homeOfAll, ofThePerson } from '../../support/home-of-all.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

/** Puts a member into our entry, as a person does by hand, without touching anything else. */
async function addMember(home: SyncHome, client: string, path: string, key: string, value: JsonValue) {
  const entry = await configEntryOf(client, 'aios', path);
  const bytes = Buffer.from(await home.read(path));
  const found = entry.read(bytes) as { [key: string]: JsonValue };
  await home.write(Buffer.from(entry.change(bytes, { ...found, [key]: value }).bytes).toString(), path);
}

/** Writes a comment into our entry. */
async function addComment(home: SyncHome, client: string, path: string) {
  const { format } = clientMatrix.find(({ id }) => id === client)!;
  const isJson = format.value.startsWith('json');
  const text = await home.read(path);
  const with_ = isJson
    ? text.replace(/(aios"?\s*:\s*\{)/u, '$1 /* mine */')
    : text.replace(format.value === 'toml' ? /^(\[.*\baios\])$/mu : /^(\s*aios:)$/mu, '$1 # mine');
  assert.notEqual(with_, text, `${client}: ${text}`);
  await home.write(with_, path);
}

/** How each client calls the environment of a server. */
const environmentOf = (client: string): string => (client === 'goose' ? 'envs' : 'env');

type Addition = (at: HomeOfAll, client: string) => Promise<void>;

const ways: Readonly<Record<string, Addition>> = {
  'an environment': ({ home, configs }, client) =>
    addMember(home, client, configs[client]!.path, environmentOf(client), { LEVEL: 'debug' }),
  'a member that we do not know': ({ home, configs }, client) =>
    addMember(home, client, configs[client]!.path, 'startup_timeout_sec', 20),
  'a comment': ({ home, configs }, client) => addComment(home, client, configs[client]!.path),
};

async function delivered(): Promise<HomeOfAll> {
  const at = await homeOfAll();
  await at.home.install();
  await at.home.runtime.sync.sync();
  return at;
}

describe('What a person put into our entry', () => {
  for (const [what, add] of Object.entries(ways)) {
    it(`stays with it in every client when nothing is on for that any more: ${what}`, async () => {
      const at = await delivered();
      await using home = at.home;
      for (const { id } of clientMatrix) await add(at, id);
      const before = await Promise.all(Object.values(at.configs).map(({ path }) => home.read(path)));
      await home.runtime.registry.enable('meeting-notes', false, []);
      const { changes, errors } = await home.runtime.sync.sync();
      assert.deepEqual(
        changes.filter(({ kind }) => kind === 'server'),
        [],
      );
      assert.deepEqual(
        told({ changes: [], errors }).sort(),
        clientMatrix.map(({ id }) => `${id} edited_here`).sort(),
      );
      const after = await Promise.all(Object.values(at.configs).map(({ path }) => home.read(path)));
      assert.deepEqual(after, before);
    });
  }

  it('goes with it where the person says so, and comes back with an undo', async () => {
    const { home, configs } = await homeOfAll();
    await using _ = home;
    const original = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    for (const { id } of clientMatrix) await ways['an environment']!({ home, configs }, id);
    await home.runtime.registry.enable('meeting-notes', false, []);
    await home.runtime.sync.sync();
    const added = await ofThePerson(home);
    assert.deepEqual((await home.runtime.sync.repair({ edited: 'restore' })).errors, []);
    assert.deepEqual(await ofThePerson(home), original);
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.deepEqual(await ofThePerson(home), added);
  });

  it('is theirs with the entry where they keep it, and no longer told of', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const path = home.at('.cursor', 'mcp.json');
    await addMember(home, 'cursor', path, 'env', { LEVEL: 'debug' });
    const before = await home.read(path);
    await home.runtime.registry.enable('meeting-notes', false, ['cursor']);
    await home.runtime.sync.sync();
    assert.ok(askew(await home.runtime.sync.status()).includes('cursor server edited'));
    await home.runtime.sync.repair({ edited: 'keep' });
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    assert.equal(await home.read(path), before);
  });

  it('is no reason to ask where an update of ours leaves it in its place', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const path = home.at('.cursor', 'mcp.json');
    await addMember(home, 'cursor', path, 'env', { LEVEL: 'debug' });
    assert.deepEqual(askew(await home.runtime.sync.status()), ['cursor server rewritten']);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
  });

  for (const [what, add] of Object.entries({
    'an environment': (home: SyncHome, path: string) =>
      addMember(home, 'cursor', path, 'env', { LEVEL: 'debug' }),
    'a comment': (home: SyncHome, path: string) => addComment(home, 'cursor', path),
  })) {
    it(`is not taken away by an undo of the sync that brought the entry: ${what}`, async () => {
      await using home = await makeSyncHome();
      await home.install();
      await home.runtime.sync.sync();
      const path = home.at('.cursor', 'mcp.json');
      await add(home, path);
      const before = await home.read(path);
      const { errors } = await home.runtime.sync.undo();
      assert.deepEqual(told({ changes: [], errors }), ['cursor changed_since']);
      assert.equal(await home.read(path), before);
    });
  }

  it('can be a comment beside the object that we made for it', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await mkdir(home.at('.config', 'zed'), { recursive: true });
    const path = home.at('.config', 'zed', 'settings.json');
    await home.write('{\n  "theme": "x"\n}\n', path);
    await home.install();
    await home.runtime.sync.sync();
    const delivered = await home.read(path);
    const commented = delivered.replace(/\n {2}\}\n/u, '\n  } // what my editor may start\n');
    assert.notEqual(commented, delivered);
    await home.write(commented, path);
    await home.runtime.registry.enable('meeting-notes', false, []);
    assert.ok(told(await home.runtime.sync.sync()).includes('zed edited_here'));
    assert.equal(await home.read(path), commented);
    await home.write(delivered, path);
    assert.ok(told(await home.runtime.sync.sync()).includes('zed server remove'));
    assert.equal(await home.read(path), '{\n  "theme": "x"\n}\n');
  });

  it('leaves nothing of a file that we made, taken out with a comment beside the entry', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await mkdir(home.at('.cursor'), { recursive: true });
    await home.install();
    await home.runtime.sync.sync();
    const path = home.at('.cursor', 'mcp.json');
    const commented = (await home.read(path)).replace(/\n {2}\}\n/u, '\n  } // mine\n');
    assert.match(commented, /mine/u);
    await home.write(commented, path);
    await home.runtime.registry.enable('meeting-notes', false, []);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor skill remove', 'cursor edited_here']);
    assert.deepEqual((await home.runtime.sync.repair({ edited: 'restore' })).errors, []);
    assert.equal(existsSync(path), false);
    await home.runtime.sync.undo();
    assert.equal(await home.read(path), commented);
  });

  it('is told apart from what a client adds by where it stands, not by its name', async () => {
    const at = await delivered();
    await using home = at.home;
    const { path } = at.configs.goose!;
    await addMember(home, 'goose', path, 'envs', { timeout: '5', DEBUG: '' });
    await home.runtime.registry.enable('meeting-notes', false, ['goose']);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['goose edited_here']);
  });

  it('is asked about too where they changed what is ours in it, and the answer is for that client alone', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const cursor = home.at('.cursor', 'mcp.json');
    const { path: desktop } = home.laid.claudeDesktop;
    for (const path of [cursor, desktop]) {
      const client = path === cursor ? 'cursor' : 'claude-desktop';
      await addMember(home, client, path, 'args', ['-v']);
      await addMember(home, client, path, 'env', { LEVEL: 'debug' });
    }
    const [ours, theirs] = [await home.read(cursor), await home.read(desktop)];
    await home.runtime.sync.leaveAlone('cursor', true);
    for (const _time of ['once', 'again'])
      assert.deepEqual(told(await home.runtime.sync.sync()).sort(), [
        'claude-desktop edited_here',
        'cursor edited_here',
      ]);
    assert.equal(await home.read(cursor), ours);
    const repaired = await home.runtime.sync.repair({ clients: ['cursor'], edited: 'restore' });
    assert.deepEqual(told(repaired), ['cursor server remove']);
    assert.equal(await home.read(desktop), theirs);
  });

  it('goes on doing what ours would when they kept it and the skill is on again', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    await addMember(home, 'cursor', home.at('.cursor', 'mcp.json'), 'env', { LEVEL: 'debug' });
    await home.runtime.registry.enable('meeting-notes', false, ['cursor']);
    await home.runtime.sync.repair({ edited: 'keep' });
    await home.runtime.registry.enable('meeting-notes', true, ['cursor']);
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.equal(clientState(await home.runtime.sync.status(), 'cursor'), 'in-sync');
  });

  it('is nothing where an older ledger does not say what the entry was', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const ledger = JSON.parse(await home.read('.aios', 'state', 'sync_state.json'));
    for (const { delivered: one } of ledger.rows) delete one.entry;
    await home.write(JSON.stringify(ledger), '.aios', 'state', 'sync_state.json');
    await home.runtime.registry.enable('meeting-notes', false, []);
    const { errors } = await home.runtime.sync.sync();
    assert.deepEqual(errors, []);
  });
});
