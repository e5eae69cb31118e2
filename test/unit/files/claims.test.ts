import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { claim, claimsIn, isClaimed, release } from '../../../runtime/files/claims.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome } from '../../support/run-cli.ts';

const worker = fileURLToPath(new URL('../../support/claim-worker.ts', import.meta.url));
const claims = 200;

async function startReady(folder: string): Promise<ChildProcessByStdio<Writable, Readable, null>> {
  const child = spawn(process.execPath, [worker, folder, String(claims)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'readable');
  assert.equal(String(child.stdout.read()), 'ready\n');
  return child;
}

describe('a claim', () => {
  it('is made by one of several processes that make it at the same moment', async function () {
    this.timeout(30_000);
    await using home = await makeHome();
    const folder = join(home.path, 'state', 'told');
    const children = await Promise.all(Array.from({ length: 3 }, () => startReady(folder)));
    const said = children.map(({ stdout }) => text(stdout));
    for (const { stdin } of children) stdin.end('go\n');
    const own = (await Promise.all(said)).map((words) => words.split(' ').filter((word) => word !== ''));
    assert.deepEqual(own.flat().sort(), Array.from({ length: claims }, (_, name) => String(name)).sort());
  });

  it('stands until it is released, and can be made again then', async () => {
    await using home = await makeHome();
    const folder = join(home.path, 'told');
    assert.deepEqual([claimsIn(folder), isClaimed(folder, 'one')], [[], false]);
    assert.deepEqual([await claim(folder, 'one'), await claim(folder, 'one')], [true, false]);
    assert.deepEqual([claimsIn(folder), isClaimed(folder, 'one')], [['one'], true]);
    release(folder, 'one');
    release(folder, 'one');
    assert.equal(await claim(folder, 'one'), true);
  });

  it('is for the person alone to read', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeHome();
    await claim(join(home.path, 'told'), 'one');
    assert.equal((await stat(join(home.path, 'told', 'one'))).mode & 0o777, 0o600);
    assert.equal((await stat(join(home.path, 'told'))).mode & 0o777, 0o700);
  });

  it('is refused where its folder cannot be made', async () => {
    await using home = await makeHome();
    await writeFile(join(home.path, 'told'), 'in the way');
    await rejectsWith(claim(join(home.path, 'told'), 'one'), 'folder_in_the_way');
    assert.deepEqual(claimsIn(join(home.path, 'told')), []);
  });
});
