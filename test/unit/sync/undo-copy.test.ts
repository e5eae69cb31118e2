import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { rejectsWith } from '../../support/assert-error.ts';
import { ofThePerson } from '../../support/home-of-all.ts';
import { keptSnapshots } from '../../support/kept-snapshots.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew } from '../../support/sync-told.ts';

const copy = ['.claude', 'skills', 'meeting-notes'];

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

/** A home where a person put something of theirs where our copy's folder stood, and ours was restored. */
async function restoredOver(put: (home: SyncHome) => Promise<unknown>): Promise<SyncHome> {
  const home = await delivered();
  await rm(home.at(...copy), { recursive: true });
  await put(home);
  await home.runtime.sync.repair({ edited: 'restore' });
  return home;
}

const putFile = (home: SyncHome): Promise<unknown> => home.write('precious', ...copy);

async function undoErrors(home: SyncHome): Promise<string[]> {
  const { errors } = await home.runtime.sync.undo();
  return errors.map(({ code, path }) => `${code} ${path}`);
}

describe('Undoing a repair brings back', () => {
  const cases: readonly (readonly [string, (home: SyncHome) => Promise<unknown>])[] = [
    [
      'a file where our copy stood',
      async (home) => {
        await rm(home.at(...copy), { recursive: true });
        await putFile(home);
        await chmod(home.at(...copy), 0o640);
      },
    ],
    [
      'a link to nothing where our copy stood',
      async (home) => {
        await rm(home.at(...copy), { recursive: true });
        await symlink(home.at('nowhere'), home.at(...copy));
      },
    ],
    [
      'a link to a folder where our copy stood',
      async (home) => {
        await mkdir(home.at('dotfiles'));
        await rename(home.at(...copy), home.at('dotfiles', 'theirs'));
        await symlink(home.at('dotfiles', 'theirs'), home.at(...copy));
      },
    ],
    [
      'a file where a folder of our copy stood',
      async (home) => {
        await rm(home.at(...copy, 'references'), { recursive: true });
        await home.write('precious', ...copy, 'references');
      },
    ],
    [
      'a link where a folder of our copy stood',
      async (home) => {
        await rename(home.at(...copy, 'references'), home.at('theirs'));
        await symlink(home.at('theirs'), home.at(...copy, 'references'));
      },
    ],
    [
      'a folder where a file of our copy stood',
      async (home) => {
        await rm(home.at(...copy, 'SKILL.md'));
        await mkdir(home.at(...copy, 'SKILL.md', 'inner'), { recursive: true });
        await home.write('precious', ...copy, 'SKILL.md', 'inner', 'mine.md');
      },
    ],
  ];
  for (const [what, put] of cases) {
    it(`${what}; undone in its turn, ours stands there again`, async () => {
      await using home = await delivered();
      await put(home);
      const theirs = await ofThePerson(home);
      const { mode } = await lstat(home.at(...copy));
      await home.runtime.sync.repair({ edited: 'restore' });
      const ours = await ofThePerson(home);
      assert.notDeepEqual(ours, theirs);
      for (let round = 0; round < 2; round += 1) {
        assert.deepEqual(await undoErrors(home), []);
        assert.deepEqual(await ofThePerson(home), theirs);
        assert.equal((await lstat(home.at(...copy))).mode, mode);
        assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
        assert.deepEqual(await undoErrors(home), []);
        assert.deepEqual(await ofThePerson(home), ours);
        assert.deepEqual(askew(await home.runtime.sync.status()), []);
      }
    });
  }

  it('a file where our copy stood that is no longer wanted', async () => {
    await using home = await delivered();
    await rm(home.at(...copy), { recursive: true });
    await putFile(home);
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.repair({ edited: 'restore', ids: ['meeting-notes'] });
    await assert.rejects(stat(home.at(...copy)), { code: 'ENOENT' });
    assert.deepEqual(await undoErrors(home), []);
    assert.equal(await home.read(...copy), 'precious');
  });
});

describe('Undoing a repair leaves the whole of our copy', () => {
  for (const [what, path] of [
    ['beside our files', ['mine.md']],
    ['in a folder of its own', ['mine', 'mine.md']],
    ['deeper than we look', [...Array<string>(20).fill('deep'), 'mine.md']],
  ] as const) {
    it(`where a person put a file ${what} since, and can be asked again once that is gone`, async () => {
      await using home = await restoredOver(putFile);
      await mkdir(home.at(...copy, ...path.slice(0, -1)), { recursive: true });
      await home.write('mine', ...copy, ...path);
      const before = await ofThePerson(home);
      assert.deepEqual(await undoErrors(home), [`changed_since ${home.at(...copy, ...path)}`]);
      assert.deepEqual(await ofThePerson(home), before);
      assert.deepEqual(askew(await home.runtime.sync.status()), []);
      await rm(home.at(...copy, ...path));
      assert.deepEqual(await undoErrors(home), []);
      assert.equal(await home.read(...copy), 'precious');
      assert.deepEqual(
        (await readdir(home.at(...copy.slice(0, -1)))).filter((name) => name.startsWith('.')),
        [],
      );
    });
  }

  it('where the copy of what stood there before is gone', async () => {
    await using home = await restoredOver(putFile);
    const before = await ofThePerson(home);
    const { manifest } = (await keptSnapshots(home.aios)).at(-1)!;
    const folder = home.at('.aios', 'state', 'snapshots', manifest.id);
    for (const name of await readdir(folder)) if (name !== 'manifest.json') await rm(home.at(folder, name));
    assert.deepEqual(await undoErrors(home), [`snapshot_damaged ${home.at(...copy)}`]);
    assert.deepEqual(await ofThePerson(home), before);
  });
});

describe('A repair that could not be undone', () => {
  it('is not begun: what is too large to be kept stays, and that is said', async () => {
    await using home = await delivered();
    await rm(home.at(...copy), { recursive: true });
    await home.write('x'.repeat(33 * 1024 * 1024), ...copy);
    const error = await rejectsWith(home.runtime.sync.repair({ edited: 'restore' }), 'snapshot_impossible');
    assert.equal(error.file, home.at(...copy));
    assert.equal((await stat(home.at(...copy))).size, 33 * 1024 * 1024);
  });
});

describe('Undoing a removal', () => {
  it('writes nothing through a link that a person put where our copy stood', async () => {
    await using home = await delivered();
    await home.runtime.registry.remove('meeting-notes');
    await home.runtime.sync.sync();
    await mkdir(home.at('dotfiles'));
    await symlink(home.at('dotfiles'), home.at(...copy));
    assert.ok((await undoErrors(home)).includes(`changed_since ${home.at(...copy)}`));
    assert.deepEqual(await readdir(home.at('dotfiles')), []);
    assert.ok((await lstat(home.at(...copy))).isSymbolicLink());
  });
});
