import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, link, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { readIfPresent } from '../../../runtime/files/read-bounded.ts';
import { readFolder, skillFolderLimits } from '../../../runtime/files/read-folder.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome, type ThrowAwayHome } from '../../support/run-cli.ts';

const isWindows = process.platform === 'win32';
const { maxFiles, maxBytes, maxDepth } = skillFolderLimits;

async function makeFiles(home: ThrowAwayHome, files: Record<string, string>): Promise<string> {
  const folder = join(home.path, 'skill');
  await mkdir(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const read = (folder: string): Promise<unknown> => readFolder(folder, skillFolderLimits);

describe('reading a folder', () => {
  it('gives every file by its path with slashes, in a fixed order', async () => {
    await using home = await makeHome();
    const folder = await makeFiles(home, { 'b.md': 'b', 'a/z/deep.md': 'deep', 'a/b.md': '', 'ä b.md': 'ä' });
    const files = await readFolder(folder, skillFolderLimits);
    assert.deepEqual([...files.keys()], ['a/b.md', 'a/z/deep.md', 'b.md', 'ä b.md']);
    assert.equal(Buffer.from(files.get('a/z/deep.md')!).toString(), 'deep');
  });

  it('passes over what version control and file managers leave', async () => {
    await using home = await makeHome();
    const folder = await makeFiles(home, {
      'skill.yaml': '',
      '.git/config': '',
      'tests/.DS_Store': '',
      '.gitignore': '',
    });
    assert.deepEqual([...(await readFolder(folder, skillFolderLimits)).keys()], ['.gitignore', 'skill.yaml']);
  });

  it('refuses a link to a file, to a folder, to nothing and to itself, wherever it stands', async () => {
    for (const target of ['/etc/passwd', '..', 'gone', 'link']) {
      await using home = await makeHome();
      const folder = await makeFiles(home, { 'skill.yaml': '', 'sub/x.md': '' });
      await symlink(target, join(folder, 'sub', 'link'));
      const error = await rejectsWith(read(folder), 'folder_link');
      assert.equal(error.file, join(folder, 'sub', 'link'));
    }
  });

  it('refuses a folder that is itself a link', async () => {
    await using home = await makeHome();
    await makeFiles(home, { 'skill.yaml': '' });
    await symlink('skill', join(home.path, 'link'));
    await rejectsWith(read(join(home.path, 'link')), 'folder_link');
  });

  it('refuses a pipe without waiting for its writer', async function () {
    if (isWindows) this.skip();
    this.timeout(2000);
    await using home = await makeHome();
    const folder = await makeFiles(home, { 'skill.yaml': '' });
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await rejectsWith(read(folder), 'folder_special_file');
    await rejectsWith(readIfPresent(join(folder, 'pipe'), 100), 'file_not_regular');
  });

  it('refuses a socket', async function () {
    if (isWindows) this.skip();
    await using home = await makeHome();
    const folder = await makeFiles(home, {});
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 's'), resolve));
    try {
      await rejectsWith(read(folder), 'folder_special_file');
    } finally {
      server.close();
    }
  });

  it(`takes ${maxFiles} files and refuses one more`, async () => {
    await using home = await makeHome();
    const names = Array.from({ length: maxFiles }, (_, index) => [`f${index}`, '']);
    const folder = await makeFiles(home, Object.fromEntries(names));
    assert.equal((await readFolder(folder, skillFolderLimits)).size, maxFiles);
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub', 'one-more'), '');
    const error = await rejectsWith(read(folder), 'folder_too_many_files');
    assert.match(error.message, /513/u);
  });

  it('takes 16 MiB and refuses one byte more, in one file or several, without reading it all', async () => {
    await using home = await makeHome();
    const folder = await makeFiles(home, { a: '', b: '' });
    await truncate(join(folder, 'a'), maxBytes - 1);
    await writeFile(join(folder, 'b'), 'x');
    assert.equal((await readFolder(folder, skillFolderLimits)).size, 2);
    await writeFile(join(folder, 'b'), 'xy');
    await rejectsWith(read(folder), 'folder_too_large');
    await truncate(join(folder, 'b'), 2 ** 40);
    await rejectsWith(read(folder), 'folder_too_large');
  });

  it('counts a hard link as the file that it is', async () => {
    await using home = await makeHome();
    const folder = await makeFiles(home, { a: 'x' });
    await link(join(folder, 'a'), join(folder, 'b'));
    await truncate(join(folder, 'a'), maxBytes / 2 + 1);
    await rejectsWith(read(folder), 'folder_too_large');
  });

  it(`takes folders ${maxDepth} deep and refuses one deeper`, async () => {
    await using home = await makeHome();
    const path = Array(maxDepth).fill('d').join('/');
    const folder = await makeFiles(home, { [`${path}/file`]: '' });
    assert.equal((await readFolder(folder, skillFolderLimits)).size, 1);
    await mkdir(join(folder, path, 'deeper'));
    await rejectsWith(read(folder), 'folder_too_deep');
  });

  for (const name of [
    'back\\slash',
    'line\nend',
    'esc\u001b[2J',
    'del\u007f',
    'colon:stream',
    'question?',
    'trailing.',
    'trailing ',
    'CON',
    'aux.md',
    'lpt1',
  ]) {
    it(`refuses the name ${JSON.stringify(name)}, as a file and as a folder`, async function () {
      if (isWindows) this.skip();
      for (const path of [name, `${name}/file`]) {
        await using home = await makeHome();
        const folder = await makeFiles(home, { [path]: '' });
        const error = await rejectsWith(read(folder), 'folder_bad_name');
        assert.ok(!error.message.includes('\u001b') && !error.message.includes('\n'));
      }
    });
  }

  it('takes a path of 1024 bytes and refuses one byte more', async () => {
    const parts = [...Array<string>(8).fill('ü'.repeat(60)), 'f'.repeat(56)];
    await using home = await makeHome();
    const folder = await makeFiles(home, { [parts.join('/')]: '' });
    assert.equal(Buffer.byteLength(parts.join('/')), 1024);
    assert.equal((await readFolder(folder, skillFolderLimits)).size, 1);
    await writeFile(join(folder, `${parts.join('/')}f`), '');
    await rejectsWith(read(folder), 'folder_bad_name');
  });

  it('takes names that only look like bad ones', async () => {
    await using home = await makeHome();
    const names = ['.hidden', 'console.md', 'a.b.c', 'com10', 'naïve 日本.md', '-x', '__proto__'];
    const folder = await makeFiles(home, Object.fromEntries(names.map((name) => [name, ''])));
    assert.deepEqual([...(await readFolder(folder, skillFolderLimits)).keys()].sort(), names.sort());
  });

  it('refuses a name that is not UTF-8', async function () {
    if (process.platform !== 'linux') this.skip();
    await using home = await makeHome();
    const folder = await makeFiles(home, {});
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]), '');
    await rejectsWith(read(folder), 'folder_bad_name');
  });

  it('refuses two names that are one where case or composed letters are not told apart', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const [one, other] of [
      ['Prompt.md', 'prompt.md'],
      ['é.md', 'e\u0301.md'],
      ['Sub/a', 'sub/b'],
    ]) {
      await using home = await makeHome();
      const folder = await makeFiles(home, { [one!]: '', [other!]: '' });
      const error = await rejectsWith(read(folder), 'folder_same_name');
      assert.match(error.remedy, /Rename/u);
    }
  });

  it('says that there is no folder, or that a file stands there', async () => {
    await using home = await makeHome();
    await rejectsWith(read(join(home.path, 'gone')), 'folder_missing');
    await writeFile(join(home.path, 'file'), '');
    await rejectsWith(read(join(home.path, 'file')), 'folder_missing');
    await rejectsWith(read(join(home.path, 'file', 'below')), 'file_enotdir');
  });

  it('names the file that may not be read', async function () {
    if (isWindows || process.getuid?.() === 0) this.skip();
    await using home = await makeHome();
    const folder = await makeFiles(home, { 'sub/secret': '' });
    await chmod(join(folder, 'sub', 'secret'), 0);
    const error = await rejectsWith(read(folder), 'file_eacces');
    assert.equal(error.file, join(folder, 'sub', 'secret'));
  });
});

describe('reading a file within bounds', () => {
  it('gives the bytes, or nothing when there is no file', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'a'), 'abc');
    assert.equal((await readIfPresent(join(home.path, 'a'), 3))?.toString(), 'abc');
    assert.equal(await readIfPresent(join(home.path, 'b'), 3), undefined);
  });

  it('refuses a file over the limit, a folder and a device', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'a'), 'abcd');
    await rejectsWith(readIfPresent(join(home.path, 'a'), 3), 'file_too_large');
    if (isWindows) return;
    await rejectsWith(readIfPresent(home.path, 3), 'file_not_regular');
    await rejectsWith(readIfPresent('/dev/zero', 3), 'file_not_regular');
  });
});
