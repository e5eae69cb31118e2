import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter } from '../../../runtime/mcp/stdio/line-splitter.ts';
import { findId, parseLine } from '../../../runtime/mcp/stdio/parse-line.ts';

function split(chunks: readonly Buffer[], maxBytes: number): (string | number)[] {
  const found: (string | number)[] = [];
  const splitter = new LineSplitter(maxBytes, {
    onLine: (line) => found.push(line.toString('latin1')),
    onTooLong: ({ bytes }) => found.push(bytes),
  });
  for (const chunk of chunks) splitter.push(chunk);
  return found;
}

describe('lines from a client', () => {
  it('are the same however the bytes come in pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-c]{0,40}$/u), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (lines, sizes) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const chunks: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          assert.deepEqual(
            split(chunks, 20),
            lines.map((line) => (line.length <= 20 ? line : line.length)),
          );
        },
      ),
    );
  });

  it('that are too long leave their beginning and their end', () => {
    const ends: string[] = [];
    const splitter = new LineSplitter(10, {
      onLine: () => undefined,
      onTooLong: ({ head, tail }) => ends.push(head.toString(), tail.toString()),
    });
    for (const part of ['begin', 'x'.repeat(5000), 'y'.repeat(5000), 'end\nnext\n'])
      splitter.push(Buffer.from(part));
    assert.equal(ends[0]?.slice(0, 5), 'begin');
    assert.ok(ends[1]?.endsWith('yend') && ends[1].length <= 512);
  });
});

describe('a line', () => {
  it('is a message, a list of them, or refused with the code of JSON-RPC', () => {
    const kinds = (text: string) => {
      const parsed = parseLine(Buffer.from(text));
      return parsed.kind === 'refused' ? parsed.code : parsed.kind;
    };
    assert.deepEqual(['{"a":1}', '[{"a":1}]', ' ', '[]', '[1]', '3', '{', '"x"', 'null'].map(kinds), [
      'message',
      'batch',
      'empty',
      -32600,
      -32600,
      -32600,
      -32700,
      -32600,
      -32600,
    ]);
    assert.equal(parseLine(Buffer.from([0x22, 0xff, 0x22])).kind, 'refused');
  });

  it('may have brackets in its texts, and be nested as real ones are', () => {
    const text = JSON.stringify({ a: '[{'.repeat(5000), b: '\\"['.repeat(300) });
    assert.equal(parseLine(Buffer.from(text)).kind, 'message');
    const nested = (depth: number) => Buffer.from(`{"id":4,"a":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    assert.equal(parseLine(nested(199)).kind, 'message');
    assert.deepEqual(parseLine(nested(200)), {
      kind: 'refused',
      id: 4,
      code: -32600,
      why: 'is nested too deeply',
    });
  });

  it('that is not read whole still tells its id, wherever SDKs put it', () => {
    const params = `{"x":"${'y'.repeat(2000)}"}`;
    for (const [text, id] of [
      [`{"jsonrpc":"2.0","id":7,"method":"a","params":${params}}`, 7],
      [`{ "method" : "a/b", "id" : "q\\"r" , "params":${params}}`, 'q"r'],
      [`{"method":"a","params":${params},"jsonrpc":"2.0","id":12}`, 12],
      [`{"method":"a","params":${params},"id":"z","jsonrpc":"2.0"}`, 'z'],
      [`{"method":"a","params":{"id":3,"x":"${'y'.repeat(2000)}"}}`, undefined],
      [`{"jsonrpc":"2.0","method":"a","params":${params}}`, undefined],
    ] as const)
      assert.equal(findId(text.slice(0, 512), text.slice(-512)), id, text.slice(0, 60));
  });
});
