import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ensurePrivateFolder,
  removeTemporaryFiles,
  writeFileAtomically,
} from '../../../runtime/files/atomic-write.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome } from '../../support/run-cli.ts';

const isWindows = process.platform === 'win32';

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o7777).toString(8);
}

describe('writing a file atomically', () => {
  it('creates a file that only the person may read', async () => {
    await using home = await makeHome();
    const file = join(home.path, 'new.json');
    await writeFileAtomically(file, 'content');
    assert.equal(await readFile(file, 'utf8'), 'content');
    if (!isWindows) assert.equal(await modeOf(file), '600');
    assert.deepEqual(await readdir(home.path), ['new.json']);
  });

  it('gives a new file the mode asked for, whatever the umask takes away', async function () {
    if (isWindows) this.skip();
    await using home = await makeHome();
    const before = process.umask(0o077);
    try {
      await writeFileAtomically(join(home.path, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
    } finally {
      process.umask(before);
    }
    assert.equal(await modeOf(join(home.path, 'run.sh')), '755');
  });

  for (const mode of [0o600, 0o644, 0o660, 0o755]) {
    it(`keeps mode ${mode.toString(8)} of a file that it replaces`, async function () {
      if (isWindows) this.skip();
      await using home = await makeHome();
      const file = join(home.path, 'config.json');
      await writeFile(file, 'old');
      await chmod(file, mode);
      await writeFileAtomically(file, 'new', { mode: 0o600 });
      assert.equal(await modeOf(file), mode.toString(8));
      assert.equal(await readFile(file, 'utf8'), 'new');
    });
  }

  it('replaces the file: whoever has the old one open still reads the old content', async () => {
    await using home = await makeHome();
    const file = join(home.path, 'config.json');
    await writeFile(file, 'old');
    const { ino } = await stat(file);
    await writeFileAtomically(file, 'new');
    assert.notEqual((await stat(file)).ino, ino);
  });

  it('follows a chain of links, replaces the file at its end and keeps the links', async () => {
    await using home = await makeHome();
    const real = join(home.path, 'dotfiles', 'mcp.json');
    await mkdir(join(home.path, 'dotfiles'));
    await writeFile(real, 'old');
    await symlink('dotfiles/mcp.json', join(home.path, 'middle'));
    await symlink(join(home.path, 'middle'), join(home.path, 'link'));
    await writeFileAtomically(join(home.path, 'link'), 'new');
    assert.equal(await readFile(real, 'utf8'), 'new');
    assert.ok((await lstat(join(home.path, 'link'))).isSymbolicLink());
    assert.equal(await readlink(join(home.path, 'middle')), 'dotfiles/mcp.json');
    assert.deepEqual(await readdir(join(home.path, 'dotfiles')), ['mcp.json']);
  });

  it('refuses a file without write permission, even for root, and says how to go on', async () => {
    await using home = await makeHome();
    const file = join(home.path, 'config.json');
    await writeFile(file, 'old');
    await chmod(file, 0o444);
    const error = await rejectsWith(writeFileAtomically(file, 'new'), 'file_read_only');
    assert.match(error.remedy, /chmod u\+w/u);
    assert.equal(error.file, file);
    assert.equal(await readFile(file, 'utf8'), 'old');
    assert.deepEqual(await readdir(home.path), ['config.json']);
    await chmod(file, 0o644);
  });

  it('refuses a link to a file that does not exist, and leaves the link', async () => {
    await using home = await makeHome();
    await symlink('gone.json', join(home.path, 'link'));
    await rejectsWith(writeFileAtomically(join(home.path, 'link'), 'new'), 'dangling_link');
    assert.deepEqual(await readdir(home.path), ['link']);
  });

  it('refuses links that lead in a circle', async () => {
    await using home = await makeHome();
    await symlink('b', join(home.path, 'a'));
    await symlink('a', join(home.path, 'b'));
    const error = await rejectsWith(writeFileAtomically(join(home.path, 'a'), 'new'), 'file_eloop');
    assert.match(error.remedy, /circle/u);
  });

  it('refuses a folder where the file belongs', async () => {
    await using home = await makeHome();
    await mkdir(join(home.path, 'config.json', 'inner'), { recursive: true });
    await rejectsWith(writeFileAtomically(join(home.path, 'config.json'), 'new'), 'file_not_regular');
    assert.deepEqual(await readdir(home.path, { recursive: true }), [
      'config.json',
      join('config.json', 'inner'),
    ]);
  });

  it('never takes the place of a device or a pipe', async function () {
    if (isWindows) this.skip();
    await using home = await makeHome();
    execFileSync('mkfifo', [join(home.path, 'pipe')]);
    await symlink('pipe', join(home.path, 'config.json'));
    await rejectsWith(writeFileAtomically(join(home.path, 'config.json'), 'new'), 'file_not_regular');
    assert.ok((await lstat(join(home.path, 'pipe'))).isFIFO());
  });

  it('names the file and leaves no temporary file when its folder is missing or is a file', async () => {
    await using home = await makeHome();
    const missing = join(home.path, 'no', 'such', 'config.json');
    assert.equal((await rejectsWith(writeFileAtomically(missing, 'x'), 'file_enoent')).file, missing);
    await writeFile(join(home.path, 'file'), '');
    await rejectsWith(writeFileAtomically(join(home.path, 'file', 'config.json'), 'x'), 'file_enotdir');
    assert.deepEqual(await readdir(home.path), ['file']);
  });

  it('leaves the old content and no temporary file when the last check throws', async () => {
    await using home = await makeHome();
    const file = join(home.path, 'config.json');
    await writeFile(file, 'old');
    let seen: string[] = [];
    const beforeSwitch = async (): Promise<void> => {
      seen = await readdir(home.path);
      throw new Error('somebody else wrote');
    };
    const error = await rejectsWith(writeFileAtomically(file, 'new', { beforeSwitch }), 'file_error');
    assert.match(error.message, /somebody else wrote/u);
    assert.equal(seen.length, 2, 'the new content stands ready at that moment');
    assert.equal(await readFile(file, 'utf8'), 'old');
    assert.deepEqual(await readdir(home.path), ['config.json']);
  });

  it('passes an AiosError of the last check on unchanged', async () => {
    await using home = await makeHome();
    const cause = await rejectsWith(ensurePrivateFolder('/dev/null/x'), 'file_enotdir');
    const thrown = await rejectsWith(
      writeFileAtomically(join(home.path, 'a'), '', { beforeSwitch: () => Promise.reject(cause) }),
      'file_enotdir',
    );
    assert.equal(thrown, cause);
  });

  it('never shows a reader half of either content', async () => {
    await using home = await makeHome();
    const file = join(home.path, 'config.json');
    const contents = ['a', 'b'].map((letter) => letter.repeat(300_000));
    await writeFile(file, contents[0]!);
    let writing = true;
    const write = async (): Promise<void> => {
      for (let round = 1; round <= 20; round += 1) await writeFileAtomically(file, contents[round % 2]!);
      writing = false;
    };
    let reads = 0;
    const read = async (): Promise<void> => {
      for (; writing; reads += 1) assert.ok(contents.includes(await readFile(file, 'utf8')));
    };
    await Promise.all([write(), read()]);
    assert.ok(reads > 0);
  });
});

describe('making a folder of ours', () => {
  it('makes its parents too, for the person alone', async () => {
    await using home = await makeHome();
    await ensurePrivateFolder(join(home.path, 'a', 'b'));
    if (!isWindows) assert.deepEqual([await modeOf(join(home.path, 'a', 'b'))], ['700']);
    await ensurePrivateFolder(join(home.path, 'a', 'b'));
  });

  it('names what is in the way', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'file'), '');
    const error = await rejectsWith(ensurePrivateFolder(join(home.path, 'file')), 'folder_in_the_way');
    assert.equal(error.file, join(home.path, 'file'));
    await rejectsWith(ensurePrivateFolder(join(home.path, 'file', 'below')), 'file_enotdir');
  });
});

describe('removing temporary files', () => {
  it('takes those of killed writers and nothing else', async () => {
    await using home = await makeHome();
    for (const name of ['.current.json.0123456789ab.aios-tmp', 'current.json', '.x.aios-tmp', 'a.aios-tmp'])
      await writeFile(join(home.path, name), '');
    await removeTemporaryFiles(home.path);
    assert.deepEqual((await readdir(home.path)).sort(), ['.x.aios-tmp', 'a.aios-tmp', 'current.json']);
    await removeTemporaryFiles(join(home.path, 'missing'));
  });

  it('knows the names that are really written', async () => {
    await using home = await makeHome();
    const beforeSwitch = (): Promise<void> => removeTemporaryFiles(home.path);
    await rejectsWith(writeFileAtomically(join(home.path, 'a'), '', { beforeSwitch }), 'file_enoent');
  });
});
