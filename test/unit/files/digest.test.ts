import assert from 'node:assert/strict';
import fc from 'fast-check';
import { digestFiles, digestJson, digestOfDigests, sha256 } from '../../../runtime/files/digest.ts';

const filesOf = (files: Record<string, string>): Map<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
const folderDigest = (files: Record<string, string>): string => digestOfDigests(digestFiles(filesOf(files)));

describe('a digest', () => {
  it('is sha256: and the hex digits that everybody else computes', () => {
    assert.equal(sha256('abc'), 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.equal(sha256(Buffer.from('abc')), sha256('abc'));
  });

  it('of a folder is what sha256sum gives for the lines of its files', () => {
    const a = sha256('1');
    const b = sha256('2');
    assert.equal(folderDigest({ b: '2', a: '1' }), sha256(`${a}  a\n${b}  b\n`));
  });

  it('of a folder does not depend on the order its files were listed in', () => {
    assert.equal(folderDigest({ a: '1', 'b/c': '2' }), folderDigest({ 'b/c': '2', a: '1' }));
  });

  it('of a folder changes with any content, any name, and with a file more or less', () => {
    const digests = [
      {},
      { a: '' },
      { a: '1' },
      { b: '1' },
      { a: '1', b: '' },
      { 'a/b': '1' },
      JSON.parse('{"__proto__":"1"}') as Record<string, string>,
      { constructor: '1' },
    ].map(folderDigest);
    assert.equal(new Set(digests).size, digests.length);
  });

  it('of a JSON value does not depend on the order of keys, and of nothing else', () => {
    assert.equal(
      digestJson({ b: [1, { d: 1, c: null }], a: 2 }),
      digestJson({ a: 2, b: [1, { c: null, d: 1 }] }),
    );
    assert.notEqual(digestJson({ a: [1, 2] }), digestJson({ a: [2, 1] }));
    assert.notEqual(digestJson({ a: 1 }), digestJson({ a: '1' }));
  });

  it('of two JSON values is the same exactly when they are equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const text = (value: unknown): string => JSON.stringify(shuffled(value));
        assert.equal(digestJson(one), digestJson(JSON.parse(text(one))));
        if (digestJson(one) === digestJson(other)) {
          assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
        }
      }),
    );
  });
});

/** The same value with the keys of its objects the other way round. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  );
}
