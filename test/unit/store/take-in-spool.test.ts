import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { Spool } from '../../../runtime/mcp/calls/spool.ts';
import { readSpoolLines } from '../../../runtime/store/read-spool-lines.ts';
import type { Run } from '../../../runtime/store/run.ts';
import { mostRuns } from '../../../runtime/store/run-rows.ts';
import type { Store } from '../../../runtime/store/store.ts';
import { type TakenIn, takeInSpool } from '../../../runtime/store/take-in-spool.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import '../../support/property-seed.ts';
import { runRecord } from '../../support/run-record.ts';
import { logInto, makeStoreHome, type StoreHome } from '../../support/store-home.ts';

function takeIn(home: StoreHome, store: Store): Promise<TakenIn> {
  const { spool: folder, locks } = home.home;
  return takeInSpool({
    folder,
    lock: join(locks, 'spool'),
    runs: store.runs,
    log: logInto(home.logged),
  });
}

async function leave(home: StoreHome, name: string, ...lines: readonly unknown[]): Promise<void> {
  await mkdir(home.home.spool, { recursive: true });
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  await writeFile(join(home.home.spool, name), text);
}

async function left(home: StoreHome, ...below: string[]): Promise<string[]> {
  return (await readdir(join(home.home.spool, ...below))).sort();
}

const idsOf = (runs: readonly Run[]): string[] => runs.map(({ run }) => run);

describe('taking in what aios-mcp recorded', () => {
  it('keeps each answer of a run, with what went in and came out, and removes the file', async () => {
    await using home = await makeStoreHome();
    const store = home.open();
    const first = runRecord({ status: 'rejected', problems: ['Too short.'], output: 'no' });
    const second = runRecord({ endedAt: '2026-03-01T10:00:09.000Z', output: { items: [1] } });
    const spool = new Spool(home.home.spool);
    await spool.append(first);
    await spool.append(second);
    assert.deepEqual(await takeIn(home, store), { runs: 2, setAside: 0 });
    const whole = {
      run: 'run_a',
      skill: 'standup',
      version: '1.0.0',
      digest: 'sha256:1',
      client: 'claude-desktop',
      clientName: 'claude-ai',
      clientVersion: '0.1.0',
      startedAt: '2026-03-01T10:00:00.000Z',
      endedAt: '2026-03-01T10:00:02.500Z',
      milliseconds: 2500,
      input: { notes: ['a'] },
    };
    const found = await store.runs.get('run_a');
    assert.deepEqual(found, [
      { ...whole, status: 'rejected', problems: ['Too short.'], output: 'no' },
      {
        ...whole,
        endedAt: '2026-03-01T10:00:09.000Z',
        status: 'completed',
        problems: [],
        output: { items: [1] },
      },
    ]);
    const listed = await store.runs.list({ limit: 1 });
    assert.deepEqual([listed[0]?.status, 'input' in (listed[0] ?? {})], ['completed', false]);
    assert.deepEqual(await left(home), []);
    // The server goes on in a file of the same name.
    await spool.append(runRecord({ runId: 'run_later' }));
    assert.deepEqual(await takeIn(home, store), { runs: 1, setAside: 0 });
    assert.deepEqual(home.logged, []);
  });

  it('begins no database where there is nothing', async () => {
    await using home = await makeStoreHome();
    assert.deepEqual(await takeIn(home, home.open()), { runs: 0, setAside: 0 });
    await leave(home, '1-a.jsonl');
    assert.deepEqual(await takeIn(home, home.open()), { runs: 0, setAside: 0 });
    assert.deepEqual(await left(home), []);
    await assert.rejects(stat(home.path), { code: 'ENOENT' });
  });

  it('knows a file that it was killed in, before or after its runs were kept', async () => {
    await using home = await makeStoreHome();
    const store = home.open();
    const lines = ['run_a', 'run_b', 'run_c'].map((runId) => runRecord({ runId }));
    await leave(home, '1-a.jsonl', ...lines);
    await takeIn(home, store);
    // Claimed and kept, and not removed; with one more that was written meanwhile.
    await leave(home, '1-a.m0.taken', ...lines, runRecord({ runId: 'run_d' }));
    assert.deepEqual(await takeIn(home, store), { runs: 1, setAside: 0 });
    assert.deepEqual(idsOf(await store.runs.list({ limit: 10 })).sort(), [
      'run_a',
      'run_b',
      'run_c',
      'run_d',
    ]);
    assert.deepEqual(await left(home), []);
  });

  it('takes each run in once where several windows are at it', async () => {
    await using home = await makeStoreHome();
    await Promise.all(
      Array.from({ length: 8 }, (_, file) =>
        leave(
          home,
          `${file}-a.jsonl`,
          ...Array.from({ length: 5 }, (_run, at) => runRecord({ runId: `r${file}.${at}` })),
        ),
      ),
    );
    const taken = await Promise.all([1, 2, 3, 4].map(() => takeIn(home, home.open())));
    assert.equal(
      taken.reduce((sum, { runs }) => sum + runs, 0),
      40,
    );
    assert.equal((await home.open().runs.list({ limit: 100 })).length, 40);
  });

  it('sets lines aside that are no records, once, and says so', async () => {
    await using home = await makeStoreHome();
    const store = home.open();
    const bad = [
      '{"kind":"run"',
      '[]',
      JSON.stringify(runRecord({ endedAt: 'soon' })),
      '{"kind":"later","format":9}',
    ];
    await leave(home, '1-a.jsonl', bad[0], runRecord(), ...bad.slice(1));
    assert.deepEqual(await takeIn(home, store), { runs: 1, setAside: 4 });
    const [file = ''] = await left(home, 'set-aside');
    const path = join(home.home.spool, 'set-aside', file);
    assert.equal(await readFile(path, 'utf8'), `${bad.join('\n')}\n`);
    assert.deepEqual(home.logged, [
      `warn: 4 lines that aios-mcp left could not be read as a record of a run; see ${path}.`,
    ]);
    assert.deepEqual(await takeIn(home, store), { runs: 0, setAside: 0 });
    assert.equal(home.logged.length, 1);
    if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
  });

  it('keeps little of what is no record, and reads nothing that is too large or no file', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeStoreHome();
    const store = home.open();
    for (let number = 0; number < 20; number += 1) await leave(home, `${number}-a.jsonl`, 'x');
    await leave(home, '20-a.jsonl', 'y'.repeat(2_000_000));
    await takeIn(home, store);
    const names = await left(home, 'set-aside');
    assert.equal(names.length, 16);
    const large = names.find((name) => name.startsWith('20-')) ?? '';
    assert.equal((await stat(join(home.home.spool, 'set-aside', large))).size, 1024 * 1024);
    home.logged.length = 0;
    await writeFile(join(home.home.spool, '21-a.jsonl'), Buffer.alloc(17 * 1024 * 1024));
    await mkdir(join(home.home.spool, '22-a.jsonl'));
    await symlink('/dev/zero', join(home.home.spool, '23-a.jsonl'));
    assert.deepEqual(await takeIn(home, store), { runs: 0, setAside: 3 });
    assert.deepEqual(await left(home), ['set-aside']);
    assert.equal(home.logged.length, 3, home.logged.join('\n'));
    assert.equal((await left(home, 'set-aside')).length, 16);
  });

  it('leaves what it cannot keep where it is, for a newer AI OS', async () => {
    await using home = await makeStoreHome();
    await home.record();
    home.query('PRAGMA user_version = 99');
    await leave(home, '1-a.jsonl', runRecord());
    await rejectsWith(takeIn(home, home.open()), 'store_newer');
    assert.equal((await left(home)).length, 1);
    home.query('PRAGMA user_version = 1; ');
    home.query('DROP TABLE runs');
    assert.deepEqual(await takeIn(home, home.open()), { runs: 1, setAside: 0 });
  });

  it('drops the oldest runs beyond so many, however late they were taken in', async () => {
    await using home = await makeStoreHome();
    const store = home.open();
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
    const many = Array.from({ length: mostRuns }, (_, index) =>
      runRecord({ runId: `run_${index}`, endedAt: at(index + 1) }),
    );
    await leave(home, '1-a.jsonl', ...many);
    await takeIn(home, store);
    await leave(
      home,
      '2-a.jsonl',
      runRecord({ runId: 'oldest', endedAt: at(0) }),
      runRecord({ runId: 'new', endedAt: at(9999) }),
    );
    await takeIn(home, store);
    const kept = idsOf(await store.runs.list({ limit: mostRuns * 2 }));
    assert.deepEqual([kept.length, kept[0], kept.at(-1)], [mostRuns, 'new', 'run_1']);
  });

  it('says that a run is not kept', async () => {
    await using home = await makeStoreHome();
    await rejectsWith(home.open().runs.get('run_x'), 'run_unknown');
  });

  it('reads any bytes without an error', () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.object().map((value) => JSON.stringify({ ...runRecord(), ...value })),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.array(line).map((lines) => Buffer.from(lines.join('\n'))),
        ),
        (bytes) => {
          const { records } = readSpoolLines(bytes);
          for (const { endedAt } of records) assert.equal(new Date(endedAt).toISOString(), endedAt);
        },
      ),
    );
  });
});
