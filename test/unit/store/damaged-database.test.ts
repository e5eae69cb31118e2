import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeStoreHome, operation, type StoreHome } from '../../support/store-home.ts';

/** Some pages of operations, and nothing left beside the file. */
async function fill(home: StoreHome): Promise<Buffer> {
  const store = home.open();
  await store.history.record(Array.from({ length: 500 }, (_, index) => operation({ skill: `old-${index}` })));
  store.dispose();
  return readFile(home.path);
}

const damages: Record<string, (home: StoreHome, bytes: Buffer) => Promise<void>> = {
  'is all zeros': (home, bytes) => writeFile(home.path, Buffer.alloc(bytes.length)),
  'is cut in half': (home, bytes) => truncate(home.path, bytes.length / 2),
  'is cut within its first page': (home) => truncate(home.path, 1000),
  'is cut within its header': (home) => truncate(home.path, 50),
  'holds random bytes in the middle': (home, bytes) =>
    writeFile(home.path, randomFillSync(bytes, 4096, bytes.length - 8192)),
  'begins with random bytes': (home, bytes) => writeFile(home.path, randomFillSync(bytes, 0, 4096)),
  'is a text': (home) => writeFile(home.path, 'Dear diary,\n'.repeat(1000)),
  'is a short text': (home) => writeFile(home.path, 'mine'),
};

describe('a damaged database', () => {
  for (const [what, damage] of Object.entries(damages)) {
    it(`that ${what} is set aside, said, and replaced`, async () => {
      await using home = await makeStoreHome();
      await damage(home, await fill(home));
      const damaged = await readFile(home.path);
      assert.deepEqual(await home.skills(), []);
      await home.record({ skill: 'new' });
      assert.deepEqual(await home.skills(), ['new']);
      const aside = 'aios.db.damaged-2026-01-02T03-04-05-678Z';
      assert.deepEqual(await home.files(), ['aios.db', aside]);
      assert.deepEqual(await readFile(`${dirname(home.path)}/${aside}`), damaged, 'nothing of it is changed');
      assert.equal(home.logged.length, 1);
      assert.match(
        home.logged[0]!,
        new RegExp(`^error: The history in .* It is kept as .*${aside}, and`, 'u'),
      );
    });
  }

  it('is replaced by recording, and what is recorded is kept', async () => {
    await using home = await makeStoreHome();
    await fill(home);
    await writeFile(home.path, 'not a database');
    await home.record({ skill: 'new' });
    assert.deepEqual(await home.skills(), ['new']);
    assert.equal(home.logged.length, 1);
  });

  it('is set aside under another name each time', async () => {
    await using home = await makeStoreHome();
    for (let time = 0; time < 3; time += 1) {
      await home.record();
      await writeFile(home.path, `${time}: not a database`);
      await home.record();
    }
    const aside = 'aios.db.damaged-2026-01-02T03-04-05-678Z';
    assert.deepEqual(await home.files(), ['aios.db', aside, `${aside}-2`, `${aside}-3`]);
  });

  it('that another store has open takes along what SQLite keeps beside it, and both go on', async () => {
    await using home = await makeStoreHome();
    const bytes = await fill(home);
    const other = home.open();
    await other.history.list({ limit: 1 });
    await writeFile(home.path, randomFillSync(bytes));
    const store = home.open();
    await store.history.record([operation({ skill: 'new' })]);
    const aside = 'aios.db.damaged-2026-01-02T03-04-05-678Z';
    assert.deepEqual(
      (await home.files()).filter((name) => name.startsWith(aside)),
      [aside, `${aside}-shm`, `${aside}-wal`],
    );
    await other.history.record([operation({ skill: 'newer' })]);
    other.dispose();
    await store.history.record([operation({ skill: 'newest' })]);
    store.dispose();
    assert.deepEqual(await home.skills(), ['newest', 'newer', 'new']);
    assert.equal(home.logged.length, 1);
  });

  it('is filled again before it is asked', async () => {
    await using home = await makeStoreHome();
    await fill(home);
    await writeFile(home.path, 'not a database');
    const store = home.open();
    store.onReplaced(() => store.history.seed([{ at: '2025-01-01T00:00:00Z', skill: 'installed' }]));
    assert.deepEqual(await store.history.list({ limit: 10 }), [
      { at: '2025-01-01T00:00:00.000Z', kind: 'install', skill: 'installed' },
    ]);
  });

  it('is replaced although filling it again fails, which is said', async () => {
    await using home = await makeStoreHome();
    await fill(home);
    await writeFile(home.path, 'not a database');
    const store = home.open();
    store.onReplaced(() => Promise.reject(new Error('the registry is away')));
    await store.history.record([operation({ skill: 'new' })]);
    assert.equal((await store.history.list({ limit: 10 }))[0]?.skill, 'new');
    assert.match(home.logged.join('\n'), /Could not fill the new history: the registry is away/u);
  });

  it('is set aside once when several calls find the damage together', async () => {
    await using home = await makeStoreHome();
    await fill(home);
    await writeFile(home.path, 'not a database');
    const stores = [home.open(), home.open()];
    const calls = stores.flatMap(({ history }, number) =>
      [1, 2, 3].map((call) => history.record([operation({ skill: `${number}-${call}` })])),
    );
    await Promise.all(calls);
    assert.deepEqual((await home.skills()).sort(), ['0-1', '0-2', '0-3', '1-1', '1-2', '1-3']);
    assert.equal(home.logged.length, 1);
  });

  it('is noticed by a store that has had it open, when another process put a new one in its place', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    await history.record([operation({ skill: 'lost' })]);
    for (const suffix of ['', '-wal', '-shm']) await rename(home.path + suffix, `${home.path}.old${suffix}`);
    assert.deepEqual(await history.list({ limit: 10 }), []);
    await history.record([operation({ skill: 'kept' })]);
    assert.deepEqual(await home.skills(), ['kept']);
    await rm(dirname(home.path), { recursive: true });
    await history.record([operation({ skill: 'begun again' })]);
    assert.deepEqual(await home.skills(), ['begun again']);
    assert.deepEqual(home.logged, []);
  });

  it('never takes the history down for good, whatever bytes are overwritten', async function () {
    this.timeout(60_000);
    await using home = await makeStoreHome();
    const whole = await fill(home);
    const damage = fc.record({
      at: fc.integer({ min: 0, max: whole.length - 1 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 5 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, bytes: put } of changes) bytes.set(put.subarray(0, bytes.length - at), at);
        await rm(dirname(home.path), { recursive: true });
        await mkdir(dirname(home.path));
        await writeFile(home.path, bytes);
        const store = home.open();
        await store.history.list({ limit: 1000 });
        await store.history.record([operation({ skill: 'new', at: '9999-01-01T00:00:00Z' })]);
        const skills = (await store.history.list({ limit: 1000 })).map(({ skill }) => skill);
        store.dispose();
        assert.ok(skills.includes('new'));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a store whose file cannot be used', () => {
  it('says so once when a folder stands in its place, and leaves that', async () => {
    await using home = await makeStoreHome();
    await mkdir(home.path, { recursive: true });
    const { history } = home.open();
    await history.record([operation()]);
    await history.record([operation()]);
    await rejectsWith(history.list({ limit: 1 }), 'file_not_regular');
    assert.equal(home.logged.length, 1);
    assert.match(home.logged[0]!, /aios\.db is not a regular file\. Move what stands there away/u);
    await rm(home.path, { recursive: true });
    await history.record([operation({ skill: 'after' })]);
    assert.deepEqual(await home.skills(), ['after'], 'and works again once it is gone');
  });

  it('says so once when a file stands where its folder belongs', async () => {
    await using home = await makeStoreHome();
    await writeFile(home.home.root, 'mine');
    const { history } = home.open();
    await history.record([operation()]);
    await history.record([operation()]);
    assert.equal(home.logged.length, 1);
    assert.equal(await readFile(home.home.root, 'utf8'), 'mine');
  });
});
