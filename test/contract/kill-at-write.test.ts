import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeHome } from '../support/run-cli.ts';
import { killAtEveryWrite, killPreloadFile } from '../support/run-killed.ts';

/** Programs that write `a`, then `b`, in each of the ways there are. */
const programs: Readonly<Record<string, string>> = {
  'promises, imported by name': `
    import { writeFile } from 'node:fs/promises';
    await writeFile('a', 'first'); await writeFile('b', 'second');`,
  'promises of node:fs': `
    import { promises } from 'node:fs';
    await promises.writeFile('a', 'first'); await promises.writeFile('b', 'second');`,
  'calls at once, imported by name': `
    import { writeFileSync } from 'node:fs';
    writeFileSync('a', 'first'); writeFileSync('b', 'second');`,
  'calls at once of the whole module': `
    import fs from 'fs';
    fs.writeFileSync('a', 'first'); fs.writeFileSync('b', 'second');`,
  'calls with callbacks': `
    import { writeFile } from 'node:fs';
    writeFile('a', 'first', () => writeFile('b', 'second', () => undefined));`,
  require: `
    import { createRequire } from 'node:module';
    const fs = createRequire(import.meta.url)('fs');
    fs.writeFileSync('a', 'first'); fs.writeFileSync('b', 'second');`,
};
const byHandle = `
  import { open, rename, rm } from 'node:fs/promises';
  const handle = await open('a', 'wx');
  await handle.writeFile('first');
  await handle.sync();
  await handle.close();
  await rename('a', 'b');
  await rm('b');
  (await open('/dev/null', 'r')).close();
  process.stdout.write('done');`;

interface Ended {
  readonly killed: boolean;
  readonly files: Readonly<Record<string, string>>;
  readonly log: string;
}

/** Runs a program as a module in a folder of its own. */
async function run(program: string, variables: Record<string, string>): Promise<Ended> {
  await using home = await makeHome();
  const script = join(home.path, 'program.mjs');
  const log = join(home.path, 'log');
  await writeFile(script, program);
  const { signal } = spawnSync(process.execPath, ['--import', killPreloadFile, script], {
    cwd: home.path,
    env: { ...process.env, AIOS_TEST_KILL_LOG: log, ...variables },
  });
  const names = (await readdir(home.path)).filter((name) => name !== 'program.mjs' && name !== 'log');
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(home.path, name), 'utf8')]),
  );
  const lines = await readFile(log, 'utf8').catch(() => '');
  return { killed: signal === 'SIGKILL', files: Object.fromEntries(files), log: lines };
}

describe('killing a process at a change of the disk', function () {
  this.timeout(30_000);

  for (const [how, program] of Object.entries(programs)) {
    it(`works on ${how}`, async () => {
      const at = (number: number, when: string): Promise<Ended> =>
        run(program, { AIOS_TEST_KILL_AT: String(number), AIOS_TEST_KILL_WHEN: when });
      const [before, after, halfway, none] = await Promise.all([
        at(2, 'before'),
        at(1, 'after'),
        at(2, 'halfway'),
        at(3, 'before'),
      ]);
      assert.deepEqual([before.killed, before.files], [true, { a: 'first' }]);
      assert.deepEqual([after.killed, after.files], [true, { a: 'first' }]);
      assert.deepEqual([halfway.killed, halfway.files], [true, { a: 'first', b: 'sec' }]);
      assert.deepEqual([none.killed, none.files], [false, { a: 'first', b: 'second' }]);
    });
  }

  it('counts opening for writing, writing, flushing, renaming and removing, and no reading', async () => {
    const { log } = await run(byHandle, {});
    const names = log.split('\n').map((line) => line.split(' ')[1]);
    assert.deepEqual(names.slice(0, 5), ['open', 'writeFile', 'sync', 'rename', 'rm']);
    assert.doesNotMatch(log, /null/u);
  });

  it('counts only what is in a folder, or outside of some, when they are named', async () => {
    const inside = await run(byHandle, { AIOS_TEST_KILL_AT: '1', AIOS_TEST_KILL_UNDER: '/somewhere/else' });
    assert.deepEqual([inside.log, inside.killed], ['', false]);
    const outside = await run(byHandle, {
      AIOS_TEST_KILL_AT: '1',
      AIOS_TEST_KILL_NOT_UNDER: ['/a', tmpdir(), '/private'].join(delimiter),
    });
    assert.deepEqual([outside.log, outside.killed], ['', false]);
    const skipping = await run(byHandle, { AIOS_TEST_KILL_SKIP: 'open,rm' });
    assert.doesNotMatch(skipping.log, /open|rm /u);
  });

  it('goes on until the process survives, and tells how often it was killed', async () => {
    const at: string[] = [];
    const attempt = async (point: { at: number; when: string }): Promise<boolean> => {
      at.push(`${point.when} ${point.at}`);
      return point.at <= (point.when === 'before' ? 5 : 2);
    };
    assert.equal(await killAtEveryWrite(attempt), 7);
    for (const point of ['before 1', 'before 5', 'before 6', 'halfway 1', 'halfway 2', 'halfway 3'])
      assert.ok(at.includes(point), point);
  });

  it('names the point at which a promise was broken', async () => {
    const attempt = ({ at }: { at: number }): Promise<boolean> =>
      at === 3 ? Promise.reject(new Error('half a file')) : Promise.resolve(true);
    await assert.rejects(killAtEveryWrite(attempt), /before change 3: half a file/u);
  });
});
