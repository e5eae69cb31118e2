import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { systemErrorCode } from '../../../runtime/errors.ts';
import { makeFolders } from '../../../runtime/files/make-folders.ts';
import { makeHome } from '../../support/run-cli.ts';

const failsWith = (code: string) => (error: unknown) => systemErrorCode(error) === code;

describe('making a folder with its parents', () => {
  it('makes those that are missing, each with the mode asked for', async function () {
    await using home = await makeHome();
    makeFolders(join(home.path, 'a', 'b', 'c'), 0o700);
    makeFolders(join(home.path, 'a', 'b', 'd'), 0o755);
    assert.deepEqual((await readdir(join(home.path, 'a', 'b'))).sort(), ['c', 'd']);
    if (process.platform === 'win32') this.skip();
    assert.equal((await stat(join(home.path, 'a', 'b'))).mode & 0o777, 0o700);
  });

  it('takes a folder that is there, also through a link', async () => {
    await using home = await makeHome();
    await symlink('.', join(home.path, 'link'));
    makeFolders(join(home.path, 'link'));
    makeFolders(join(home.path, 'link', 'a'));
    makeFolders(home.path);
    makeFolders('/');
    assert.deepEqual((await readdir(home.path)).sort(), ['a', 'link']);
  });

  it('makes one folder for many that ask at the same moment, however deep each asks', async () => {
    await using home = await makeHome();
    const folders = Array.from({ length: 40 }, (_, index) => join(home.path, `${index}`, 'a', 'b', 'c'));
    const module = JSON.stringify(import.meta.resolve('../../../runtime/files/make-folders.ts'));
    const makeAll = `import(${module}).then(({ makeFolders }) => ${JSON.stringify(folders)}.forEach((one) => makeFolders(one)))`;
    const workers = Array.from({ length: 4 }, () => new Worker(makeAll, { eval: true }));
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.equal((await readdir(home.path, { recursive: true })).length, 160);
  });

  it('says what is in the way: a file, or a link to nothing', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'file'), '');
    await symlink('gone', join(home.path, 'link'));
    assert.throws(() => makeFolders(join(home.path, 'file')), failsWith('EEXIST'));
    assert.throws(() => makeFolders(join(home.path, 'file', 'a', 'b')), failsWith('ENOTDIR'));
    assert.throws(() => makeFolders(join(home.path, 'link')), failsWith('EEXIST'));
    assert.throws(() => makeFolders(join(home.path, 'link', 'a')), failsWith('EEXIST'));
  });

  it('ends where nothing can be made although nothing is in the way', async function () {
    if (process.platform !== 'linux') this.skip();
    assert.throws(() => makeFolders('/proc/nothing/can/be/made'), failsWith('ENOENT'));
  });
});
