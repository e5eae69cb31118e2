import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from '../../../runtime/files/lock.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome } from '../../support/run-cli.ts';

const worker = fileURLToPath(new URL('../../support/lock-worker.ts', import.meta.url));
/** No process has it: the kernel gives out smaller ones. */
const deadPid = 2 ** 30;

function start(...words: string[]): ChildProcess {
  return spawn(process.execPath, [worker, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
}

describe('the lock', () => {
  for (const [state, prepare] of Object.entries({
    'a fresh lock': async () => undefined,
    'a lock that a killed process left': (lock: string) =>
      writeFile(lock, JSON.stringify({ pid: deadPid, host: hostname(), token: 'dead' })),
  })) {
    it(`lets eight processes at one file without losing a single change, from ${state}`, async function () {
      this.timeout(30_000);
      await using home = await makeHome();
      const counter = join(home.path, 'counter');
      await writeFile(counter, '0');
      const lock = join(home.path, 'locks', 'registry');
      await mkdir(join(home.path, 'locks'));
      await prepare(lock);
      const children = Array.from({ length: 8 }, () => start(lock, counter, '20'));
      const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
      assert.deepEqual(codes, Array(8).fill(0));
      assert.equal(await readFile(counter, 'utf8'), '160');
      assert.deepEqual(await readdir(join(home.path, 'locks')), [], 'nothing is left of it');
    });
  }

  it('is taken over at once from a process that was killed', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    const holder = start(lock);
    await once(holder.stdout!, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    assert.deepEqual(await readdir(home.path), ['registry'], 'the killed process left its lock');
    // Without waiting: the lock is free although nobody gave it back.
    assert.equal(await withLock(lock, async () => 'mine', { waitMs: 0 }), 'mine');
    assert.deepEqual(await readdir(home.path), []);
  });

  it('names the live process that keeps it, after as long as one was ready to wait', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    const holder = start(lock);
    await once(holder.stdout!, 'data');
    try {
      let ran = false;
      const waiting = withLock(
        lock,
        async () => {
          ran = true;
        },
        { waitMs: 150 },
      );
      const error = await rejectsWith(waiting, 'busy');
      assert.match(error.message, new RegExp(`process ${holder.pid}\\b`, 'u'));
      assert.equal(ran, false);
      assert.deepEqual(await readdir(home.path), ['registry'], 'the holder still has it, no claim is left');
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('goes from one to the next in this process too', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    let inside = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      assert.equal(inside, 1);
      await writeFile(join(home.path, 'x'), 'x');
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => withLock(lock, work)));
  });

  it('is given back when the work under it fails', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    await assert.rejects(
      withLock(lock, () => Promise.reject(new Error('the work'))),
      /the work/u,
    );
    assert.deepEqual(await readdir(home.path), []);
  });

  it('of a process that cannot be asked, on another machine, stands until it is five minutes old', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    await writeFile(lock, JSON.stringify({ pid: deadPid, host: `not-${hostname()}`, token: 'theirs' }));
    await rejectsWith(
      withLock(lock, async () => undefined, { waitMs: 0 }),
      'busy',
    );
    const sixMinutesAgo = new Date(Date.now() - 6 * 60_000);
    await utimes(lock, sixMinutesAgo, sixMinutesAgo);
    assert.equal(await withLock(lock, async () => 'mine', { waitMs: 0 }), 'mine');
  });

  it('that is damaged stands until it is five minutes old', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    for (const text of ['', '{', 'null', '{"pid":"x"}']) {
      await writeFile(lock, text);
      const error = await rejectsWith(
        withLock(lock, async () => undefined, { waitMs: 0 }),
        'busy',
      );
      assert.match(error.remedy, /delete that file/u);
      const sixMinutesAgo = new Date(Date.now() - 6 * 60_000);
      await utimes(lock, sixMinutesAgo, sixMinutesAgo);
      assert.equal(await withLock(lock, async () => 'mine', { waitMs: 0 }), 'mine');
    }
  });

  it('is not given back by one who lost it', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    const theirs = JSON.stringify({ pid: process.pid, host: hostname(), token: 'theirs' });
    await withLock(lock, () => writeFile(lock, theirs));
    assert.equal(await readFile(lock, 'utf8'), theirs);
  });

  it('that was stale a moment ago and was taken over by another since is left to that one', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    await writeFile(lock, JSON.stringify({ pid: deadPid, host: hostname(), token: 'dead' }));
    const live = JSON.stringify({ pid: process.pid, host: hostname(), token: 'theirs' });
    const { mkdirSync: realMkdir } = fs;
    // The moment between the judgement and the guard: another process is faster.
    fs.mkdirSync = ((path: string) => {
      if (path.endsWith('.guard')) fs.writeFileSync(lock, live);
      return realMkdir(path);
    }) as typeof realMkdir;
    syncBuiltinESMExports();
    try {
      const work = async (): Promise<void> => assert.fail('two hold the lock');
      await rejectsWith(withLock(lock, work, { waitMs: 50 }), 'busy');
    } finally {
      fs.mkdirSync = realMkdir;
      syncBuiltinESMExports();
    }
    assert.equal(await readFile(lock, 'utf8'), live);
    assert.deepEqual(await readdir(home.path), ['registry']);
  });

  it('goes on when the one who took a stale lock away was killed at it', async () => {
    await using home = await makeHome();
    const lock = join(home.path, 'registry');
    await writeFile(lock, JSON.stringify({ pid: deadPid, host: hostname(), token: 'dead' }));
    await mkdir(`${lock}.guard`);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${lock}.guard`, longAgo, longAgo);
    assert.equal(await withLock(lock, async () => 'mine', { waitMs: 2000 }), 'mine');
    assert.deepEqual(await readdir(home.path), []);
  });
});
