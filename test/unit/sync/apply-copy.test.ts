import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { AiosError } from '../../../runtime/errors.ts';
import { digestFiles, digestOfDigests } from '../../../runtime/files/digest.ts';
import { removeCopy, writeCopy } from '../../../runtime/sync/apply-copy.ts';
import type { Delivered } from '../../../runtime/sync/ledger.ts';
import { removeHalfCopies } from '../../../runtime/sync/leftovers.ts';
import { contents } from '../../support/sync-home.ts';

type Files = Readonly<Record<string, string>>;

const first: Files = {
  'SKILL.md': 'one',
  'references/a.json': 'a',
  'scripts/deep/run.sh': 'run',
  'old.md': 'old',
};
const second: Files = { 'SKILL.md': 'two', 'references/a.json': 'a', 'references/b.json': 'b' };

function bytesOf(files: Files): Map<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

function deliveredOf(files: Files): Delivered {
  const digests = digestFiles(bytesOf(files));
  return { hash: digestOfDigests(digests), files: digests };
}

describe('A skill’s copy', () => {
  let root: string;
  let folder: string;

  const write = (files: Files, known: readonly Files[] = [], replaceEdits = false): Promise<void> =>
    writeCopy({ folder, known: known.map(deliveredOf), replaceEdits }, bytesOf(files));
  const remove = (known: readonly Files[], replaceEdits = false): Promise<void> =>
    removeCopy({ folder, known: known.map(deliveredOf), replaceEdits });
  const texts = async (): Promise<Record<string, string>> =>
    Object.fromEntries([...(await contents(folder))].filter(([, text]) => text !== 'folder'));
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aios-copy-'));
    folder = join(root, 'skills', 'notes');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  it('loses the files and folders that an update no longer has, and no others', async () => {
    await write(first);
    await put('mine.md', 'mine');
    await put('scripts/mine.sh', 'mine');
    await write(second, [first]);
    assert.deepEqual(await texts(), { ...second, 'mine.md': 'mine', 'scripts/mine.sh': 'mine' });
    await assert.rejects(stat(join(folder, 'scripts', 'deep')));
  });

  it('keeps a file that an update no longer has when a person edited it', async () => {
    await write(first);
    await put('old.md', 'my old');
    await write(second, [first]);
    assert.deepEqual(await texts(), { ...second, 'old.md': 'my old' });
  });

  it('loses it all the same when edits are to be replaced', async () => {
    await write(first);
    await put('old.md', 'my old');
    await write(second, [first], true);
    assert.deepEqual(await texts(), second);
  });

  it('is not updated over a file that a person put where the new version has one', async () => {
    await write(first);
    await put('references/b.json', 'my b');
    await assert.rejects(write(second, [first]), (error) => AiosError.is(error, 'changed_meanwhile'));
    assert.deepEqual(await texts(), { ...first, 'references/b.json': 'my b' });
  });

  it('is left halfway when a person writes one of its files at that moment, and says so', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `references/${index}.json`);
    const many = Object.fromEntries([...names, 'SKILL.md'].map((name) => [name, `ours: ${name}`]));
    await write({ 'SKILL.md': 'one' });
    const writing = write(many, [{ 'SKILL.md': 'one' }]);
    while (!existsSync(join(folder, names[0]!))) await setImmediate();
    await writeFile(join(folder, 'SKILL.md'), 'mine');
    await assert.rejects(writing, (error) => AiosError.is(error, 'changed_halfway'));
    assert.deepEqual(await texts(), { ...many, 'SKILL.md': 'mine' });
  });

  it('appears as a whole where nothing stood', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `references/${index}.json`);
    const many = Object.fromEntries([...names, 'SKILL.md'].map((name) => [name, `ours: ${name}`]));
    const writing = write(many);
    while (!existsSync(folder)) await setImmediate();
    assert.deepEqual(await texts(), many);
    await writing;
    assert.deepEqual(await readdir(join(root, 'skills')), ['notes']);
  });

  it('is not written where a person put something meanwhile', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `references/${index}.json`);
    const many = Object.fromEntries([...names, 'SKILL.md'].map((name) => [name, `ours: ${name}`]));
    const writing = write(many);
    while (!existsSync(join(root, 'skills'))) await setImmediate();
    await put('SKILL.md', 'mine');
    await assert.rejects(writing, (error) => AiosError.is(error, 'changed_meanwhile'));
    assert.deepEqual(await texts(), { 'SKILL.md': 'mine' });
    assert.deepEqual(await readdir(join(root, 'skills')), ['notes']);
  });

  it('loses the half of it that a killed delivery left, and nobody else’s', async () => {
    await mkdir(join(root, 'skills', '.notes.0123456789ab.aios-tmp', 'references'), { recursive: true });
    await mkdir(join(root, 'skills', '.mine.0123456789ab.aios-tmp'));
    await removeHalfCopies([folder]);
    assert.deepEqual(await readdir(join(root, 'skills')), ['.mine.0123456789ab.aios-tmp']);
  });

  it('does not touch files that are as they should be', async () => {
    await write(first);
    const { mtimeMs, ino } = await stat(join(folder, 'references', 'a.json'));
    await write(second, [first]);
    const now = await stat(join(folder, 'references', 'a.json'));
    assert.deepEqual([now.mtimeMs, now.ino], [mtimeMs, ino]);
  });

  it('is finished from any mixture of versions that interrupted deliveries left', async () => {
    await write(first);
    const third: Files = { 'SKILL.md': 'three', 'only-third.md': 'third' };
    await put('only-third.md', 'third');
    await write(second, [first, third]);
    assert.deepEqual(await texts(), second);
  });

  it('loses what a killed delivery left beside its files', async () => {
    await write(first);
    await put('references/.a.json.0123456789ab.aios-tmp', 'half');
    await put('references/.mine.0123456789ab.aios-tmp', 'not ours');
    await write(second, [first]);
    assert.deepEqual(await readdir(join(folder, 'references')), [
      '.mine.0123456789ab.aios-tmp',
      'a.json',
      'b.json',
    ]);
  });

  it('goes with all its folders, and with its own', async () => {
    await write(first);
    await remove([first]);
    assert.deepEqual(await readdir(join(root, 'skills')), []);
  });

  it('goes with the folders that a killed removal left empty', async () => {
    await write(first);
    for (const path of Object.keys(first)) await rm(join(folder, path));
    await remove([first]);
    assert.deepEqual(await readdir(join(root, 'skills')), []);
  });

  it('leaves behind what a person edited or added, in its folders', async () => {
    await write(first);
    await put('SKILL.md', 'my one');
    await put('scripts/deep/mine.sh', 'mine');
    await remove([first]);
    assert.deepEqual(await texts(), { 'SKILL.md': 'my one', 'scripts/deep/mine.sh': 'mine' });
  });

  it('never writes or removes through a link that stands in it', async () => {
    await write(first);
    await mkdir(join(root, 'theirs'));
    await writeFile(join(root, 'theirs', 'a.json'), 'a');
    await rm(join(folder, 'references'), { recursive: true });
    await symlink(join(root, 'theirs'), join(folder, 'references'));
    await assert.rejects(write(second, [first]), (error) => AiosError.is(error, 'changed_meanwhile'));
    await remove([first]);
    assert.deepEqual(await readdir(join(root, 'theirs')), ['a.json']);
  });

  it('makes way for its files where a person put folders and links, only when edits are to be replaced', async () => {
    await write(first);
    await rm(join(folder, 'old.md'));
    await put('old.md/inside.md', 'mine');
    await rm(join(folder, 'SKILL.md'));
    await symlink(join(root, 'nowhere'), join(folder, 'SKILL.md'));
    await assert.rejects(write(first, [first]), (error) => AiosError.is(error, 'changed_meanwhile'));
    await write(first, [first], true);
    assert.deepEqual(await texts(), first);
  });

  if (process.platform !== 'win32') {
    it('can be read like a client’s other files', async () => {
      await write(first);
      assert.equal((await stat(join(folder, 'SKILL.md'))).mode & 0o777, 0o644);
    });
  }
});
