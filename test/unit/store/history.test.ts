import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mostOperations, type Operation } from '../../../runtime/store/history.ts';
import { makeStoreHome, operation } from '../../support/store-home.ts';

const whole: Operation = {
  at: '2026-03-04T05:06:07.000Z',
  kind: 'update',
  skill: 'roadmap-reader',
  fromVersion: '1.0.0',
  fromDigest: `sha256:${'a'.repeat(64)}`,
  toVersion: '1.1.0',
  toDigest: `sha256:${'b'.repeat(64)}`,
  source: 'npm:@acme/roadmap-reader@^1',
  by: 'editor',
};

describe('the history', () => {
  it('gives back what was recorded, and leaves out what was not said', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    const bare: Operation = { at: '2026-01-01T00:00:00.000Z', kind: 'pin', skill: 'x', by: 'server' };
    await history.record([bare, whole]);
    assert.deepEqual(await history.list({ limit: 10 }), [whole, bare]);
  });

  it('is kept for the next process, in one file', async () => {
    await using home = await makeStoreHome();
    await home.record({ skill: 'first' });
    await home.record({ skill: 'second' });
    assert.deepEqual(await home.skills(), ['second', 'first']);
    assert.deepEqual(await home.files(), ['aios.db']);
  });

  it('tells the newest first by when it was done, and of one moment what was recorded last', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    await history.record([
      operation({ at: '2026-01-02T00:00:00Z', skill: 'middle' }),
      // An hour before it in UTC, though it sorts after it as text.
      operation({ at: '2026-01-02T09:00:00+10:00', skill: 'oldest' }),
      operation({ at: '2026-01-02T00:00:00.001Z', skill: 'newest' }),
      operation({ at: '2026-01-02T00:00:00Z', skill: 'after middle' }),
    ]);
    const told = await history.list({ limit: 10 });
    assert.deepEqual(
      told.map(({ skill }) => skill),
      ['newest', 'after middle', 'middle', 'oldest'],
    );
    assert.equal(told[3]?.at, '2026-01-01T23:00:00.000Z');
  });

  it('can be asked for one skill, and for so many', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    await history.record([
      operation({ skill: 'a', kind: 'install' }),
      operation({ skill: 'b', kind: 'install' }),
      operation({ skill: 'a', kind: 'update' }),
      operation({ skill: 'a', kind: 'remove' }),
    ]);
    const kinds = (operations: Operation[]): string[] => operations.map(({ kind }) => kind);
    assert.deepEqual(kinds(await history.list({ skill: 'a', limit: 10 })), ['remove', 'update', 'install']);
    assert.deepEqual(kinds(await history.list({ skill: 'a', limit: 2 })), ['remove', 'update']);
    assert.deepEqual(kinds(await history.list({ limit: 1 })), ['remove']);
    assert.deepEqual(await history.list({ skill: "' OR 1=1 --", limit: 10 }), []);
  });

  it('keeps all operations of one call or none', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    const broken = operation({ at: 'no time' });
    await assert.rejects(history.record([operation(), broken]), RangeError);
    assert.deepEqual(await history.list({ limit: 10 }), []);
    await history.record([operation({ skill: 'later' })]);
    assert.equal((await history.list({ limit: 10 })).length, 1, 'and goes on after a failure');
  });

  it('drops the oldest beyond ten thousand', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    const many = Array.from({ length: mostOperations }, (_, index) =>
      operation({ skill: `s${index}`, at: new Date(index * 1000).toISOString() }),
    );
    await history.record(many);
    assert.equal((await history.list({ limit: mostOperations * 2 })).length, mostOperations);
    await history.record([operation({ skill: 'new' }), operation({ skill: 'newer' })]);
    const kept = await history.list({ limit: mostOperations * 2 });
    assert.equal(kept.length, mostOperations);
    assert.deepEqual([kept[0]?.skill, kept[1]?.skill, kept.at(-1)?.skill], ['newer', 'new', 's2']);
  });

  it('is filled with the skills of which nothing is known, and with no other', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    await history.record([operation({ skill: 'known', kind: 'pin', at: '2026-05-05T00:00:00Z' })]);
    const installs = ['known', 'lost'].map((skill) => ({
      at: '2026-01-01T00:00:00Z',
      skill,
      toVersion: '1.0.0',
    }));
    await history.seed(installs);
    await history.seed(installs);
    assert.deepEqual(await history.list({ limit: 10 }), [
      { at: '2026-05-05T00:00:00.000Z', kind: 'pin', skill: 'known', by: 'terminal' },
      { at: '2026-01-01T00:00:00.000Z', kind: 'install', skill: 'lost', toVersion: '1.0.0' },
    ]);
  });

  it('is not begun by asking for it, nor by recording nothing', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    assert.deepEqual(await history.list({ limit: 10 }), []);
    await history.record([]);
    await history.seed([]);
    assert.equal(existsSync(home.home.root), false);
  });

  it('holds no secret of an address', async () => {
    await using home = await makeStoreHome();
    const sources = {
      'git+https://ada:hunter2-password@example.org/a.git#main:skills/x':
        'git+https://example.org/a.git#main:skills/x',
      'https://hunter2-token@example.org/a.zip?access_token=hunter2-query#x': 'https://example.org/a.zip#x',
      'https://example.org/a.zip#access_token=hunter2-fragment': 'https://example.org/a.zip',
      'https://ada@home:hunter2-odd@example.org/': 'https://example.org/',
      'git@example.org:acme/skills.git': 'git@example.org:acme/skills.git',
      'folder:/home/ada/what?//me@work=x': 'folder:/home/ada/what?//me@work=x',
      'npm:@acme/skill@^1': 'npm:@acme/skill@^1',
    };
    const store = home.open();
    await store.history.record(Object.keys(sources).map((source) => operation({ source })));
    const told = (await store.history.list({ limit: 10 })).map(({ source }) => source);
    assert.deepEqual(told.reverse(), Object.values(sources));
    store.dispose();
    for (const name of await home.files())
      assert.doesNotMatch(await readFile(join(dirname(home.path), name), 'latin1'), /hunter2/u);
  });

  it('can be read by the person alone', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeStoreHome();
    await home.open().history.record([operation()]);
    const folder = dirname(home.path);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    const names = await home.files();
    assert.deepEqual(names, ['aios.db', 'aios.db-shm', 'aios.db-wal']);
    for (const name of names) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
    assert.deepEqual(await readdir(join(folder, 'locks')), []);
  });

  it('is not opened again once the host is shutting down', async () => {
    await using home = await makeStoreHome();
    const store = home.open();
    store.dispose();
    await store.history.record([operation()]);
    assert.match(home.logged.join(), /^warn: .*is closed/u);
    assert.equal(existsSync(home.path), false);
  });
});
