import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { AiosError } from '../../../../runtime/errors.ts';
import { type ArchiveQuarantine, makeArchiveQuarantine } from '../../../support/archive-quarantine.ts';
import { writeTar, writeZip } from '../../../support/hostile-archive.ts';
import '../../../support/property-seed.ts';

const numRuns = 150;
const text = 'Some text, long enough to be worth packing. '.repeat(20);
const specs = [
  { name: 'top/' },
  { name: 'top/SKILL.md', content: text },
  { name: 'top/scripts/run.sh', content: text, mode: 0o100755 },
  { name: 'top/läng/日本.md', content: 'x' },
];
const tar = writeTar(specs);
const packed: Record<string, Buffer> = { zip: writeZip(specs), tar, tgz: gzipSync(tar) };

const edit = fc.record({
  at: fc.nat(),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 4 }),
  drops: fc.nat(3),
});

/** Replaces, drops or puts in a few bytes, wherever. */
function mutate(
  bytes: Buffer,
  edits: readonly { at: number; bytes: Uint8Array; drops: number }[],
  end: number,
): Buffer {
  let mutated = bytes;
  for (const { at, bytes: put, drops } of edits) {
    const from = at % mutated.length;
    mutated = Buffer.concat([mutated.subarray(0, from), put, mutated.subarray(from + drops)]);
  }
  return mutated.subarray(0, mutated.length - (end % 8 === 0 ? end % mutated.length : 0));
}

const part = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'b',
    '..',
    '.',
    '',
    'é',
    'e\u0301',
    'con',
    'x\\y',
    'nul\0',
    '.DS_Store',
    '__MACOSX',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

describe('any archive at all', function () {
  this.timeout(60_000);
  let place: ArchiveQuarantine;
  before(async () => {
    place = await makeArchiveQuarantine();
  });
  after(() => place[Symbol.asyncDispose]());

  /** @returns what was unpacked, or undefined for what was refused in words for people */
  async function fetch(bytes: Uint8Array): Promise<Record<string, string> | undefined> {
    await rm(place.quarantine, { recursive: true });
    await mkdir(place.quarantine);
    await place.write('a.zip', bytes);
    const result = await place.fetch('a.zip').catch((error: unknown) => error);
    assert.deepEqual(await place.outside(), ['a.zip']);
    if (!(result instanceof Error)) return place.inside();
    assert.ok(AiosError.is(result), result.stack);
    assert.match(result.code, /^source_/u, result.message);
    return undefined;
  }

  it('of random bytes ends in an error for people', async () => {
    const start = fc.constantFrom([], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6], [0x1f, 0x8b, 8]);
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 2000 }), async (first, bytes) => {
        assert.equal(await fetch(Buffer.from([...first, ...bytes])), undefined);
      }),
      { numRuns },
    );
  });

  for (const [format, bytes] of Object.entries(packed)) {
    it(`that was a good ${format} before it was damaged is unpacked or refused, and writes nowhere else`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { maxLength: 3 }), fc.nat(), async (edits, end) => {
          await fetch(mutate(bytes, edits, end));
        }),
        { numRuns },
      );
    });
  }

  for (const [format, write] of Object.entries({ zip: writeZip, tar: writeTar })) {
    it(`with whatever names, as ${format}, is refused or unpacked to just these files`, async () => {
      let unpacked = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 4 }), async (names) => {
          const files = await fetch(write(names.map((path) => ({ name: path, content: path }))));
          if (files === undefined) return;
          unpacked += 1;
          for (const [path, content] of Object.entries(files)) {
            if (path.endsWith('/')) continue;
            const named = Buffer.from(content, 'latin1').toString();
            assert.equal(path, `files/${named.replace(/^(?:\.\/)+/u, '')}`);
          }
        }),
        { numRuns },
      );
      assert.ok(unpacked > 10, `only ${unpacked} were unpacked`);
    });
  }
});
