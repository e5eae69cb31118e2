import assert from 'node:assert/strict';
import { json5Format } from '../../../../../runtime/client/formats/json5/json5-format.ts';
import { assertRefusedEverywhere, assertSet, decode, encode } from '../format-support.ts';

const path = ['mcp', 'servers', 'aios'];
const config = `// OpenClaw
{
  agents: { 'defaults': { limit: 0xFF, ratio: +1.0, most: Infinity, "note": 'a\\
b' } },
  mcp: {
    servers: {
      docs: { command: 'npx', args: ['-y', "docs",], }, // the team's
    },
  },
}
`;

describe('the JSON5 format', () => {
  it('adds a server to the config of OpenClaw and takes it away again', () => {
    const after = config.replace(
      "// the team's\n",
      `// the team's\n      "aios": {\n        "command": "x"\n      },\n`,
    );
    assertSet(json5Format, path, { command: 'x' }, config, after, 2);
    const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    assertSet(json5Format, path, { command: 'x' }, windows(config), windows(after), 2);
  });

  it('finds the entry however its key is written, and replaces and removes it', () => {
    for (const key of ['aios', "'aios'", '"aios"', '\\u0061ios', "'\\x61ios'", '"a\\\nios"']) {
      const before = `{mcp: {servers: {b: 1, ${key}: {command: 'old'}, /* c */}}}`;
      const edit = json5Format.setEntry('config', encode(before), path, { command: 'new' });
      assert.equal(decode(edit.bytes), before.replace(`{command: 'old'}`, '{"command": "new"}'));
      const rest = json5Format.removeEntry('config', edit.bytes, path, 2);
      assert.equal(decode(rest), '{mcp: {servers: {b: 1, /* c */}}}');
    }
  });

  it('reads what JSON5 has and JSON lacks', () => {
    const text = `{null: [0x1f, -0X10, +1, .5, 5., -Infinity], $a_1: 'it"s\\'\\v\\0\\q\u2028', "é": true, // c\r\n}`;
    assert.deepEqual(json5Format.readEntry('config', encode(text), []), {
      null: [31, -16, 1, 0.5, 5, Number.NEGATIVE_INFINITY],
      $a_1: 'it"s\'\v\0q\u2028',
      é: true,
    });
    assert.ok(Number.isNaN(json5Format.readEntry('config', encode('{a: -NaN}'), ['a'])));
    assert.deepEqual(json5Format.readKeys('config', encode('{Infinity: 1, NaN: 2, true: 3}'), []), [
      'Infinity',
      'NaN',
      'true',
    ]);
  });

  it('leaves an entry alone whose value is equal in another spelling', () => {
    const bytes = encode(`{mcp: {servers: {aios: {n: 0x10, 's': 'a\\\nb', /* c */}}}}`);
    assert.equal(json5Format.setEntry('config', bytes, path, { n: 16, s: 'ab' }).bytes, bytes);
  });

  const refused: [name: string, content: string, code: string, line: number, column: number][] = [
    ['a string that does not end', "{\n  a: 'b\n}", 'config_not_parsable', 2, 6],
    ['a comment that does not end', '{} /* c', 'config_not_parsable', 1, 4],
    ['an octal number', '{a: 010}', 'config_not_parsable', 1, 5],
    ['a number with a tail', '{a: 1px}', 'config_not_parsable', 1, 5],
    ['half a \\u escape', "{a: '\\u12'}", 'config_not_parsable', 1, 5],
    ['an octal escape', "{a: '\\01'}", 'config_not_parsable', 1, 5],
    ['a word that is no value', '{a: yes}', 'config_not_parsable', 1, 5],
    ['a number as a key', '{1: 2}', 'config_not_parsable', 1, 2],
    ['a comma too many', '{a: 1,,}', 'config_not_parsable', 1, 7],
    ['a template', '{a: `b`}', 'config_not_parsable', 1, 5],
    ['nothing but a comment', '// c', 'config_not_parsable', 1, 5],
    ['brackets without end', '['.repeat(100_000), 'config_not_parsable', 1, 1001],
    ['a line separator outside a string', "{a: '\u2028', // c\u2028b: 1}", 'config_not_editable', 1, 14],
    ['nothing at all', ' \n', 'config_empty', 1, 1],
    ['an array on the path', '{mcp: []}', 'config_not_object', 1, 7],
  ];
  for (const [name, content, code, line, column] of refused) {
    it(`refuses ${name}`, () => {
      assertRefusedEverywhere(json5Format, path, content, code, line, column);
    });
  }

  it('reads a string of many megabytes', () => {
    const text = `{a: '${'x\\\n'.repeat(2_000_000)}', /*${'*'.repeat(2_000_000)}*/}`;
    assert.equal(String(json5Format.readEntry('config', encode(text), ['a'])).length, 2_000_000);
  });
});
