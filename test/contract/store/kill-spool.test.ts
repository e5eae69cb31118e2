import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, runCli } from '../../support/run-cli.ts';
import { flushes, killAtEveryWrite, runCliKilled } from '../../support/run-killed.ts';
import { runRecord } from '../../support/run-record.ts';

const lines = ['run_a', 'run_b', 'run_c'].map((runId) => JSON.stringify(runRecord({ runId })));
const noRecord = '{"kind":"run","format":1';

describe('taking in what aios-mcp recorded, killed in the middle', () => {
  it('keeps every run once, and what is no record once', async function () {
    if (process.platform === 'win32') this.skip();
    const points = await killAtEveryWrite(async (point) => {
      await using home = await makeHome();
      const spool = join(home.aios, 'state', 'spool');
      await mkdir(spool, { recursive: true });
      await writeFile(join(spool, '1-a.jsonl'), `${lines[0]}\n${noRecord}\n${lines[1]}\n`);
      await writeFile(join(spool, '2-b.jsonl'), `${lines[2]}\n`);
      const killed = await runCliKilled(home, ['runs'], { ...point, skip: flushes });
      const after = await runCli(home, ['runs', '--json']);
      assert.equal(after.exitCode, 0, after.stderr);
      const { runs } = after.json as { runs: { run: string }[] };
      assert.deepEqual(runs.map(({ run }) => run).sort(), ['run_a', 'run_b', 'run_c']);
      assert.deepEqual(await readdir(spool), ['set-aside']);
      const aside = await readdir(join(spool, 'set-aside'));
      assert.equal(aside.length, 1);
      assert.equal(await readFile(join(spool, 'set-aside', aside[0] ?? ''), 'utf8'), `${noRecord}\n`);
      return killed.signal === 'SIGKILL';
    });
    assert.ok(points > 10, String(points));
  });
});
