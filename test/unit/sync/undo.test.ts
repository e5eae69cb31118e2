import assert from 'node:assert/strict';
import { chmod, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { rejectsWith } from '../../support/assert-error.ts';
import { homeOfAll, ofThePerson } from '../../support/home-of-all.ts';
import { keptSnapshots } from '../../support/kept-snapshots.ts';
import { makeSyncHome, type SyncHome, snapshot } from '../../support/sync-home.ts';
import { askew } from '../../support/sync-told.ts';

const skillFile = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];
const ledgerFile = ['.aios', 'state', 'sync_state.json'];
const snapshotsFolder = ['.aios', 'state', 'snapshots'];

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

/**
 * Makes an undo that was done look as one that was killed before it wrote the ledger anew.
 * @param ledger as it was before
 */
async function asIfKilled(home: SyncHome, ledger: string): Promise<void> {
  const { manifest } = (await keptSnapshots(home.aios)).at(-1)!;
  const { finished, ...begun } = manifest;
  assert.equal(finished, true);
  await writeFile(home.at(...snapshotsFolder, manifest.id, 'manifest.json'), JSON.stringify(begun));
  await home.write(ledger, ...ledgerFile);
}

describe('Undo', () => {
  it('says that there is nothing to take back where nothing was done', async () => {
    await using home = await makeSyncHome();
    await rejectsWith(home.runtime.sync.undo(), 'nothing_to_undo');
  });

  it('takes the first delivery back in every client, byte for byte, and undoing that delivers again', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    const after = await ofThePerson(home);
    const ledger = await home.read(...ledgerFile);
    for (let round = 0; round < 2; round += 1) {
      assert.deepEqual((await home.runtime.sync.undo()).errors, []);
      assert.deepEqual(await ofThePerson(home), before);
      assert.deepEqual(JSON.parse(await home.read(...ledgerFile)), { format: 1, rows: [] });
      assert.deepEqual((await home.runtime.sync.undo()).errors, []);
      assert.deepEqual(await ofThePerson(home), after);
      assert.equal(await home.read(...ledgerFile), ledger);
    }
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('takes an update back, files that are no longer part of it included', async () => {
    await using home = await delivered();
    const before = await ofThePerson(home);
    await home.install({ version: '2.0.0' });
    await home.runtime.sync.sync();
    const { undone, changes } = await home.runtime.sync.undo();
    assert.equal(undone.kind, 'sync');
    assert.deepEqual(
      changes.map(({ client, kind, action }) => `${client} ${kind} ${action}`),
      ['claude-code skill undo'],
    );
    assert.deepEqual(await ofThePerson(home), before);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill source-moved']);
  });

  it('takes a removal back, files and folders with their modes', async () => {
    await using home = await delivered();
    await chmod(home.at(...skillFile), 0o640);
    const before = await ofThePerson(home);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    await home.runtime.sync.undo();
    assert.deepEqual(await ofThePerson(home), before);
    if (process.platform !== 'win32') assert.equal((await stat(home.at(...skillFile))).mode & 0o777, 0o640);
    assert.deepEqual(
      [...new Set(askew(await home.runtime.sync.status()).map((line) => line.split(' ')[2]))],
      ['not-wanted'],
    );
  });

  it('brings back what a person had edited and was restored, and what was kept is edited again', async () => {
    await using home = await delivered();
    await home.write('My version.\n', ...skillFile);
    await home.write('beside', '.claude', 'skills', 'meeting-notes', 'mine.md');
    const before = await ofThePerson(home);
    for (const edited of ['restore', 'keep'] as const) {
      await home.runtime.sync.repair({ edited });
      assert.deepEqual(
        askew(await home.runtime.sync.status()),
        edited === 'keep' ? ['claude-code skill kept'] : [],
      );
      assert.deepEqual((await home.runtime.sync.undo()).errors, []);
      assert.deepEqual(await ofThePerson(home), before);
      assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
    }
  });

  it('leaves what a person changed since, says so, and takes the rest back', async () => {
    await using home = await delivered();
    await home.write('Mine.\n', ...skillFile);
    const { path, text } = home.laid.cursor;
    await home.write((await home.read(path)).replace('aios-mcp', 'mine'), path);
    const edited = await home.read(path);
    const { errors } = await home.runtime.sync.undo();
    assert.deepEqual(
      errors.map(({ client, code }) => `${client} ${code}`),
      ['cursor changed_since', 'claude-code changed_since'],
    );
    assert.equal(await home.read(path), edited);
    assert.notEqual(edited, text);
    assert.equal(await home.read(...skillFile), 'Mine.\n');
    assert.deepEqual(await readdir(home.at('.claude', 'skills', 'meeting-notes')), ['SKILL.md']);
    assert.equal(await home.read(home.laid.claudeCode.path), home.laid.claudeCode.text);
    assert.equal(await home.read(home.laid.claudeDesktop.path), home.laid.claudeDesktop.text);
  });

  it('takes only our entry out of a config that its client wrote into since', async () => {
    await using home = await delivered();
    const { path, text } = home.laid.claudeCode;
    const more = (one: string): string => one.replace('"numStartups":412', '"numStartups":413');
    await home.write(more(await home.read(path)), path);
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.equal(await home.read(path), more(text));
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.match(await home.read(path), /"numStartups":413.*aios-mcp/u);
  });

  it('that was killed and taken up again, even twice, is undone as a whole', async () => {
    await using home = await makeSyncHome();
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    const after = await ofThePerson(home);
    const ledger = await home.read(...ledgerFile);
    const cursor = await home.read(home.laid.cursor.path);
    await home.runtime.sync.undo();
    for (let kill = 0; kill < 2; kill += 1) {
      await asIfKilled(home, ledger);
      // As far as Cursor it had not come; Claude Code's file, desktop's and the skill it had brought back.
      await home.write(cursor, home.laid.cursor.path);
      assert.deepEqual((await home.runtime.sync.undo()).errors, []);
      assert.deepEqual(await ofThePerson(home), before);
    }
    const kept = await keptSnapshots(home.aios);
    assert.deepEqual(
      kept.map(({ manifest }) => manifest.kind),
      ['sync', 'undo'],
      'what was killed is done with',
    );
    for (let round = 0; round < 2; round += 1) {
      assert.deepEqual((await home.runtime.sync.undo()).errors, []);
      assert.deepEqual(await ofThePerson(home), after);
      assert.deepEqual(JSON.parse(await home.read(...ledgerFile)), JSON.parse(ledger));
      assert.deepEqual((await home.runtime.sync.undo()).errors, []);
      assert.deepEqual(await ofThePerson(home), before);
    }
  });

  it('that was killed after some files of a copy puts every one of them back when it is undone', async () => {
    await using home = await delivered();
    const schema = [...skillFile.slice(0, -1), 'references', 'schema.output.json'];
    await home.write('My version.\n', ...skillFile);
    await home.write('{}', ...schema);
    const edited = await ofThePerson(home);
    await home.runtime.sync.repair({ edited: 'restore' });
    const restored = await ofThePerson(home);
    const [text, ledger] = [await home.read(...skillFile), await home.read(...ledgerFile)];
    await home.runtime.sync.undo();
    await asIfKilled(home, ledger);
    // The schema had been brought back, SKILL.md comes last.
    await home.write(text, ...skillFile);
    await home.runtime.sync.undo();
    assert.deepEqual(await ofThePerson(home), edited);
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.deepEqual(await ofThePerson(home), restored);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('that was killed and taken up again leaves out what a person wrote in between', async () => {
    await using home = await delivered();
    const ledger = await home.read(...ledgerFile);
    await home.runtime.sync.undo();
    await asIfKilled(home, ledger);
    const { path, text } = home.laid.claudeCode;
    const more = text.replace('"numStartups":412', '"numStartups":413');
    await home.write(more, path);
    const { path: cursor } = home.laid.cursor;
    const mine = (await home.read(cursor)).replace(
      '"mcpServers": {',
      '"mcpServers": {\n"aios": {"command": "mine"},',
    );
    await home.write(mine, cursor);
    assert.deepEqual(
      (await home.runtime.sync.undo()).errors.map(({ client, code }) => `${client} ${code}`),
      ['cursor changed_since'],
    );
    assert.deepEqual((await home.runtime.sync.undo()).errors, []);
    assert.equal(await home.read(cursor), mine);
    assert.match(await home.read(path), /"numStartups":413.*aios-mcp/u);
    assert.match(await home.read(...skillFile), /meeting-notes/u);
  });

  it('only says what it would do with a dry run', async () => {
    await using home = await delivered();
    const before = await snapshot(home.path);
    const { changes } = await home.runtime.sync.undo({ dryRun: true });
    assert.equal(changes.length, 4);
    assert.deepEqual(await snapshot(home.path), before);
  });

  it('tells of files whose copies are gone, and leaves them', async () => {
    await using home = await delivered();
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    const after = await ofThePerson(home);
    const [, last] = await keptSnapshots(home.aios);
    const folder = home.at('.aios', 'state', 'snapshots', last!.manifest.id);
    for (const name of await readdir(folder)) if (name !== 'manifest.json') await rm(home.at(folder, name));
    const { errors } = await home.runtime.sync.undo();
    assert.deepEqual([...new Set(errors.map(({ code }) => code))], ['snapshot_damaged']);
    assert.deepEqual(await ofThePerson(home), after);
  });
});

describe('Snapshots', () => {
  it('are taken of what changes, for the person alone, and not of a sync that changes nothing', async () => {
    await using home = await delivered();
    await home.runtime.sync.sync();
    const kept = await keptSnapshots(home.aios);
    assert.deepEqual(
      kept.map(({ manifest }) => manifest.kind),
      ['sync'],
    );
    assert.ok(kept[0]?.texts.includes(home.laid.cursor.text));
    if (process.platform === 'win32') return;
    for (const [name, value] of await snapshot(home.at('.aios', 'state', 'snapshots')))
      assert.match(value, /^(?:folder|100600 )/u, name);
  });

  it('are at most fifty, and the oldest go', async () => {
    await using home = await delivered();
    for (let count = 0; count < 52; count += 1) await home.runtime.sync.undo();
    const kept = await keptSnapshots(home.aios);
    assert.equal(kept.length, 50);
    assert.ok(kept.every(({ manifest }) => manifest.kind === 'undo'));
  });
});
