import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../../runtime/client/formats/config-format.ts';
import { yamlFormat } from '../../../../../runtime/client/formats/yaml/yaml-format.ts';
import { assertRefused, assertRefusedEverywhere, assertSet, decode, encode } from '../format-support.ts';

const path = ['extensions', 'aios'];
const entry = { type: 'stdio', cmd: '/x/aios-mcp', args: ['--stdio'], envs: {}, enabled: true, timeout: 300 };
const inline = '{type: stdio, cmd: /x/aios-mcp, args: ["--stdio"], envs: {}, enabled: true, timeout: 300}';

/** The lines of our entry. */
function lines(indent = '  ', unit = '  ', lineBreak = '\n'): string {
  const inner = indent + unit;
  const members = [
    'type: stdio',
    'cmd: /x/aios-mcp',
    'args:',
    `${unit}- "--stdio"`,
    'envs: {}',
    'enabled: true',
  ];
  return [`${indent}aios:`, ...members.map((line) => inner + line), `${inner}timeout: 300`].join(lineBreak);
}

const gooseConfig = `# Goose
GOOSE_PROVIDER: "anthropic" # by hand
big: 9223372036854775807
ratio: 1.0
since: 2026-11-21
extensions:
  developer:
    bundled: true
    type: builtin # built in
    # timeout: 10
  # more to come

instructions: |
  extensions:
    aios: no
`;

describe('the YAML format on adding an entry', () => {
  it('adds an extension to the config of Goose and takes it away again', () => {
    const after = gooseConfig.replace('    # timeout: 10\n', `    # timeout: 10\n${lines()}\n`);
    assertSet(yamlFormat, path, entry, gooseConfig, after, 1);
    const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    assertSet(yamlFormat, path, entry, windows(gooseConfig), windows(after), 1);
  });

  const places: [name: string, before: string, after: string, createdFrom: number][] = [
    ['nothing', '', `extensions:\n${lines()}\n`, 0],
    ['only a comment', '# mine', `# mine\nextensions:\n${lines()}`, 0],
    ['only the start of a document', '%YAML 1.2\n---\n', `%YAML 1.2\n---\nextensions:\n${lines()}\n`, 0],
    ['other keys', 'a: 1\r\n', `a: 1\r\nextensions:\r\n${lines('  ', '  ', '\r\n')}\r\n`, 0],
    ['no line break at the end', 'a: {b: 1}', `a: {b: 1}\nextensions:\n${lines()}`, 0],
    ['steps of four blanks', 'a:\n    b: 1', `a:\n    b: 1\nextensions:\n${lines('    ', '    ')}`, 0],
    [
      'a key with nothing behind it',
      'extensions:\nz: 1\n',
      `extensions:\n${lines().replace('aios:', 'aios: ')}\nz: 1\n`,
      1,
    ],
    [
      'a key with comments behind it',
      'extensions: # mine\n  # none yet\n# end',
      `extensions: # mine\n  # none yet\n${lines().replace('aios:', 'aios: ')}\n# end`,
      1,
    ],
    ['empty braces', 'extensions: {} # c\n', `extensions: {aios: ${inline}} # c\n`, 1],
    ['braces', 'extensions: {a: {b: 1}}\n', `extensions: {a: {b: 1}, aios: ${inline}}\n`, 1],
    [
      'braces over several lines',
      'extensions: {\n  a: 1, # a\n  # end\n}\n',
      `extensions: {\n  a: 1, # a\n  aios: ${inline},\n  # end\n}\n`,
      1,
    ],
    ['JSON', '{"extensions": {"a": 1}}\n', `{"extensions": {"a": 1, aios: ${inline}}}\n`, 1],
    [
      'a text with empty lines at its end',
      'extensions:\n  a: |+\n    x\n\n\nz: 1\n',
      `extensions:\n  a: |+\n    x\n\n\n${lines()}\nz: 1\n`,
      1,
    ],
    ['a key with ?', '? extensions\n: \n  a: 1\n', `? extensions\n: \n  a: 1\n${lines()}\n`, 1],
    ['a last entry without a value', 'extensions:\n  a:\nz: 1\n', `extensions:\n  a:\n${lines()}\nz: 1\n`, 1],
    ['an anchor that nobody uses', 'extensions: &x\n  a: 1\n', `extensions: &x\n  a: 1\n${lines()}\n`, 1],
  ];
  for (const [name, before, after, createdFrom] of places) {
    it(`fits it into a file with ${name}, and removing it restores the bytes`, () => {
      assertSet(yamlFormat, path, entry, before, after, createdFrom);
    });
  }

  it('writes a new file', () => {
    const { bytes, createdFrom } = yamlFormat.setEntry('config', undefined, path, entry);
    assert.equal(decode(bytes), `extensions:\n${lines()}\n`);
    assert.equal(createdFrom, 0);
  });

  it('spells keys and values so that every version of YAML reads the same', () => {
    const words = [
      'yes',
      'NO',
      'on',
      'null',
      '~',
      '1e3',
      '0x1',
      '12:30',
      '2001-01-01',
      '- a',
      'a: b',
      'a #b',
      '',
      ' x',
      '<<',
    ];
    const value: JsonValue = {
      words,
      'C:\\x': '\u0085\u2028\n"é',
      n: [1e21, -0.5, 5e-324, 2 ** 60],
      y: { a: [[], [{}]] },
    };
    const { bytes } = yamlFormat.setEntry('config', encode(''), path, value);
    assert.deepEqual(yamlFormat.readEntry('config', bytes, path), value);
    const text = decode(bytes);
    for (const word of words) assert.ok(text.includes(`- ${JSON.stringify(word)}\n`), word);
    assert.ok(text.includes('"C:\\\\x": "\\u0085\\u2028\\n\\"é"') && text.includes('1.0e+21'), text);
    const proto = JSON.parse('{"__proto__": {"polluted": 1}}') as JsonValue;
    const edit = yamlFormat.setEntry('config', encode(''), ['__proto__'], proto);
    assert.deepEqual(yamlFormat.readEntry('config', edit.bytes, ['__proto__']), proto);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('refuses a value that YAML cannot hold', () => {
    for (const value of [Number.NaN, { a: undefined }, { a: '\ud800' }, { a: [Number.POSITIVE_INFINITY] }]) {
      assertRefused(
        () => yamlFormat.setEntry('config', encode(''), path, value as JsonValue),
        'entry_not_yaml',
      );
    }
  });
});

describe('the YAML format on an entry that is there', () => {
  const small = { cmd: 'new', args: [] };
  it('leaves the bytes alone when the value is equal, in any spelling', () => {
    for (const before of [
      'extensions:\n  "aios": {args: [ ], cmd: "n\\x65w"} # c\n',
      "extensions: {'aios': &x {cmd: 'new', args: []}}\n",
      'base: &b {cmd: new, args: []}\nextensions:\n  aios: *b\n',
    ]) {
      const bytes = encode(before);
      assert.deepEqual(yamlFormat.setEntry('config', bytes, path, small), { bytes, createdFrom: 2 });
    }
  });

  const spellings: [name: string, before: string, after: string, removed: string][] = [
    [
      'in lines: only those that differ, each with its comment',
      'extensions:\n  a: 1\n  aios: # ours\n    cmd: old # c\n    # between\n    env: {A: b} # gone\n    args: [] # d\n    # last\n  z: 1\n',
      'extensions:\n  a: 1\n  aios: # ours\n    cmd: new # c\n    # between\n    args: [] # d\n    # last\n  z: 1\n',
      'extensions:\n  a: 1\n    # last\n  z: 1\n',
    ],
    [
      'in braces',
      'extensions:\n  aios: {cmd: old} # c\n',
      'extensions:\n  aios: {cmd: new, args: []} # c\n',
      'extensions: {}\n',
    ],
    [
      'in braces in braces',
      'extensions: {a: 1, "aios" : {x: 1}, b: 2}\n',
      'extensions: {a: 1, "aios" : {cmd: new, args: []}, b: 2}\n',
      'extensions: {a: 1, b: 2}\n',
    ],
    [
      'on a line of its own in braces',
      'extensions: {\n  a: 1,\n  aios: {x: 1}, # c\n  b: 2\n}\n',
      'extensions: {\n  a: 1,\n  aios: {cmd: new, args: []}, # c\n  b: 2\n}\n',
      'extensions: {\n  a: 1,\n  b: 2\n}\n',
    ],
    [
      'as an alias',
      'base: &b {c: 1}\nextensions:\n  aios: *b\n  a: 1\n',
      'base: &b {c: 1}\nextensions:\n  aios: {cmd: new, args: []}\n  a: 1\n',
      'base: &b {c: 1}\nextensions:\n  a: 1\n',
    ],
    [
      'as a list',
      'extensions:\n  aios:\n  - x\n  a: 1\n',
      'extensions:\n  aios: {cmd: new, args: []}\n  a: 1\n',
      'extensions:\n  a: 1\n',
    ],
    [
      'as a text',
      'extensions:\n  aios: |\n    x\n\n  a: 1\n',
      'extensions:\n  aios: {cmd: new, args: []}\n\n  a: 1\n',
      'extensions:\n\n  a: 1\n',
    ],
    [
      'with nothing behind it',
      'extensions:\n  aios: # c\n  a: 1\n',
      'extensions:\n  aios: {cmd: new, args: []} # c\n  a: 1\n',
      'extensions:\n  a: 1\n',
    ],
    [
      'with ? before its key',
      'extensions:\n  ? aios\n  : 1\n  a: 1\n',
      'extensions:\n  ? aios\n  : {cmd: new, args: []}\n  a: 1\n',
      'extensions:\n  a: 1\n',
    ],
  ];
  for (const [name, before, after, removed] of spellings) {
    it(`replaces and removes one that is written ${name}`, () => {
      const edit = yamlFormat.setEntry('config', encode(before), path, small);
      assert.equal(decode(edit.bytes), after);
      assert.equal(edit.createdFrom, 2);
      assert.equal(decode(yamlFormat.removeEntry('config', edit.bytes, path, 1)), removed);
    });
  }

  it('restores the bytes after several values, too', () => {
    const before = 'extensions:';
    const first = yamlFormat.setEntry('config', encode(before), path, { cmd: 'x', envs: { A: 'b' } });
    const second = yamlFormat.setEntry('config', first.bytes, path, { args: ['a'] });
    assert.equal(decode(yamlFormat.removeEntry('config', second.bytes, path, first.createdFrom)), before);
  });
});

describe('the YAML format on removing', () => {
  const parents: [name: string, before: string, createdFrom: number, after: string][] = [
    ['takes the parent that it created', 'a: 1\nextensions:\n  aios: {}\n', 0, 'a: 1\n'],
    ['leaves braces where others have gone', 'extensions: # c\n  aios: {}\n', 1, 'extensions: {} # c\n'],
    ['keeps a parent with another entry', 'extensions:\n  aios: {}\n  b: 1\n', 0, 'extensions:\n  b: 1\n'],
    ['keeps a parent with a comment', 'extensions:\n  # mine\n  aios: {}\n', 0, 'extensions: {}\n  # mine\n'],
    [
      'adds no empty line to a text before it',
      'a: |+\n  x\nextensions:\n  aios: {}\n\n  \nz: 1\n',
      0,
      'a: |+\n  x\nz: 1\n',
    ],
    ['takes the first of the file', 'extensions:\n  aios: {}\nz: 1\n', 0, 'z: 1\n'],
  ];
  for (const [name, before, createdFrom, after] of parents) {
    it(name, () => {
      assert.equal(decode(yamlFormat.removeEntry('config', encode(before), path, createdFrom)), after);
    });
  }

  it('returns the bytes as they are when the entry is absent', () => {
    for (const text of ['', 'extensions:\n', 'extensions: {}', 'a: 1\n']) {
      const bytes = encode(text);
      assert.equal(yamlFormat.removeEntry('config', bytes, path, 0), bytes);
    }
  });
});

describe('the YAML format on reading', () => {
  it('reads values of every kind, through aliases, and keys in the order of the file', () => {
    const bytes = encode('b: &x [1.0, 0x10, ~, 2001-12-14]\na: {c: *x, 1: "é"}\n');
    assert.deepEqual(yamlFormat.readEntry('config', bytes, []), {
      b: [1, 16, null, '2001-12-14'],
      a: { c: [1, 16, null, '2001-12-14'], 1: 'é' },
    });
    assert.deepEqual(yamlFormat.readKeys('config', bytes, []), ['b', 'a']);
    assert.deepEqual(yamlFormat.readKeys('config', bytes, ['none']), []);
    assert.equal(yamlFormat.readEntry('config', bytes, ['constructor']), undefined);
  });

  const refused: [name: string, content: string, code: string, line: number, column: number][] = [
    ['a key that is there twice', 'extensions:\n  aios: 1\n  aios: 2\n', 'config_not_parsable', 3, 3],
    ['indentation by tabs', 'extensions:\n\taios: 1\n', 'config_not_parsable', 2, 1],
    ['braces that do not end', 'extensions: {a: 1\n', 'config_not_parsable', 2, 1],
    ['an alias without an anchor', 'a: 1\nextensions: *x\n', 'config_not_parsable', 2, 13],
    ['a carriage return alone', 'a: 1\rb: 2\n', 'config_not_parsable', 1, 5],
    ['thousands of brackets', `a: ${'['.repeat(20_000)}`, 'config_not_parsable', 1, 1],
    ['an alias in what it names', 'a: &x\n  b: *x\n', 'config_not_editable', 2, 6],
    ['two documents', 'a: 1\n---\nb: 1\n', 'config_not_editable', 2, 1],
    ['a list', '- a\n', 'config_not_object', 1, 1],
    ['a text on the path', 'a: 1\nextensions: token\n', 'config_not_object', 2, 13],
    ['null on the path', 'extensions: null\n', 'config_not_object', 1, 13],
  ];
  for (const [name, content, code, line, column] of refused) {
    it(`refuses ${name}`, () => {
      assertRefusedEverywhere(yamlFormat, path, content, code, line, column);
    });
  }

  it('refuses aliases that stand for billions of values', () => {
    const bomb = ['a: &a [1,1,1,1,1,1,1,1,1,1]'];
    for (const letter of 'bcdefghi') {
      const before = String.fromCharCode(letter.charCodeAt(0) - 1);
      bomb.push(`${letter}: &${letter} [${Array(10).fill(`*${before}`).join()}]`);
    }
    assertRefused(() => yamlFormat.readKeys('config', encode(bomb.join('\n')), []), 'config_not_editable');
  });

  const uneditable: [name: string, content: string, reason: RegExp][] = [
    [
      'entries that stand elsewhere',
      'b: &b {c: 1}\nextensions: *b\n',
      /line 2, column 13: "extensions" is an alias/,
    ],
    ['entries that come from elsewhere', 'b: &b {c: 1}\nextensions:\n  <<: *b\n', /line 3, column 3: .*"<<"/],
    ['entries that others use', 'extensions: &x\n  a: 1\nb: *x\n', /line 2, column 3: .*&x/],
    ['an entry that others use', 'extensions:\n  aios: &x {c: 1}\nb: *x\n', /line 2, column 12: .*&x/],
    ['a tag on the map', 'extensions: !!set {a}\n', /line 1, column 19: a tag/],
    ['a tag on the entry', 'extensions:\n  aios: !mine {a: 1}\n', /line 2, column 14: .*tag/],
    ['the end of the document', '# c\n...\n', /line 2, column 1: .*ends here/],
    [
      'a text without a line break at the end',
      'extensions:\n  a: |\n    x',
      /line 3, column 6: .*line break/,
    ],
  ];
  for (const [name, content, reason] of uneditable) {
    it(`reads a file with ${name}, and refuses to edit it`, () => {
      const error = assertRefused(
        () => yamlFormat.setEntry('config', encode(content), path, { a: 2 }),
        'config_not_editable',
      );
      assert.match(error.message, reason);
      assert.match(error.remedy, /then try again; nothing was changed/);
    });
  }
});
