import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../../runtime/client/formats/config-format.ts';
import { tomlFormat } from '../../../../../runtime/client/formats/toml/toml-format.ts';
import { assertRefused, assertRefusedEverywhere, assertSet, decode, encode } from '../format-support.ts';

const path = ['mcp_servers', 'aios'];
const entry = { command: '/x/aios-mcp', args: ['--stdio'] };
const lines = 'command = "/x/aios-mcp"\nargs = ["--stdio"]';
const inline = '{ command = "/x/aios-mcp", args = ["--stdio"] }';

const codexConfig = `# Codex
model = "gpt-5" # the default
started = 2026-11-21T07:32:00Z
big = 9223372036854775807
ratio = 1.0
notes = """
[mcp_servers.aios]
command = "no"
"""

[mcp_servers.docs]
command = 'C:\\docs.exe'
args = [
  "-y", # yes
  "docs",
]
# timeout = 10
`;

describe('the TOML format on adding an entry', () => {
  it('puts a table at the end of the config of Codex and takes it away again', () => {
    assertSet(tomlFormat, path, entry, codexConfig, `${codexConfig}\n[mcp_servers.aios]\n${lines}\n`, 1);
    const windows = codexConfig.replaceAll('\n', '\r\n');
    const after = `${windows}\r\n[mcp_servers.aios]\r\n${lines.replace('\n', '\r\n')}\r\n`;
    assertSet(tomlFormat, path, entry, `\uFEFF${windows}`, `\uFEFF${after}`, 1);
  });

  const places: [name: string, before: string, after: string, createdFrom: number][] = [
    ['an empty file', '', `[mcp_servers.aios]\n${lines}\n`, 0],
    ['only a comment', '# mine', `# mine\n\n[mcp_servers.aios]\n${lines}`, 0],
    ['only line breaks', '\n\n', `\n\n\n[mcp_servers.aios]\n${lines}\n`, 0],
    ['no line break at the end', 'a = 1', `a = 1\n\n[mcp_servers.aios]\n${lines}`, 0],
    ['blanks at the end', 'a = 1\n  ', `a = 1\n  \n\n[mcp_servers.aios]\n${lines}`, 0],
    ['an array of tables at the end', '[[a]]\nb = 1\n', `[[a]]\nb = 1\n\n[mcp_servers.aios]\n${lines}\n`, 0],
    [
      'servers with dotted keys',
      'mcp_servers.b.c = 1\n',
      `mcp_servers.b.c = 1\n\n[mcp_servers.aios]\n${lines}\n`,
      1,
    ],
    ['an empty table of servers', '[mcp_servers]\n', `[mcp_servers]\n\n[mcp_servers.aios]\n${lines}\n`, 1],
    ['empty braces', 'mcp_servers = {} # c\n', `mcp_servers = {aios = ${inline}} # c\n`, 1],
    ['empty braces with a blank', 'mcp_servers = { }', `mcp_servers = { aios = ${inline} }`, 1],
    ['braces', 'mcp_servers = { b = { c = 1 } }\n', `mcp_servers = { b = { c = 1 }, aios = ${inline} }\n`, 1],
    [
      'braces with a comma at the end',
      'mcp_servers = { b = 1, }',
      `mcp_servers = { b = 1, aios = ${inline}, }`,
      1,
    ],
    [
      'braces over several lines',
      'mcp_servers = {\n  b = 1 # b\n  # end\n}\n',
      `mcp_servers = {\n  b = 1, # b\n  aios = ${inline}\n  # end\n}\n`,
      1,
    ],
    [
      'braces with only a comment',
      'mcp_servers = { # none\n}\n',
      `mcp_servers = { # none\naios = ${inline}}\n`,
      1,
    ],
  ];
  for (const [name, before, after, createdFrom] of places) {
    it(`fits it into a file with ${name}, and removing it restores the bytes`, () => {
      assertSet(tomlFormat, path, entry, before, after, createdFrom);
    });
  }

  it('writes dotted keys inside braces further up, so that nothing is left behind', () => {
    const after = 'x = { y = 1, mcp.servers.aios = { a = 1 } }';
    assertSet(tomlFormat, ['x', 'mcp', 'servers', 'aios'], { a: 1 }, 'x = { y = 1 }', after, 1);
  });

  it('writes a new file', () => {
    const { bytes, createdFrom } = tomlFormat.setEntry('config', undefined, path, entry);
    assert.equal(decode(bytes), `[mcp_servers.aios]\n${lines}\n`);
    assert.equal(createdFrom, 0);
  });

  it('spells keys and values so that TOML 1.0 reads them back', () => {
    const value: JsonValue = {
      'a.b': 'C:\\x "y"\n\u007f é',
      '': [1, -0.5, 1e21, 5e-324, true],
      n: 2 ** 60,
      t: { é: {}, l: [[], [{ a: 'b' }]] },
    };
    const { bytes } = tomlFormat.setEntry('config', encode(''), ['x y', 'é"'], value);
    assert.deepEqual(tomlFormat.readEntry('config', bytes, ['x y', 'é"']), value);
    assert.ok(decode(bytes).startsWith('["x y"."é\\""]\n"a.b" = "C:\\\\x \\"y\\"\\n\\u007f é"\n'));
    const proto = JSON.parse('{"__proto__": {"polluted": 1}}') as JsonValue;
    const edit = tomlFormat.setEntry('config', encode(''), ['__proto__'], proto);
    assert.deepEqual(tomlFormat.readEntry('config', edit.bytes, ['__proto__']), proto);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  });

  it('refuses a value that TOML cannot hold', () => {
    const values = [1, 'x', [], null, { a: null }, { a: [undefined] }, { a: Number.NaN }, { a: '\ud800' }];
    for (const value of values) {
      assertRefused(
        () => tomlFormat.setEntry('config', encode(''), path, value as JsonValue),
        'entry_not_toml',
      );
    }
  });
});

describe('the TOML format on an entry that is there', () => {
  it('leaves the bytes alone when the value is equal, in any spelling', () => {
    for (const before of [
      "[ mcp_servers . 'aios' ] # ours\nargs = [ '--stdio', ] # c\ncommand = '''/x/aios-mcp'''\n",
      'mcp_servers.aios.args = ["--stdio"]\nmcp_servers."aios".command = "/x/aios\\u002Dmcp"\n',
      'mcp_servers = { aios = { args = ["--stdio"], command = "/x/aios-mcp" } }\n',
    ]) {
      const bytes = encode(before);
      assert.deepEqual(tomlFormat.setEntry('config', bytes, path, entry), { bytes, createdFrom: 2 });
    }
  });

  const spellings: [name: string, before: string, after: string, removed: string][] = [
    [
      'under a header: only the lines that differ, each with its comment',
      '[mcp_servers.aios] # ours\ncommand = "old" # c\n# between\nargs = ["--stdio"] # a\ncwd = "/" # gone\n\n# next\n[z]\n',
      '[mcp_servers.aios] # ours\ncommand = "/x/aios-mcp" # c\n# between\nargs = ["--stdio"] # a\n\n# next\n[z]\n',
      '\n# next\n[z]\n',
    ],
    [
      'under a quoted header with blanks, indented',
      '  [ mcp_servers . "aios" ]\n    command = "old"\n[z]\n',
      '  [ mcp_servers . "aios" ]\n    command = "/x/aios-mcp"\n    args = ["--stdio"]\n[z]\n',
      '[z]\n',
    ],
    [
      'with tables of its parts elsewhere',
      '[mcp_servers.aios]\ncommand = "old"\n\n[z]\n\n[mcp_servers.aios.env]\nA = "b"\n# tail\n',
      `[mcp_servers.aios]\n${lines}\n\n[z]\n# tail\n`,
      '\n[z]\n# tail\n',
    ],
    [
      'with tables of its parts only',
      '[mcp_servers.aios.env]\nA = "b"\n[z]\n[mcp_servers.aios.tools.x]\na = 1\n',
      `[mcp_servers.aios]\n${lines}\n[z]\n`,
      '[z]\n',
    ],
    [
      'as dotted keys, scattered',
      '[mcp_servers]\naios.command = "old" # c\nb.c = 1\n"aios".args = []\n[mcp_servers.aios.env]\n',
      `[mcp_servers]\naios = ${inline} # c\nb.c = 1\n`,
      '[mcp_servers]\nb.c = 1\n',
    ],
    [
      'in braces',
      '[mcp_servers]\n"aios"={x=1} # c\n',
      `[mcp_servers]\n"aios"=${inline} # c\n`,
      '[mcp_servers]\n',
    ],
    [
      'as dotted keys in braces',
      'mcp_servers = { aios.a = 1, b = 1, aios.c = 2 }\n',
      `mcp_servers = { aios = ${inline}, b = 1 }\n`,
      'mcp_servers = { b = 1 }\n',
    ],
    [
      'on a line of its own in braces',
      'mcp_servers = {\n  a = 1,\n  aios = { x = 1 } # c\n}\n',
      `mcp_servers = {\n  a = 1,\n  aios = ${inline} # c\n}\n`,
      'mcp_servers = {\n  a = 1\n}\n',
    ],
    [
      'as a single value',
      '[mcp_servers]\naios = "x"\n',
      `[mcp_servers]\naios = ${inline}\n`,
      '[mcp_servers]\n',
    ],
    [
      'as an array of tables',
      '[[mcp_servers.aios]]\na = 1\n[[mcp_servers.aios]]\nb = 1\n',
      `[mcp_servers.aios]\n${lines}\n`,
      '',
    ],
  ];
  for (const [name, before, after, removed] of spellings) {
    it(`replaces and removes one that is written ${name}`, () => {
      const edit = tomlFormat.setEntry('config', encode(before), path, entry);
      assert.equal(decode(edit.bytes), after);
      assert.equal(edit.createdFrom, 2);
      assert.equal(decode(tomlFormat.removeEntry('config', edit.bytes, path, 1)), removed);
      assert.equal(decode(tomlFormat.removeEntry('config', encode(before), path, 1)), removed);
    });
  }

  it('keeps the tables of its parts that the new value has too', () => {
    const before =
      '[mcp_servers.aios]\ncommand = "old"\n\n[mcp_servers.aios.tools.x] # by hand\napproval_mode = "approve"\n';
    const value = { command: 'new', tools: { x: { approval_mode: 'approve' } } };
    const edit = tomlFormat.setEntry('config', encode(before), path, value);
    assert.equal(decode(edit.bytes), before.replace('old', 'new'));
  });

  it('restores the bytes after several values, too', () => {
    const first = tomlFormat.setEntry('config', encode('a = 1'), path, { command: 'x', env: { A: 'b' } });
    const second = tomlFormat.setEntry('config', first.bytes, path, { args: [] });
    assert.equal(decode(tomlFormat.removeEntry('config', second.bytes, path, first.createdFrom)), 'a = 1');
  });
});

describe('the TOML format on removing', () => {
  const parents: [name: string, before: string, createdFrom: number, after: string][] = [
    ['takes the parent that it created', '[mcp_servers]\n[mcp_servers.aios]\na = 1\n', 0, ''],
    ['keeps the parent that was there', '[mcp_servers]\n[mcp_servers.aios]\na = 1\n', 1, '[mcp_servers]\n'],
    ['keeps a parent with another entry', '[mcp_servers.aios]\n[mcp_servers.b]\n', 0, '[mcp_servers.b]\n'],
    [
      'keeps a parent with a comment',
      '[mcp_servers] # mine\n[mcp_servers.aios]\n',
      0,
      '[mcp_servers] # mine\n',
    ],
    ['takes empty braces that it created', 'mcp_servers = { aios = {} }\nb = 1\n', 0, 'b = 1\n'],
    [
      'keeps what came behind it',
      'a = 1\n\n[mcp_servers.aios]\nb = 1\n# c\n\n[z]\n',
      0,
      'a = 1\n# c\n\n[z]\n',
    ],
  ];
  for (const [name, before, createdFrom, after] of parents) {
    it(name, () => {
      assert.equal(decode(tomlFormat.removeEntry('config', encode(before), path, createdFrom)), after);
    });
  }

  it('returns the bytes as they are when the entry is absent', () => {
    const bytes = encode('[mcp_servers]\n');
    assert.equal(tomlFormat.removeEntry('config', bytes, path, 0), bytes);
    assert.equal(tomlFormat.removeEntry('config', bytes, [...path, 'env'], 0), bytes);
  });
});

describe('the TOML format on reading', () => {
  it('reads values of every kind, and keys in the order of the file', () => {
    const bytes = encode('t = 07:32:00\n[s.b]\nn = [0x10, 1e3]\n[[s.a]]\nx.y = true\n[[s.a]]\n[s.a.c]\n');
    assert.deepEqual(tomlFormat.readEntry('config', bytes, []), {
      t: '07:32:00',
      s: { b: { n: [16, 1000] }, a: [{ x: { y: true } }, { c: {} }] },
    });
    assert.deepEqual(tomlFormat.readKeys('config', bytes, ['s']), ['b', 'a']);
    assert.deepEqual(tomlFormat.readKeys('config', bytes, ['none']), []);
    assert.equal(tomlFormat.readEntry('config', bytes, ['constructor']), undefined);
  });

  const refused: [name: string, content: string, code: string, line: number, column: number][] = [
    ['a table defined twice', '[a]\n[b]\n[a]\n', 'config_not_parsable', 3, 2],
    ['a key defined twice', 'a = 1\na = 2\n', 'config_not_parsable', 2, 1],
    [
      'our entry in two spellings',
      'mcp_servers.aios.a = 1\n[mcp_servers.aios]\n',
      'config_not_parsable',
      2,
      14,
    ],
    ['a table that braces closed', 'mcp_servers = {}\n[mcp_servers.aios]\n', 'config_not_parsable', 2, 2],
    ['a string that does not end', 'a = "b\n', 'config_not_parsable', 1, 7],
    ['a carriage return alone', 'a = 1\rb = 2\n', 'config_not_parsable', 1, 6],
    ['an integer of more than 64 bits', 'a = [\n9223372036854775808]\n', 'config_not_parsable', 2, 1],
    ['an array of tables on the path', 'a = 1\n[[mcp_servers]]\n', 'config_not_object', 2, 1],
    ['a text on the path', 'a = 1\nmcp_servers = "token"\n', 'config_not_object', 2, 1],
    ['thousands of brackets', `a = ${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'config_not_parsable', 1, 1],
  ];
  for (const [name, content, code, line, column] of refused) {
    it(`refuses ${name}`, () => {
      assertRefusedEverywhere(tomlFormat, path, content, code, line, column);
    });
  }
});
