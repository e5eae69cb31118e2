import assert from 'node:assert/strict';
import { readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../../runtime/errors.ts';
import { makeFolders } from '../../../runtime/files/make-folders.ts';
import { makeHome } from '../../support/run-cli.ts';

const failsWith = (code: string) => (error: unknown) => systemErrorCode(error) === code;

describe('making a folder with its parents', () => {
  it('makes those that are missing, each with the mode asked for', async function () {
    await using home = await makeHome();
    await makeFolders(join(home.path, 'a', 'b', 'c'), 0o700);
    await makeFolders(join(home.path, 'a', 'b', 'd'), 0o755);
    assert.deepEqual((await readdir(join(home.path, 'a', 'b'))).sort(), ['c', 'd']);
    if (process.platform === 'win32') this.skip();
    assert.equal((await stat(join(home.path, 'a', 'b'))).mode & 0o777, 0o700);
  });

  it('takes a folder that is there, also through a link', async () => {
    await using home = await makeHome();
    await symlink('.', join(home.path, 'link'));
    await makeFolders(join(home.path, 'link'));
    await makeFolders(join(home.path, 'link', 'a'));
    await makeFolders(home.path);
    await makeFolders('/');
    assert.deepEqual((await readdir(home.path)).sort(), ['a', 'link']);
  });

  it('makes one folder for many that ask at the same moment, however deep each asks', async () => {
    const parts = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (let round = 0; round < 20; round += 1) {
      await using home = await makeHome();
      const ask = (depth: number): Promise<void> => makeFolders(join(home.path, ...parts.slice(0, depth)));
      await Promise.all(Array.from({ length: 24 }, (_, index) => ask(6 - (index % 6))));
      assert.equal((await readdir(home.path, { recursive: true })).length, 6);
    }
  }).timeout(10_000);

  it('says what is in the way: a file, or a link to nothing', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'file'), '');
    await symlink('gone', join(home.path, 'link'));
    await assert.rejects(makeFolders(join(home.path, 'file')), failsWith('EEXIST'));
    await assert.rejects(makeFolders(join(home.path, 'file', 'a', 'b')), failsWith('ENOTDIR'));
    await assert.rejects(makeFolders(join(home.path, 'link')), failsWith('EEXIST'));
    await assert.rejects(makeFolders(join(home.path, 'link', 'a')), failsWith('EEXIST'));
  });

  it('ends where nothing can be made although nothing is in the way', async function () {
    if (process.platform !== 'linux') this.skip();
    await assert.rejects(makeFolders('/proc/nothing/can/be/made'), failsWith('ENOENT'));
  });
});
