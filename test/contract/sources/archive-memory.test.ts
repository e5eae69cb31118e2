import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { archiveLimits } from '../../../runtime/registry/sources/archive/archive-entry.ts';
import { writeTar, writeZip } from '../../support/hostile-archive.ts';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { makeHome, root } from '../../support/run-cli.ts';
import { writeFiles } from '../../support/skill-files.ts';

const run = promisify(execFile);
const megabyte = 1024 * 1024;
const mostMegabytes = 200;
const preload = new URL('../../support/report-memory.ts', import.meta.url).href;
const worker = fileURLToPath(new URL('../../support/fetch-archive-worker.ts', import.meta.url));

/** @returns how it ended and the most megabytes that the process held */
async function fetchInOwnProcess(
  bytes: Buffer,
  byAddress: boolean,
): Promise<[outcome: string, megabytes: number]> {
  await using home = await makeHome();
  const quarantine = join(home.path, 'quarantine');
  const memory = join(home.path, 'memory');
  await mkdir(quarantine);
  await writeFiles(home.path, new Map([['a.zip', bytes]]));
  await using server = await startLoopbackServer((_, response) => response.end(bytes));
  const source = byAddress ? `${server.origin}/a.zip` : join(home.path, 'a.zip');
  const { stdout } = await run(process.execPath, ['--import', preload, worker, source, quarantine], {
    cwd: root,
    env: { ...process.env, AIOS_TEST_MEMORY: memory },
  });
  return [stdout.trim(), Number(await readFile(memory, 'utf8')) / megabyte];
}

describe('the memory that an archive takes', function () {
  this.timeout(60_000);

  const { maxEntries, maxFileBytes, maxBytes } = archiveLimits;
  const small = (count: number): { name: string }[] =>
    Array.from({ length: count }, (_, index) => ({ name: `folder-${index % 100}/file-${index}.md` }));
  const manyBytes = (): { name: string; content: Buffer }[] =>
    Array.from({ length: maxBytes / maxFileBytes }, (_, index) => ({
      name: `f${index}`,
      content: randomBytes(maxFileBytes - 4096),
    }));
  const big = [{ name: 'big', content: Buffer.alloc(200 * megabyte) }];

  for (const [what, [outcome, make]] of Object.entries<[string, () => Buffer]>({
    'ZIP of 10,000 files': ['source_too_large', () => writeZip(small(10_000))],
    'tar.gz of 10,000 files': ['source_too_large', () => gzipSync(writeTar(small(10_000)))],
    'ZIP of a 200 MB file': ['source_too_large', () => writeZip(big)],
    'ZIP of a 200 MB file that says one kilobyte': [
      'source_unreadable',
      () => writeZip([{ ...big[0]!, says: { size: 1000 } }]),
    ],
    'tar.gz of a 200 MB file': ['source_too_large', () => gzipSync(writeTar(big))],
    'tar.gz of 200 MB of attributes': [
      'source_too_large',
      () => gzipSync(writeTar([{ name: 'x', type: 'x', content: big[0]!.content }])),
    ],
    'ZIP as large as is taken': [
      'fetched',
      () => writeZip(manyBytes().map((spec) => ({ ...spec, method: 0 }))),
    ],
    'tar as large as is taken': ['fetched', () => writeTar(manyBytes())],
    'ZIP of as many files as are taken': ['fetched', () => writeZip(small(maxEntries))],
  })) {
    it(`stays below ${mostMegabytes} MB for a ${what}, from the disk and from an address`, async () => {
      const bytes = make();
      for (const byAddress of [false, true]) {
        const [ended, megabytes] = await fetchInOwnProcess(bytes, byAddress);
        assert.equal(ended, outcome);
        assert.ok(megabytes > 10 && megabytes < mostMegabytes, `${megabytes} MB`);
        if (process.env.SHOW_MEMORY) console.log(what, byAddress, Math.round(megabytes));
      }
    });
  }
});
