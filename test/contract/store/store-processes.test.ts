import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { migrations } from '../../../runtime/store/migrations.ts';
import { makeStoreHome, operation, type StoreHome } from '../../support/store-home.ts';

const worker = fileURLToPath(new URL('../../support/store-worker.ts', import.meta.url));
const overwriter = fileURLToPath(new URL('../../support/overwrite-file.ts', import.meta.url));

const killAtWrite = new URL('../../support/kill-at-write.ts', import.meta.url).href;

interface RecorderOptions {
  /** Give up root, who may write everywhere. */
  readonly asNobody?: boolean;
  /** Killed right before this change of the disk, as counted by kill-at-write.ts; SQLite's own do not count. */
  readonly killAt?: number;
}

/** A process that records, once it is told to go. */
class Recorder {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly ended: Promise<unknown[]>;
  errors = '';
  /** The number of the operation it kept last. */
  kept = 0;

  constructor(home: StoreHome, name: string, rounds: number, options: RecorderOptions = {}) {
    const { asNobody, killAt } = options;
    const preload = killAt === undefined ? [] : ['--import', killAtWrite];
    const words = [worker, home.home.root, name, String(rounds), ...(asNobody ? ['--as-nobody'] : [])];
    this.child = spawn(process.execPath, [...preload, ...words], {
      env: { ...process.env, ...(killAt !== undefined && { AIOS_TEST_KILL_AT: String(killAt) }) },
    });
    this.ended = once(this.child, 'close');
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  async ready(): Promise<void> {
    assert.equal((await this.lines.next()).value, 'ready', this.errors);
  }

  go(): void {
    this.child.stdin?.end('go\n');
  }

  /** Waits until it has kept so many, or ended. */
  async until(count: number): Promise<void> {
    while (this.kept < count) {
      const { value, done } = await this.lines.next();
      if (done) return;
      this.kept = Number(value);
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Reads what it still said. @returns its exit code, or the signal */
  async end(): Promise<unknown> {
    await this.until(Number.POSITIVE_INFINITY);
    const [code, signal] = await this.ended;
    return code ?? signal;
  }
}

async function startAll(recorders: readonly Recorder[]): Promise<void> {
  await Promise.all(recorders.map((recorder) => recorder.ready()));
  for (const recorder of recorders) recorder.go();
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `p${index}`);
const expected = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

function assertSound(home: StoreHome): void {
  assert.deepEqual(home.query('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
  assert.deepEqual(home.query('PRAGMA user_version'), [{ user_version: migrations.length }]);
}

describe('the store between processes', function () {
  this.timeout(60_000);

  it('is begun and written by eight at the same moment without losing a single operation', async () => {
    await using home = await makeStoreHome();
    const recorders = names(8).map((name) => new Recorder(home, name, 200));
    await startAll(recorders);
    assert.deepEqual(await Promise.all(recorders.map((recorder) => recorder.end())), Array(8).fill(0));
    assert.equal(recorders.map(({ errors }) => errors).join(''), '', 'none was told that it is busy');
    const skills = await home.skills();
    assert.deepEqual(
      skills.toSorted(),
      names(8)
        .flatMap((name) => expected(name, 200))
        .toSorted(),
    );
    assertSound(home);
    assert.deepEqual(await home.files(), ['aios.db']);
  });

  it('holds everything a process was told is kept, whenever it is killed', async () => {
    await using home = await makeStoreHome();
    const survivors = new Set<string>();
    for (const [index, count] of [0, 0, 1, 2, 30, 300].entries()) {
      const pair = [new Recorder(home, `a${index}`, 100_000), new Recorder(home, `b${index}`, 100_000)];
      await startAll(pair);
      await Promise.race(pair.map((recorder) => recorder.until(count)));
      for (const recorder of pair) recorder.kill();
      assert.deepEqual(await Promise.all(pair.map((recorder) => recorder.end())), ['SIGKILL', 'SIGKILL']);
      for (const [side, { kept, errors }] of pair.entries()) {
        assert.equal(errors, '');
        for (const skill of expected(`${'ab'[side]}${index}`, kept)) survivors.add(skill);
      }
      await home.record({ skill: `next${index}` });
      const skills = new Set(await home.skills());
      const lost = [...survivors].filter((skill) => !skills.has(skill));
      assert.deepEqual(lost, [], `killed after ${count}`);
      assertSound(home);
    }
    assert.ok(survivors.size >= 333);
    assert.deepEqual(home.logged, []);
  });

  it('is begun, or begun anew after damage, by the next process when one is killed at that', async () => {
    for (const damaged of [false, true]) {
      let points = 0;
      for (let survived = false; !survived; ) {
        await using home = await makeStoreHome();
        if (damaged) {
          await home.record({ skill: 'old' });
          await writeFile(home.path, Buffer.alloc(40_960, 'damaged'));
        }
        const recorder = new Recorder(home, 'x', 1, { killAt: points + 1 });
        await startAll([recorder]);
        survived = (await recorder.end()) === 0;
        if (!survived) points += 1;
        await home.record({ skill: 'next', at: '9999-01-01T00:00:00Z' });
        assert.equal((await home.skills())[0], 'next', recorder.errors);
        assert.deepEqual(
          (await home.files()).filter((name) => !name.includes('.damaged-')),
          ['aios.db'],
        );
        assertSound(home);
      }
      assert.ok(points >= 5, `${points} points`);
    }
  });

  it('goes on in every process when the file is damaged under them', async () => {
    await using home = await makeStoreHome();
    const rounds = 1500;
    const recorders = names(4).map((name) => new Recorder(home, name, rounds));
    await startAll(recorders);
    await Promise.all(recorders.map((recorder) => recorder.until(50)));
    // By another process: opening and closing the file in this one would be no different, but is nobody's way.
    const [code] = await once(spawn(process.execPath, [overwriter, home.path]), 'exit');
    assert.equal(code, 0);
    // What is in the write-ahead log hides the damage until that is taken over; a newcomer finds it.
    const newcomer = new Recorder(home, 'late', 200);
    await startAll([newcomer]);
    const all = [...recorders, newcomer];
    assert.deepEqual(await Promise.all(all.map((recorder) => recorder.end())), Array(5).fill(0));
    const said = all.map(({ errors }) => errors).join('');
    await home.skills();
    await home.record({ skill: 'afterwards', at: '9999-01-01T00:00:00Z' });
    assert.equal((await home.skills())[0], 'afterwards');
    assertSound(home);
    const aside = (await home.files()).filter((name) => /\.damaged-[^.]*Z(?:-\d+)?$/u.test(name));
    const told = `${said}${home.logged.join('\n')}`.match(/was damaged/gu)?.length ?? 0;
    assert.ok(aside.length > 0);
    assert.equal(told, aside.length, 'each is said once');
    assert.doesNotMatch(said, /in use|Could not/u);
  });

  it('that may not write says so once and is no hindrance', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeStoreHome();
    const folder = dirname(home.path);
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o500);
    await chmod(home.home.root, 0o755);
    await chmod(dirname(home.home.root), 0o755);
    const recorder = new Recorder(home, 'x', 3, { asNobody: process.getuid?.() === 0 });
    await startAll([recorder]);
    assert.equal(await recorder.end(), 0);
    assert.equal(recorder.kept, 3, 'it went on');
    assert.match(recorder.errors, /^warn: Could not [^\n]*EACCES[^\n]*\n$/u);
    await chmod(folder, 0o700);
    assert.deepEqual(await readdir(folder), []);
  });

  it('that may read the file and not write it leaves it as it is', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await makeStoreHome();
    await home.record({ skill: 'kept' });
    const before = await stat(home.path);
    for (const path of [dirname(home.home.root), home.home.root, dirname(home.path)])
      await chmod(path, 0o555);
    await chmod(home.path, 0o444);
    const recorder = new Recorder(home, 'x', 3, { asNobody: process.getuid?.() === 0 });
    await startAll([recorder]);
    assert.equal(await recorder.end(), 0);
    assert.match(recorder.errors, /^warn: Could not [^\n]*\n$/u);
    const after = await stat(home.path);
    assert.deepEqual([after.size, after.mtimeMs, after.ino], [before.size, before.mtimeMs, before.ino]);
    for (const path of [dirname(home.home.root), home.home.root, dirname(home.path)])
      await chmod(path, 0o700);
  });

  it('waits while another process is in the way, and keeps this one responsive', async () => {
    await using home = await makeStoreHome();
    await home.record({ skill: 'first' });
    const { DatabaseSync } = await import('node:sqlite');
    const other = new DatabaseSync(home.path);
    other.exec('BEGIN IMMEDIATE');
    const { history } = home.open();
    let done = false;
    const recording = history.record([operation({ skill: 'second' })]).then(() => {
      done = true;
    });
    // Three turns of the loop, each of which ends although the write lock is held.
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal(done, false);
    assert.deepEqual(
      (await home.open().history.list({ limit: 10 })).map(({ skill }) => skill),
      ['first'],
      'reading does not wait',
    );
    other.exec('COMMIT');
    await recording;
    other.close();
    assert.deepEqual(await home.skills(), ['second', 'first']);
    assert.deepEqual(home.logged, []);
  });
});
