import assert from 'node:assert/strict';
import type { JsonValue } from '../../../../../runtime/client/formats/config-format.ts';
import { jsonFormat } from '../../../../../runtime/client/formats/json/json-format.ts';
import { assertRefused, decode, encode } from '../format-support.ts';

const file = '/home/me/.cursor/mcp.json';
const path = ['mcpServers', 'aios'];
const entry = { command: '/home/me/.aios/bin/aios-mcp', args: ['--client', 'cursor'] };

describe('the JSON format on the files that clients have', () => {
  it('adds a server to the config of Claude Desktop and takes it away again', () => {
    const before = [
      '{',
      '  "globalShortcut": "Ctrl+Space",',
      '  "mcpServers": {',
      '    "filesystem": {',
      '      "command": "npx",',
      '      "args": ["-y", "@modelcontextprotocol/server-filesystem", "C:\\\\Users\\\\me"]',
      '    }',
      '  },',
      '  "preferences": { "menuBarEnabled": true, "lastSeen": 1764000000000000001 }',
      '}',
    ].join('\r\n');
    const after = before.replace(
      '"C:\\\\Users\\\\me"]\r\n    }\r\n',
      [
        '"C:\\\\Users\\\\me"]',
        '    },',
        '    "aios": {',
        '      "command": "/home/me/.aios/bin/aios-mcp",',
        '      "args": [',
        '        "--client",',
        '        "cursor"',
        '      ]',
        '    }',
        '',
      ].join('\r\n'),
    );
    assertSet(`\uFEFF${before}`, path, entry, `\uFEFF${after}`, 1);
  });

  it('adds a server to the config of Cursor and keeps every comment where it is', () => {
    const before = `// Servers for all projects.
{
\t"mcpServers": {
\t\t// the team's
\t\t"linear": { "url": "https://mcp.linear.app/sse" }, /* EU */
\t\t"github": {
\t\t\t"command": "docker", // needs Docker
\t\t\t"env": { "GITHUB_TOKEN": "\${env:GITHUB_TOKEN}" },
\t\t} // read-only token
\t\t// "slack": { "command": "npx" }
\t}, // mcpServers
}
`;
    const after = before.replace(
      '\t\t} // read-only token\n',
      '\t\t}, // read-only token\n\t\t"aios": {\n\t\t\t"command": "aios-mcp"\n\t\t}\n',
    );
    assertSet(before, path, { command: 'aios-mcp' }, after, 1);
  });

  it('adds the first server to the state of Claude Code and keeps its numbers as they are', () => {
    const before = `{
  "numStartups": 184,
  "userID": 9223372036854775807,
  "cost": 1.0,
  "odd": [1e400, -0, 0.10, "\\u00e9\\/"],
  "projects": {
    "/home/me/code": { "allowedTools": [], "mcpServers": {}, "history": [{"display": "}, {"}] }
  }
}
`;
    const servers = ',\n  "mcpServers": {\n    "aios": {\n      "type": "stdio"\n    }\n  }\n}\n';
    assertSet(before, path, { type: 'stdio' }, before.replace('\n}\n', servers), 0);
    const local = ['projects', '/home/me/code', 'mcpServers', 'aios'];
    const inProject = before.replace('"mcpServers": {}', '"mcpServers": {"aios": {"type": "stdio"}}');
    assertSet(before, local, { type: 'stdio' }, inProject, 3);
  });

  it('writes a new file with two spaces, line feeds and a newline at the end', () => {
    const { bytes, createdFrom } = jsonFormat.setEntry(file, undefined, path, { command: 'x', args: [] });
    const text =
      '{\n  "mcpServers": {\n    "aios": {\n      "command": "x",\n      "args": []\n    }\n  }\n}\n';
    assert.equal(decode(bytes), text);
    assert.equal(createdFrom, 0);
    assert.equal(decode(jsonFormat.removeEntry(file, bytes, path, createdFrom)), '{}\n');
  });
});

describe('the JSON format on adding an entry', () => {
  const layouts: [name: string, before: string, after: string][] = [
    ['an empty root', '{}', '{\n  "m": {\n    "x": 1\n  }\n}'],
    ['an empty root with CRLF behind it', '{}\r\n', '{\r\n  "m": {\r\n    "x": 1\r\n  }\r\n}\r\n'],
    ['an empty object on a line of its own', '{\n\t"m": {}\n}', '{\n\t"m": {\n\t\t"x": 1\n\t}\n}'],
    ['an empty object that is already open', '{\n "m": {\n }\n}', '{\n "m": {\n  "x": 1 \n }\n}'],
    ['an empty object with a comment', '{"m": {\n// c\n}}', '{"m": {\n// c\n  "x": 1\n}}'],
    ['an empty object with a comment inline', '{"m": {/* c */}}', '{"m": {/* c */ "x": 1}}'],
    ['one line without spaces', '{"m":{"b":1}}', '{"m":{"b":1,"x":1}}'],
    ['one line with spaces', '{"m": {"b": 1}, "c": 2}', '{"m": {"b": 1, "x": 1}, "c": 2}'],
    ['one line without spaces behind commas', '{"m": {"a": 1,"b": 2}}', '{"m": {"a": 1,"b": 2,"x": 1}}'],
    ['one line with padding', '{ "m": { "b": 1 } }', '{ "m": { "b": 1, "x": 1 } }'],
    ['one line, nothing there yet', '{"m":{}}', '{"m":{"x":1}}'],
    ['one line with a trailing comma', '{"m":{"b":1,}}', '{"m":{"b":1,"x":1,}}'],
    ['one line with a comment at the end', '{"m": {"b": 1 /* b */}}', '{"m": {"b": 1, /* b */ "x": 1}}'],
    ['lines with a trailing comma', '{"m": {\n  "b": 1,\n}}', '{"m": {\n  "b": 1,\n  "x": 1,\n}}'],
    [
      'a line comment behind the last entry',
      '{"m": {\n\t"b": 1 // b\n}}',
      '{"m": {\n\t"b": 1, // b\n\t"x": 1\n}}',
    ],
    [
      'comments below the last entry',
      '{"m": {\n  "b": 1\n  // end\n}}',
      '{"m": {\n  "b": 1,\n  "x": 1\n  // end\n}}',
    ],
    [
      'a comma of its own line',
      '{"m": {\n  "b": 1\n  , // b\n}}',
      '{"m": {\n  "b": 1\n  , // b\n  "x": 1,\n}}',
    ],
    ['eight spaces', '{\n        "m": {}\n}', '{\n        "m": {\n                "x": 1\n        }\n}'],
    [
      'mixed line ends',
      '{\n  "m": {\r\n    "b": 1\r\n  }\n}\n',
      '{\n  "m": {\r\n    "b": 1,\r\n    "x": 1\r\n  }\n}\n',
    ],
    ['old Macintosh line ends', '{\r  "m": {}\r}\r', '{\r  "m": {\r    "x": 1\r  }\r}\r'],
    ['blanks at line ends', '{"m": {  \n  "b": 1  \n} }', '{"m": {  \n  "b": 1,  \n  "x": 1\n} }'],
    [
      'a closing brace on the line of the last entry',
      '{"m": {\n  "b": 1}}',
      '{"m": {\n  "b": 1,\n  "x": 1}}',
    ],
    ['duplicates, of which the last counts', '{"m":{"x":2},"m":{}}', '{"m":{"x":2},"m":{"x":1}}'],
  ];
  for (const [name, before, after] of layouts) {
    it(`fits it into ${name}, and removing it restores the bytes`, () => {
      assertSet(before, ['m', 'x'], 1, after, before.includes('"m"') ? 1 : 0);
    });
  }

  it('indents what is inside the entry by the step of the object it goes into', () => {
    const before = '{\n  "m": {\n      "b": []\n  }\n}';
    const after = '{\n  "m": {\n      "b": [],\n      "x": {\n          "c": 1\n      }\n  }\n}';
    assertSet(before, ['m', 'x'], { c: 1 }, after, 1);
  });

  it('escapes keys and values that need it, and keeps __proto__ a plain key', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "a\\nb": "\\u2028\\ud800\\""}') as JsonValue;
    const edit = jsonFormat.setEntry(file, encode('{"m":{}}'), ['__proto__', 'q"\\\n'], value);
    assert.deepEqual(jsonFormat.readEntry(file, edit.bytes, ['__proto__', 'q"\\\n']), value);
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    assert.deepEqual(jsonFormat.readKeys(file, edit.bytes, []), ['m', '__proto__']);
    assert.equal(decode(jsonFormat.removeEntry(file, edit.bytes, ['__proto__', 'q"\\\n'], 0)), '{"m":{}}');
  });

  it('refuses a value that JSON cannot hold', () => {
    const circle: { [key: string]: JsonValue } = {};
    circle.inner = circle;
    const values = [Number.NaN, Number.POSITIVE_INFINITY, { a: undefined }, [undefined], circle];
    for (const value of values) {
      assertRefused(
        () => jsonFormat.setEntry(file, encode('{}'), path, value as JsonValue),
        'entry_not_json',
      );
    }
  });

  it('adds one to a file of 10 MB without noticeable delay', function () {
    this.timeout(20_000);
    const line =
      '    "/home/me/p": {"history": [{"display": "x", "n": 9007199254740993}], "mcpServers": {}},\n';
    const big = `{\n  "projects": {\n${line.repeat(10_000_000 / line.length)}    "z": {}\n  }\n}\n`;
    const bytes = encode(big);
    const started = process.cpuUsage();
    const edit = jsonFormat.setEntry(file, bytes, path, entry);
    const used = process.cpuUsage(started);
    // Processor time, which other programs on the machine do not lengthen; 0.4 s is usual.
    assert.ok(used.user + used.system < 1_500_000, `${(used.user + used.system) / 1000} ms`);
    assert.ok(edit.bytes.length > bytes.length);
  });
});

describe('the JSON format on an entry that is there', () => {
  it('leaves the bytes alone when the value is equal, whatever its layout and the order of its keys', () => {
    const bytes = encode('{"m":{"x":{ "b" : [1.0, /* one */ 9007199254740993], "a":"\\u0041" },},}');
    const value = { a: 'A', b: [1, 9007199254740992] };
    assert.deepEqual(jsonFormat.setEntry(file, bytes, ['m', 'x'], value), { bytes, createdFrom: 2 });
    assert.notEqual(jsonFormat.setEntry(file, bytes, ['m', 'x'], { ...value, c: 1 }).bytes, bytes);
    assert.notEqual(jsonFormat.setEntry(file, bytes, ['m', 'x'], { a: 'A' }).bytes, bytes);
    const nothing = encode('{"x":{"a":null}}');
    assert.notEqual(jsonFormat.setEntry(file, nothing, ['x'], { b: null }).bytes, nothing);
  });

  const replacements: [name: string, before: string, value: JsonValue, after: string][] = [
    [
      'lines by lines',
      '{\n\t"x": {\n\t\t"c": 1 // one\n\t}, // x\n}',
      { c: [2] },
      '{\n\t"x": {\n\t\t"c": [\n\t\t\t2\n\t\t]\n\t}, // x\n}',
    ],
    ['one line by one line', '{\n  "x": { "c":1 }\n}', { c: 2, d: 3 }, '{\n  "x": { "c":2,"d":3 }\n}'],
    ['a number by lines', '{\n  "x" : 1\n}', { c: 2 }, '{\n  "x" : {\n    "c" : 2\n  }\n}'],
    ['a number on one line by one line', '{"x":1,"y":2}', { c: 2 }, '{"x":{"c":2},"y":2}'],
    ['the last of duplicates', '{"x":1,"x":1}', 2, '{"x":1,"x":2}'],
  ];
  for (const [name, before, value, after] of replacements) {
    it(`replaces ${name} and nothing else`, () => {
      const edit = jsonFormat.setEntry(file, encode(before), ['x'], value);
      assert.equal(decode(edit.bytes), after);
      assert.equal(edit.createdFrom, 1);
    });
  }
});

describe('the JSON format on removing an entry', () => {
  const removals: [name: string, before: string, after: string, createdFrom?: number][] = [
    ['the first', '{\n  "x": {\n    "c": 1\n  },\n  "b": 1\n}', '{\n  "b": 1\n}'],
    ['the last, with the comma before it', '{\n  "b": 1, // b\n  "x": 1\n}', '{\n  "b": 1 // b\n}'],
    ['the last, with its trailing comma', '{\n  "b": 1,\n  "x": 1,\n}', '{\n  "b": 1,\n}'],
    ['one with comments on its line', '{\n  "x": 1 /* c */, // x\n  "b": 1\n}', '{\n  "b": 1\n}'],
    [
      'one between comments on other lines',
      '{\n  // x\n  "x": 1,\n\n  // b\n  "b": 1\n}',
      '{\n  // x\n\n  // b\n  "b": 1\n}',
    ],
    ['one with a comma on the next line', '{\n  "x": 1 // x\n  ,\n  "b": 1\n}', '{\n  \n  "b": 1\n}'],
    ['one of several on a line', '{"a": 1, "x": 1, /* b */ "b": 1}', '{"a": 1, /* b */ "b": 1}'],
    ['one with a comment before its comma', '{"a": 1, "x": 1 /* x */, "b": 1}', '{"a": 1, /* x */ "b": 1}'],
    ['the first of several on a line', '{ "x": 1, "b": 1 }', '{ "b": 1 }'],
    ['the last of several on a line', '{"b": 1 /* b */, "x": 1 /* x */}', '{"b": 1 /* b */ /* x */}'],
    ['one behind a line comment', '{ // c\n"x": 1}', '{ // c\n}'],
    [
      'one in lines that begin with commas',
      '{\n  "a": 1\n  , "x": 1\n  , "b": 1\n}',
      '{\n  "a": 1\n  , "b": 1\n}',
    ],
    ['the only one', '{\n  "x": 1\n}', '{}'],
    ['the only one, under a comment', '{\n  // x\n  "x": 1\n}', '{\n  // x\n}'],
    ['every duplicate, so that none comes to life', '{"x": 1, "b": 2, "x": 3, "x": 4}', '{"b": 2}'],
    ['duplicates behind a line comment', '{// c\n"x":1,\n"x":1}', '{// c\n}'],
  ];
  for (const [name, before, after] of removals) {
    it(`removes ${name}`, () => {
      assert.equal(decode(jsonFormat.removeEntry(file, encode(before), ['x'], 1)), after);
    });
  }

  const nested: [name: string, before: string, createdFrom: number, after: string][] = [
    ['removes the parents it created', '{"k":1,"a":{"b":{"x":1}}}', 0, '{"k":1}'],
    ['keeps the parents that were there', '{"a":{"b":{"x":1}}}', 1, '{"a":{}}'],
    ['keeps a parent that has other entries', '{"a":{"y":1,"b":{"x":1}}}', 0, '{"a":{"y":1}}'],
    ['keeps a parent that holds a comment', '{"a":{"b":{"x":1} /* mine */}}', 0, '{"a":{/* mine */}}'],
    [
      'keeps a parent with a duplicate that would come to life',
      '{"a":{"k":1},"a":{"b":{"x":1}}}',
      0,
      '{"a":{"k":1},"a":{}}',
    ],
    ['keeps a parent that was there when the entry was', '{"a":{"b":{"x":1}}}', 3, '{"a":{"b":{}}}'],
  ];
  for (const [name, before, createdFrom, after] of nested) {
    it(name, () => {
      assert.equal(decode(jsonFormat.removeEntry(file, encode(before), ['a', 'b', 'x'], createdFrom)), after);
    });
  }

  it('returns the bytes as they are when the entry is absent', () => {
    const bytes = encode('{"mcpServers":{}}');
    assert.equal(jsonFormat.removeEntry(file, bytes, path, 0), bytes);
    assert.equal(jsonFormat.removeEntry(file, bytes, ['mcpServers', 'aios', 'env'], 0), bytes);
  });
});

describe('the JSON format on reading', () => {
  it('reads values with comments, trailing commas, escapes and duplicates', () => {
    const bytes = encode(
      '/**/{"a": 0, "a": [1, -2.5e3, "\\u00e9\\n", null, true, {"b": {}, "b": [ ], },], /*x*/}//',
    );
    assert.deepEqual(jsonFormat.readEntry(file, bytes, ['a']), [1, -2500, 'é\n', null, true, { b: [] }]);
    assert.deepEqual(jsonFormat.readEntry(file, bytes, []), { a: [1, -2500, 'é\n', null, true, { b: [] }] });
  });

  it('lists the keys of an object in the order of the file, each once', () => {
    const bytes = encode('{"m": {"b": 1, "10": 1, "\\u0061": 1, "2": 1, "b": 2}}');
    assert.deepEqual(jsonFormat.readKeys(file, bytes, ['m']), ['b', '10', 'a', '2']);
    assert.deepEqual(jsonFormat.readKeys(file, bytes, []), ['m']);
  });

  it('finds nothing where nothing is, and nothing that objects inherit', () => {
    const bytes = encode('{"m": {}}');
    for (const key of ['x', 'constructor', '__proto__', 'toString']) {
      assert.equal(jsonFormat.readEntry(file, bytes, ['m', key]), undefined);
      assert.equal(jsonFormat.readEntry(file, bytes, [key, key]), undefined);
      assert.deepEqual(jsonFormat.readKeys(file, bytes, [key]), []);
    }
  });
});

/** Setting gives `after`, and removing gives `before` back, to the byte. */
function assertSet(before: string, at: string[], value: JsonValue, after: string, createdFrom: number): void {
  const edit = jsonFormat.setEntry(file, encode(before), at, value);
  assert.equal(decode(edit.bytes), after);
  assert.equal(edit.createdFrom, createdFrom);
  assert.deepEqual(jsonFormat.readEntry(file, edit.bytes, at), value);
  assert.equal(decode(jsonFormat.removeEntry(file, edit.bytes, at, createdFrom)), before);
}
