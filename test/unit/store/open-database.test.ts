import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chmod, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sha256 } from '../../../runtime/files/digest.ts';
import { migrations } from '../../../runtime/store/migrations.ts';
import { openDatabase } from '../../../runtime/store/open-database.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome } from '../../support/run-cli.ts';
import { makeStoreHome, operation } from '../../support/store-home.ts';

/** What the published steps are. A line is added with each new one, and none is ever changed. */
const published: readonly string[] = [
  'sha256:5ded130ad85e81b65a5857dc534669d79a6b8d78c23ea24ee36b60f484905d8a',
  'sha256:57029540f8c77a79a1601536422e8d12840f07ca08863d96828867843809a20c',
];

/**
 * A database of each earlier version with a row in it, as SQL. A new step needs the one it starts from: what version N
 * looks like is written down before it is history.
 */
const earlierVersions: readonly { readonly sql: string; readonly kept: readonly string[] }[] = [
  { sql: '', kept: [] },
  {
    sql: `CREATE TABLE operations (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, skill TEXT NOT NULL, from_version TEXT,
        from_digest TEXT, to_version TEXT, to_digest TEXT, source TEXT, actor TEXT
      ) STRICT;
      CREATE INDEX operations_by_time ON operations (at);
      CREATE INDEX operations_by_skill ON operations (skill, at);
      INSERT INTO operations (at, kind, skill) VALUES ('2026-01-01T00:00:00.000Z', 'install', 'old')`,
    kept: ['old'],
  },
];

/** Three small steps, each of which needs the one before. */
const steps = [
  'CREATE TABLE t (a TEXT) STRICT',
  'ALTER TABLE t ADD COLUMN b TEXT; UPDATE t SET b = upper(a)',
  'CREATE TABLE u AS SELECT b FROM t; DROP TABLE t;',
];
/** What a database looks like before each of them, and after the last. */
const before = [
  '',
  "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x')",
  "CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('x', 'X')",
  "CREATE TABLE u (b TEXT); INSERT INTO u VALUES ('X')",
];

function layOut(path: string, sql: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function rowsOf(database: DatabaseSync, sql: string): Record<string, unknown>[] {
  return database
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));
}

describe('the steps of the database', () => {
  it('that are published are never edited', () => {
    assert.deepEqual(
      migrations.map((step) => sha256(step)),
      published,
      'A published step was changed, or a new one is not written down here: see the comment above.',
    );
  });

  it('are tested from every earlier version', () => assert.equal(earlierVersions.length, migrations.length));

  for (const [version, { sql, kept }] of earlierVersions.entries()) {
    it(`lead from version ${version} to the newest and keep what is there`, async () => {
      await using home = await makeStoreHome();
      layOut(home.path, `${sql}; PRAGMA user_version = ${version};`);
      await home.record({ skill: 'new' });
      assert.deepEqual(await home.skills(), ['new', ...kept]);
      assert.deepEqual(home.query('PRAGMA user_version'), [{ user_version: migrations.length }]);
      assert.deepEqual(home.logged, []);
    });
  }

  for (const [version, sql] of before.entries()) {
    it(`that are still to take are taken, in order, from version ${version}`, async () => {
      await using home = await makeHome();
      const path = join(home.path, 'x.db');
      layOut(path, `${sql}; PRAGMA user_version = ${version};`);
      const database = openDatabase(path, steps);
      assert.deepEqual(rowsOf(database, 'SELECT * FROM u'), version === 0 ? [] : [{ b: 'X' }]);
      assert.deepEqual(rowsOf(database, 'PRAGMA user_version'), [{ user_version: 3 }]);
      database.close();
    });
  }

  it('leave the version before as it was when one fails in the middle', async () => {
    await using home = await makeHome();
    const path = join(home.path, 'x.db');
    const broken = [steps[0]!, 'CREATE TABLE half (x); INSERT INTO missing VALUES (1)'];
    assert.throws(() => openDatabase(path, broken), /no such table: missing/u);
    const database = openDatabase(path, steps.slice(0, 1));
    assert.deepEqual(rowsOf(database, 'SELECT name FROM sqlite_schema'), [{ name: 't' }]);
    database.close();
  });
});

describe('a database', () => {
  it('is opened for several processes, with keys held to', async () => {
    await using home = await makeHome();
    const database = openDatabase(join(home.path, 'x.db'), steps);
    const pragma = (name: string): unknown =>
      Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    assert.equal(pragma('journal_mode'), 'wal');
    assert.equal(pragma('foreign_keys'), 1);
    assert.equal(pragma('synchronous'), 1, 'NORMAL');
    assert.equal(pragma('busy_timeout'), 100);
    database.close();
  });

  it('of a newer AI OS is left alone, and said once', async () => {
    await using home = await makeStoreHome();
    layOut(
      home.path,
      "CREATE TABLE future (x); INSERT INTO future VALUES ('kept'); PRAGMA user_version = 99;",
    );
    const before = await stat(home.path);
    const { history } = home.open();
    await history.record([operation()]);
    await history.record([operation()]);
    const error = await rejectsWith(history.list({ limit: 1 }), 'store_newer');
    assert.match(error.message, /aios\.db was made by a newer AI OS/u);
    assert.deepEqual(home.logged, [`warn: ${error.message} ${error.remedy}`]);
    const after = await stat(home.path);
    assert.deepEqual([after.mtimeMs, after.size, after.ino], [before.mtimeMs, before.size, before.ino]);
    assert.deepEqual(await home.files(), ['aios.db']);
    assert.deepEqual(home.query('SELECT x FROM future'), [{ x: 'kept' }]);
    assert.deepEqual(home.query('PRAGMA journal_mode'), [{ journal_mode: 'delete' }]);
  });

  it('that becomes a newer one while it is open is left alone from then on', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    await history.record([operation({ skill: 'before' })]);
    home.query('PRAGMA user_version = 99');
    await history.record([operation({ skill: 'after' })]);
    await rejectsWith(history.list({ limit: 1 }), 'store_newer');
    assert.deepEqual(home.query('SELECT skill FROM operations'), [{ skill: 'before' }]);
    assert.equal(home.logged.length, 1);
  });

  it('that others may read is made private again', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeStoreHome();
    await home.record();
    await chmod(home.path, 0o644);
    await home.record();
    assert.equal((await stat(home.path)).mode & 0o777, 0o600);
  });
});
