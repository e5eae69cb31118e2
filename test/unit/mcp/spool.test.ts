import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Spool } from '../../../runtime/mcp/calls/spool.ts';

describe('the spool', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'aios-spool-')), 'state', 'spool');
  });
  afterEach(() => rm(join(folder, '..', '..'), { recursive: true, force: true }));

  async function lines(): Promise<string[]> {
    const [file = ''] = await readdir(folder);
    return (await readFile(join(folder, file), 'utf8')).split('\n').filter((line) => line !== '');
  }

  it('has one file to a process, whole lines in the order they were told, for the person alone', async () => {
    const spool = new Spool(folder);
    await Promise.all(Array.from({ length: 50 }, (_, number) => spool.append({ kind: 'run', number })));
    assert.deepEqual(
      (await lines()).map((line) => JSON.parse(line).number),
      Array.from({ length: 50 }, (_, number) => number),
    );
    const [file = '', ...others] = await readdir(folder);
    assert.deepEqual(others, []);
    assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('leaves out what is very large and says so', async () => {
    await new Spool(folder).append({ kind: 'run', input: 'x'.repeat(300_000), skill: 'a' });
    assert.deepEqual(JSON.parse((await lines())[0] ?? ''), {
      kind: 'run',
      input: { leftOut: 300_002 },
      skill: 'a',
    });
  });

  it('stops at eight megabytes', async () => {
    const spool = new Spool(folder);
    for (let number = 0; number < 45; number += 1)
      await spool.append({ kind: 'run', input: 'x'.repeat(200_000) });
    const [file = ''] = await readdir(folder);
    const { size } = await stat(join(folder, file));
    assert.ok(size > 7 * 1024 * 1024 && size <= 8 * 1024 * 1024, String(size));
  });

  it('goes on for as long as a host takes it in', async () => {
    const spool = new Spool(folder);
    for (let number = 0; number < 80; number += 1) {
      await spool.append({ kind: 'run', number, input: 'x'.repeat(200_000) });
      if (number % 30 === 29) for (const file of await readdir(folder)) await rm(join(folder, file));
    }
    assert.equal((await lines()).length, 20);
  });

  it('goes on after it was full, once a host has taken it in', async () => {
    const spool = new Spool(folder);
    const fill = async () => {
      for (let number = 0; number < 45; number += 1)
        await spool.append({ kind: 'run', input: 'x'.repeat(200_000) });
    };
    await fill();
    const full = (await lines()).length;
    await spool.append({ kind: 'run', input: 'x'.repeat(200_000) });
    assert.equal((await lines()).length, full);
    for (const file of await readdir(folder)) await rm(join(folder, file));
    await spool.append({ kind: 'run', number: 1 });
    assert.deepEqual(await lines(), ['{"kind":"run","number":1}']);
  });

  it('adds no file where a host has not taken in many, and no error where it cannot write', async () => {
    await new Spool(folder).append({ kind: 'run' });
    await Promise.all(
      Array.from({ length: 256 }, (_, number) => writeFile(join(folder, `${number}.jsonl`), '')),
    );
    await new Spool(folder).append({ kind: 'run' });
    assert.equal((await readdir(folder)).length, 257);
    await new Spool(join(folder, '0.jsonl', 'below')).append({ kind: 'run' });
  });
});
