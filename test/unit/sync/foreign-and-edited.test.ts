import assert from 'node:assert/strict';
import { lstat, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonValue } from '../../../runtime/client/formats/config-format.ts';
import { jsonFormat } from '../../../runtime/client/formats/json/json-format.ts';
import { keptSnapshots } from '../../support/kept-snapshots.ts';
import { contents, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const copy = ['.claude', 'skills', 'meeting-notes'];
const skillFile = [...copy, 'SKILL.md'];

async function setServer(home: SyncHome, path: string, value: JsonValue): Promise<void> {
  const bytes = Buffer.from(await home.read(path));
  const edit = jsonFormat.setEntry(path, bytes, ['mcpServers', 'aios'], value);
  await home.write(Buffer.from(edit.bytes).toString(), path);
}

/** Everything of the clients', nothing of ours. */
function clientFiles(home: SyncHome): Promise<Map<string, string>> {
  return contents(home.path, ['.aios', 'skill-source', 'aios-mcp-as-shipped.cjs']);
}

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

describe('What stands under our names but is not ours', () => {
  it('keeps a server called aios that somebody else put there, and says that the name is taken', async () => {
    await using home = await makeSyncHome();
    const { path } = home.laid.cursor;
    await setServer(home, path, { command: 'another-aios' });
    const text = await home.read(path);
    await home.install();
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result), [
      'claude-desktop server create',
      'claude-code server create',
      'claude-code skill create',
      'cursor name_taken',
    ]);
    const [error] = result.errors;
    assert.ok(error?.message.includes(path));
    assert.match(error?.remedy ?? '', /Rename or remove yours/u);
    assert.equal(await home.read(path), text);
  });

  it('keeps a skill of the same name that a person wrote, to the last file', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at(...copy, 'scripts'), { recursive: true });
    await home.write('---\nname: meeting-notes\n---\nMy own.\n', ...skillFile);
    await home.write('echo mine\n', ...copy, 'scripts', 'run.sh');
    const before = await contents(home.at(...copy));
    await home.install();
    assert.deepEqual(told(await home.runtime.sync.sync()).slice(3), ['claude-code name_taken']);
    assert.deepEqual(await contents(home.at(...copy)), before);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.deepEqual(await contents(home.at(...copy)), before);
  });

  it('is not touched by any repair, whatever it is asked to do', async () => {
    await using home = await makeSyncHome();
    await setServer(home, home.laid.cursor.path, { command: 'another-aios' });
    await mkdir(home.at(...copy), { recursive: true });
    await home.write('My own.\n', ...skillFile);
    await home.install();
    await home.runtime.sync.sync();
    const before = await clientFiles(home);
    for (const edited of ['ask', 'keep', 'restore'] as const) {
      assert.deepEqual(told(await home.runtime.sync.repair({ edited })), []);
      assert.deepEqual(told(await home.runtime.sync.repair({ edited, ids: ['aios', 'meeting-notes'] })), []);
    }
    assert.deepEqual(await clientFiles(home), before);
  });

  it('is told of no more when it says what ours would say', async () => {
    await using home = await delivered();
    await rm(home.at('.aios', 'state', 'sync_state.json'));
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result), ['claude-code name_taken']);
  });

  it('are a person’s notes where our copy would go: it goes beside them, and they stay when it goes', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at(...copy), { recursive: true });
    await home.write('mine', ...copy, 'mine.txt');
    await home.install();
    assert.deepEqual(told(await home.runtime.sync.sync()).slice(3), ['claude-code skill create']);
    assert.match(await home.read(...copy, 'SKILL.md'), /meeting-notes/u);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.deepEqual([...(await contents(home.at(...copy))).keys()], ['mine.txt']);
    assert.equal(await home.read(...copy, 'mine.txt'), 'mine');
  });

  for (const [name, make] of [
    ['an empty folder', (home: SyncHome) => mkdir(home.at(...copy))],
    ['a file', (home: SyncHome) => home.write('mine', ...copy)],
    ['a link to a folder of theirs', (home: SyncHome) => symlink(home.at('.claude'), home.at(...copy))],
    ['a link to nothing', (home: SyncHome) => symlink(home.at('nowhere'), home.at(...copy))],
  ] as const) {
    it(`keeps ${name} where our copy would go`, async () => {
      await using home = await makeSyncHome();
      await make(home);
      const before = await contents(home.at('.claude'));
      await home.install();
      assert.deepEqual(told(await home.runtime.sync.sync()).slice(3), ['claude-code name_taken']);
      assert.deepEqual(await contents(home.at('.claude')), before);
    });
  }
});

describe('What a person edited of ours', () => {
  it('is left alone by sync and repair, which say what can be done', async () => {
    await using home = await delivered();
    await setServer(home, home.laid.claudeDesktop.path, { command: 'mine', args: [] });
    await home.write('My version.\n', ...skillFile);
    const before = await clientFiles(home);
    for (const result of [await home.runtime.sync.sync(), await home.runtime.sync.repair()]) {
      assert.deepEqual(told(result), ['claude-desktop edited_here', 'claude-code edited_here']);
      assert.match(
        result.errors[0]?.remedy ?? '',
        /aios repair aios --client \S+ --keep.*aios repair aios --client \S+ --restore/u,
      );
      assert.deepEqual(await clientFiles(home), before);
    }
  });

  it('is left alone by an update too', async () => {
    await using home = await delivered();
    await home.write('My version.\n', ...skillFile);
    await home.install({ version: '2.0.0' });
    const before = await clientFiles(home);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code edited_here']);
    assert.deepEqual(await clientFiles(home), before);
  });

  it('becomes the person’s with --keep: never touched again, also when the skill goes', async () => {
    await using home = await delivered();
    await setServer(home, home.laid.claudeDesktop.path, { command: 'mine', args: [] });
    await home.write('My version.\n', ...skillFile);
    const before = await clientFiles(home);
    assert.deepEqual(told(await home.runtime.sync.repair({ edited: 'keep' })), [
      'claude-desktop server keep',
      'claude-code skill keep',
    ]);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    const { items } = await home.runtime.sync.status();
    assert.deepEqual(
      items.filter(({ state }) => state === 'kept').map(({ kind, drifted }) => [kind, drifted]),
      [
        ['server', false],
        ['skill', false],
      ],
    );
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    const after = await clientFiles(home);
    for (const path of ['.config/Claude/claude_desktop_config.json', '.claude/skills/meeting-notes/SKILL.md'])
      assert.equal(after.get(join(path)), before.get(join(path)));
    assert.ok(after.get(join('.claude/skills/meeting-notes/SKILL.md'))?.includes('My version.'));
  });

  it('gives way to ours with --restore, and is kept in a snapshot', async () => {
    await using home = await delivered();
    const ours = await clientFiles(home);
    await setServer(home, home.laid.claudeDesktop.path, { command: 'mine', args: [] });
    const edited = await home.read(home.laid.claudeDesktop.path);
    await home.write('My version.\n', ...skillFile);
    await home.write('beside', ...copy, 'my-notes.md');
    assert.deepEqual(told(await home.runtime.sync.repair({ edited: 'restore' })), [
      'claude-desktop server update',
      'claude-code skill update',
    ]);
    const { items } = await home.runtime.sync.status();
    assert.ok(items.every(({ state }) => state === 'in-sync'));
    assert.equal(await home.read(...copy, 'my-notes.md'), 'beside');
    await rm(home.at(...copy, 'my-notes.md'));
    assert.deepEqual(await clientFiles(home), ours);
    const kept = (await keptSnapshots(home.aios)).at(-1);
    assert.equal(kept?.manifest.kind, 'repair');
    for (const text of [edited, 'My version.\n', 'beside']) assert.ok(kept?.texts.includes(text), text);
  });

  it('is repaired one at a time when ids are given', async () => {
    await using home = await delivered();
    await setServer(home, home.laid.claudeDesktop.path, { command: 'mine', args: [] });
    await home.write('My version.\n', ...skillFile);
    const result = await home.runtime.sync.repair({ edited: 'restore', ids: ['meeting-notes'] });
    assert.deepEqual(told(result), ['claude-code skill update']);
    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-desktop server edited']);
  });

  it('is taken away with --restore when the skill is no longer wanted, and kept in a snapshot', async () => {
    await using home = await delivered();
    await home.write('My version.\n', ...skillFile);
    await home.runtime.registry.remove('meeting-notes');
    const result = await home.runtime.sync.repair({ edited: 'restore', ids: ['meeting-notes'] });
    assert.deepEqual(told(result), ['claude-code skill remove']);
    await assert.rejects(lstat(home.at(...copy)));
    assert.ok((await keptSnapshots(home.aios)).at(-1)?.texts.includes('My version.\n'));
  });

  it('stays when the skill is no longer wanted, and becomes the person’s', async () => {
    await using home = await delivered();
    await home.write('My version.\n', ...skillFile);
    await home.runtime.registry.remove('meeting-notes');
    const before = await contents(home.at(...copy));
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result).slice(3), ['claude-code skill forget']);
    assert.deepEqual(await contents(home.at(...copy)), before);
  });
});

describe('Links that a person put where our copy was', () => {
  /** A folder of the person's with the very files of our copy in it, and something of their own. */
  async function withLinkedCopy(link: readonly string[]): Promise<SyncHome> {
    const home = await delivered();
    await mkdir(home.at('dotfiles'));
    await rename(home.at(...copy, ...link), home.at('dotfiles', 'theirs'));
    await symlink(home.at('dotfiles', 'theirs'), home.at(...copy, ...link));
    await home.write('own', 'dotfiles', 'own.txt');
    return home;
  }

  for (const link of [[], ['references'], ['SKILL.md']] as const) {
    const where = ['the copy', ...link].join('/');
    it(`count as edited at ${where}; what is behind them stays as it is, even when ours are restored`, async () => {
      await using home = await withLinkedCopy(link);
      const theirs = await contents(home.at('dotfiles'));
      assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
      await home.install({ version: '2.0.0' });
      assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code edited_here']);
      const result = await home.runtime.sync.repair({ edited: 'restore' });
      assert.deepEqual(told(result), ['claude-code skill update']);
      assert.deepEqual(askew(await home.runtime.sync.status()), []);
      assert.deepEqual(await contents(home.at('dotfiles')), theirs);
      assert.ok(!(await lstat(home.at(...copy, ...link))).isSymbolicLink());
      const kept = (await keptSnapshots(home.aios)).at(-1)?.manifest.places[0]?.files;
      const before = kept?.find(({ path }) => path === link.join('/'))?.before;
      assert.deepEqual(before, { kind: 'link', target: home.at('dotfiles', 'theirs') });
    });

    it(`keep what is behind them at ${where} when the skill goes`, async () => {
      await using home = await withLinkedCopy(link);
      const theirs = await contents(home.at('dotfiles'));
      await home.runtime.registry.remove('meeting-notes');
      await home.runtime.sync.repair({ edited: 'restore' });
      await home.runtime.sync.sync();
      assert.deepEqual(await contents(home.at('dotfiles')), theirs);
    });
  }

  it('are followed above our copy: a skills folder in a dotfiles repository is written through', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at('dotfiles'));
    await rename(home.at('.claude', 'skills'), home.at('dotfiles', 'skills'));
    await symlink(home.at('dotfiles', 'skills'), home.at('.claude', 'skills'));
    await home.install();
    await home.runtime.sync.sync();
    assert.deepEqual((await readdir(home.at('dotfiles', 'skills'))).sort(), ['meeting-notes', 'my-notes']);
    assert.ok((await lstat(home.at('.claude', 'skills'))).isSymbolicLink());
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    assert.deepEqual(await readdir(home.at('dotfiles', 'skills')), ['my-notes']);
  });
});
