import assert from 'node:assert/strict';
import {
  carryOutNew,
  carryOutRemoval,
  carryOutSet,
  openFile,
} from '../../../../../runtime/client/formats/json/json-file.ts';
import { jsonFormat } from '../../../../../runtime/client/formats/json/json-format.ts';
import { jsonDialect } from '../../../../../runtime/client/formats/json/json-scanner.ts';
import { assertRefused, decode, encode } from '../format-support.ts';

const file = '/home/me/.cursor/mcp.json';
const path = ['mcpServers', 'aios'];

describe('the JSON format on files it must not touch', () => {
  const damaged: [name: string, content: string | number[], code: string, line?: number, column?: number][] =
    [
      ['cut off in an object', '{\n  "a": {\n    "b": 1', 'config_not_parsable', 2, 8],
      ['cut off in a string', '{\n  "a": "b', 'config_not_parsable', 2, 8],
      ['cut off in a comment', '{} /* c', 'config_not_parsable', 1, 4],
      ['closed twice', '{}\r\n}', 'config_not_parsable', 2, 1],
      ['closed wrongly', '{"a": [}', 'config_not_parsable', 1, 8],
      ['lacking a comma', '{"a": 1\r"b": 2}', 'config_not_parsable', 2, 1],
      ['lacking a colon', '{"a" 1}', 'config_not_parsable', 1, 6],
      ['lacking a value', '{"a": ,}', 'config_not_parsable', 1, 7],
      ['with a comma too many', '{"a": 1,,}', 'config_not_parsable', 1, 9],
      ['with nothing but a comma', '{,}', 'config_not_parsable', 1, 2],
      ['with a bare key, as in JSON5', "{a: 'b'}", 'config_not_parsable', 1, 2],
      ['with a bad number', '{"a": 01}', 'config_not_parsable', 1, 8],
      ['with a bad escape', '{"a": "\\x"}', 'config_not_parsable', 1, 7],
      ['with a control character in a string', '{"a": "b\u0007"}', 'config_not_parsable', 1, 9],
      ['with a conflict marker', '{\n<<<<<<< HEAD\n}', 'config_not_parsable', 2, 1],
      ['with a zero byte', '{"a": "b"}\n\0\0', 'config_not_parsable', 2, 1],
      ['with a zero byte in a comment', '{} // \0', 'config_not_parsable', 1, 7],
      ['full of zero bytes', '\0\0\0\0', 'config_not_parsable', 1, 1],
      ['holding only a comment', '// nothing\n', 'config_not_parsable', 2, 1],
      ['with two byte order marks', '\uFEFF\uFEFF{}', 'config_not_parsable', 1, 1],
      [
        'with a byte that is no UTF-8',
        [...encode('{\n"\uFFFDé": "'), 0xe9, 0x22, 0x7d],
        'config_not_parsable',
        2,
        8,
      ],
      ['in UTF-16 with a byte order mark', [0xff, 0xfe, 0x7b, 0, 0x7d, 0], 'config_not_parsable', 1, 1],
      ['in UTF-16 without a byte order mark', [0, 0x7b, 0, 0x7d], 'config_not_parsable', 1, 1],
      ['nested too deep', '['.repeat(100_000), 'config_not_parsable', 1, 1001],
      ['empty', '', 'config_empty', 1, 1],
      ['only white space', '\uFEFF \r\n\t', 'config_empty', 1, 1],
      ['an array', ' []', 'config_not_object', 1, 2],
      ['a string', '"{}"', 'config_not_object', 1, 1],
      ['null', 'null', 'config_not_object', 1, 1],
      ['with an array on the path', '{\n  "mcpServers": [{}]\n}', 'config_not_object', 2, 17],
      ['with null on the path', '{"mcpServers": {}, "mcpServers": null}', 'config_not_object', 1, 34],
    ];
  for (const [name, content, code, line, column] of damaged) {
    it(`refuses one that is ${name}`, () => {
      const bytes = typeof content === 'string' ? encode(content) : Uint8Array.from(content);
      const runs = [
        () => jsonFormat.readEntry(file, bytes, path),
        () => jsonFormat.readKeys(file, bytes, path),
        () => jsonFormat.setEntry(file, bytes, path, 1),
        () => jsonFormat.removeEntry(file, bytes, path, 0),
      ];
      for (const run of runs) {
        const error = assertRefused(run, code);
        assert.deepEqual([error.file, error.line, error.column], [file, line, column]);
        assert.ok(error.message.includes(file) && error.remedy.length > 20);
      }
    });
  }

  it('names the key that holds something else, and not what it holds', () => {
    const bytes = encode('{"mcpServers": "token-123"}');
    const error = assertRefused(() => jsonFormat.setEntry(file, bytes, path, 1), 'config_not_object');
    assert.match(error.message, /"mcpServers" holds a string/);
    assert.doesNotMatch(error.message, /token-123/);
    assertRefused(() => jsonFormat.readKeys(file, bytes, ['mcpServers']), 'config_not_object');
  });

  it('says which encoding it needs when a file is in UTF-16', () => {
    for (const bytes of [
      [0xff, 0xfe, 0x7b, 0, 0x7d, 0],
      [0xfe, 0xff, 0, 0x7b, 0, 0x7d],
      [0x7b, 0, 0x7d, 0],
      [0, 0x7b, 0, 0x7d],
    ]) {
      const error = assertRefused(
        () => jsonFormat.readKeys(file, Uint8Array.from(bytes), []),
        'config_not_parsable',
      );
      assert.match(error.message, /UTF-16/);
      assert.match(error.remedy, /UTF-8/);
    }
  });

  it('says how deep is too deep, and reads what is just not', () => {
    const deep = (depth: number) => encode(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    assert.deepEqual(jsonFormat.readKeys(file, deep(1000), ['a']), ['a']);
    assert.match(
      assertRefused(() => jsonFormat.readKeys(file, deep(1001), []), 'config_not_parsable').message,
      /1000/,
    );
  });
});

describe('the safety net of the JSON format', () => {
  const before = '{"a": 1, "m": {"x": 1} /* c */}';

  const wrongSets: [name: string, after: string][] = [
    ['the value is another', '{"a": 1, "m": {"x": 1, "y": 3} /* c */}'],
    ['the entry is missing', '{"a": 1, "m": {"x": 1} /* c */}'],
    ['another value changed', '{"a": 1.0, "m": {"x": 1, "y": 2} /* c */}'],
    ['another entry is gone', '{"m": {"x": 1, "y": 2} /* c */}'],
    ['another entry came', '{"a": 1, "m": {"x": 1, "y": 2}, "n": 1 /* c */}'],
    ['an entry moved', '{"a": 1, "m": {"y": 2} /* c */, "x": 1}'],
    ['a comment is gone', '{"a": 1, "m": {"x": 1, "y": 2}}'],
    ['a comment moved', '{"a": 1, "m": {"x": 1, "y": 2 /* c */}}'],
    ['a comment came at the end', '{"a": 1, "m": {"x": 1, "y": 2} /* c */} // d'],
    ['a trailing comma came', '{"a": 1, "m": {"x": 1, "y": 2} /* c */,}'],
    ['the path leads through no object any more', '{"a": 1, "m": {"x": 1, "y": 2} /* c */, "m": 1}'],
    ['the result does not parse', '{"a": 1, "m": {"x": 1 "y": 2} /* c */}'],
  ];
  for (const [name, after] of wrongSets) {
    it(`stops an added entry when ${name}`, () => {
      const whole = [{ offset: 0, removed: before.length, inserted: after }];
      const run = () => carryOutSet(openFile(file, encode(before), jsonDialect), whole, ['m', 'y'], 1, 2);
      assertRefused(run, 'edit_not_faithful');
    });
  }

  const wrongRemovals: [name: string, text: string, cut: string][] = [
    ['nothing', before, ''],
    ['more than the entry', before, '"a": 1, "m": {"x": 1}'],
    ['another entry', before, '"a": 1,'],
    ['a comment that stands elsewhere', '{"m": {"x": 1\n} /* c */}', '"x": 1\n} /* c */'],
    ['a comment before it', '{"m": { /* c */ "x": 1}}', '/* c */ "x": 1'],
    ['too little', before, '"x":'],
    ['one of two duplicates', '{"m": {"x": 1, "x": 2}}', ', "x": 2'],
    ['its comma not', '{"m": {"y": 1, "x": 2}}', '"x": 2'],
  ];
  for (const [name, text, cut] of wrongRemovals) {
    it(`stops a removal that takes ${name}`, () => {
      const open = openFile(file, encode(text), jsonDialect);
      const splices = [{ offset: text.indexOf(cut), removed: cut.length, inserted: '' }];
      assertRefused(
        () => carryOutRemoval(open, splices, ['m', 'x'], [rangeOf(text, cut)]),
        'edit_not_faithful',
      );
    });
  }

  it('lets right edits pass', () => {
    const open = openFile(file, encode(before), jsonDialect);
    const splices = [{ offset: before.indexOf('} /*'), removed: 0, inserted: ', "y": 2' }];
    const set = carryOutSet(open, splices, ['m', 'y'], 1, 2);
    assert.equal(decode(set), '{"a": 1, "m": {"x": 1, "y": 2} /* c */}');
    const cuts = [{ offset: before.indexOf('"x"'), removed: 6, inserted: '' }];
    const removed = carryOutRemoval(open, cuts, ['m', 'x'], [rangeOf(before, '"x": 1')]);
    assert.equal(decode(removed), '{"a": 1, "m": {} /* c */}');
  });

  it('stops a new file that holds something else', () => {
    assertRefused(() => carryOutNew(file, '{"a": 1}', { a: 2 }, jsonDialect), 'edit_not_faithful');
  });
});

/** The tokens of the member "x" in a piece of a text. */
function rangeOf(text: string, piece: string): { first: number; last: number } {
  const { document } = openFile(file, encode(text), jsonDialect);
  const from = text.indexOf('"x"', Math.max(text.indexOf(piece), 0));
  let first = 0;
  while (document.startOf(first) < from) first += 1;
  return { first, last: first + 1 };
}
