import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../runtime/skill/diagnostic.ts';
import { parseManifest } from '../../../runtime/skill/parse-manifest.ts';
import { assertComplete, assertOnly } from '../../support/assert-diagnostic.ts';
import { manifestText } from '../../support/skill-files.ts';

const file = 'skill.yaml';

function diagnose(text: string | Uint8Array): readonly Diagnostic[] {
  const { manifest, diagnostics } = parseManifest(file, Buffer.from(text));
  assert.equal(manifest, undefined, 'it was taken');
  assert.notEqual(diagnostics.length, 0);
  assertComplete(diagnostics);
  return diagnostics;
}

const at = (line: number, column: number): { file: string; line: number; column: number } => ({
  file,
  line,
  column,
});

/** The manifest with a line added at its end, which is line 10. */
const withLine = (line: string): string => `${manifestText()}${line}\n`;

describe('a manifest that is as it should be', () => {
  it('is read with its defaults filled in', () => {
    const { manifest, diagnostics } = parseManifest(file, Buffer.from(manifestText()));
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(manifest, {
      format: 'aios',
      id: 'meeting-notes',
      name: 'Meeting Notes',
      version: '1.0.0',
      description: 'Extracts the decisions from meeting notes. Use when asked what was decided.',
      author: undefined,
      license: undefined,
      type: 'reader',
      clients: undefined,
      connectors: [],
      inputSchemaFile: 'schema.input.json',
      outputSchemaFile: 'schema.output.json',
      guardrails: [],
      mode: 'suggest',
      promptFile: 'prompt.md',
      timeoutMs: 15_000,
      tests: [],
    });
  });

  it('is read with every key there is', () => {
    const { manifest } = parseManifest(
      file,
      Buffer.from(
        manifestText({
          author: 'Ada',
          license: 'MIT',
          clients: '[claude_desktop, cursor]',
          requires:
            '{ connectors: [{ id: gdrive, scopes: [files.readonly], optional: true }, { id: jira }] }',
          guardrails: '[{ id: no_external_sharing }]',
          execution: '{ mode: auto, prompt: p/prompt.md, timeout_ms: 100 }',
          tests:
            '[{ name: first, fixture: tests/a.json, expected: tests/b.json }, { name: 2nd, fixture: c }]',
        }),
      ),
    );
    assert.deepEqual(
      { ...manifest, description: '' },
      {
        format: 'aios',
        id: 'meeting-notes',
        name: 'Meeting Notes',
        version: '1.0.0',
        description: '',
        author: 'Ada',
        license: 'MIT',
        type: 'reader',
        clients: ['claude-desktop', 'cursor'],
        connectors: [
          { id: 'gdrive', scopes: ['files.readonly'], optional: true },
          { id: 'jira', scopes: [], optional: false },
        ],
        inputSchemaFile: 'schema.input.json',
        outputSchemaFile: 'schema.output.json',
        guardrails: ['no_external_sharing'],
        mode: 'auto',
        promptFile: 'p/prompt.md',
        timeoutMs: 100,
        tests: [
          { name: 'first', fixture: 'tests/a.json', expected: 'tests/b.json' },
          { name: '2nd', fixture: 'c', expected: undefined },
        ],
      },
    );
  });

  it('may have a byte order mark, Windows line ends, comments and a document mark', () => {
    const text = `\ufeff# a skill\n---\n${manifestText()}`.replaceAll('\n', '\r\n');
    assert.deepEqual(parseManifest(file, Buffer.from(text)).diagnostics, []);
  });

  it('may use an alias for a text it repeats', () => {
    const text = manifestText({ name: '&name Notes', author: '*name' });
    assert.equal(parseManifest(file, Buffer.from(text)).manifest?.author, 'Notes');
  });

  it('knows where its values stand', () => {
    const { placeOf } = parseManifest(
      file,
      Buffer.from(manifestText({ tests: '\n  - name: a\n    fixture: b' })),
    );
    assert.deepEqual(placeOf(['inputs', 'schema']), { line: 7, column: 19 });
    assert.deepEqual(placeOf(['tests', '0', 'fixture']), { line: 12, column: 14 });
    assert.deepEqual(placeOf(['tests', '0', 'expected']), { line: 11, column: 5 });
    assert.deepEqual(placeOf(['nothing']), { line: 1, column: 1 });
  });
});

describe('a manifest that lacks a key', () => {
  for (const key of ['id', 'name', 'version', 'description', 'type', 'inputs', 'outputs', 'execution']) {
    it(`is told that there is no ${key}`, () => {
      const told = assertOnly(diagnose(manifestText({ [key]: undefined })), 'missing_key', at(1, 1));
      assert.match(told.message, new RegExp(`"${key}"`, 'u'));
      assert.match(told.remedy, new RegExp(`^Add ${key}:`, 'u'));
    });
  }

  it('is told where, when the key belongs further in', () => {
    for (const [key, inner] of [
      ['inputs', 'schema'],
      ['outputs', 'schema'],
      ['execution', 'prompt'],
    ]) {
      const told = diagnose(manifestText({ [key!]: '\n    {}' }))[0]!;
      assert.equal(told.code, 'missing_key');
      assert.match(told.message, new RegExp(`"${key}" has no "${inner}"`, 'u'));
      assert.equal(told.column, 5);
    }
    const test = diagnose(withLine('tests: [{ name: a }]'));
    assertOnly(test, 'missing_key', at(10, 9));
  });

  it('is told all of them at once', () => {
    const codes = diagnose('schema: aios/v0.1').map(({ code }) => code);
    assert.deepEqual(codes, Array(8).fill('missing_key'));
  });
});

describe('a manifest with a key nobody knows', () => {
  it('is told the key, its line and its column, and the keys there are', () => {
    const told = assertOnly(diagnose(withLine('   # comment\nauthour: Ada')), 'unknown_key', at(11, 1));
    assert.match(told.message, /"authour"/u);
    assert.match(told.remedy, /\bauthor\b/u);
  });

  it('is told so at any depth', () => {
    const inner = manifestText({ execution: '\n  mode: suggest\n  promt: x.md\n  prompt: prompt.md' });
    assertOnly(diagnose(inner), 'unknown_key', at(11, 3));
    const list = withLine('requires:\n  connectors:\n    - id: gdrive\n      token: secret');
    assert.match(assertOnly(diagnose(list), 'unknown_key', at(13, 7)).message, /"requires.connectors.0"/u);
  });

  it('is told the same line whatever its line ends and byte order mark', () => {
    const text = `\ufeff${withLine('what: 1')}`.replaceAll('\n', '\r\n');
    assertOnly(diagnose(text), 'unknown_key', at(10, 1));
  });

  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '<<', '1', '""']) {
    it(`is told so of the key ${key}`, () => {
      assertOnly(diagnose(withLine(`${key}: { id: x }`)), 'unknown_key', at(10, 1));
      assert.equal(({} as Record<string, unknown>).id, undefined);
    });
  }

  it('is told so of __proto__ inside, which changes nothing', () => {
    const text = manifestText({ inputs: '{ __proto__: { schema: schema.input.json } }' });
    assert.deepEqual(
      diagnose(text)
        .map(({ code }) => code)
        .sort(),
      ['missing_key', 'unknown_key'],
    );
    assert.equal(({} as Record<string, unknown>).schema, undefined);
  });
});

describe('a manifest with a wrong value', () => {
  for (const version of [
    '1.0',
    '1',
    '0.1',
    '2024-01-01',
    '"1.0"',
    'v1.0.0',
    '01.0.0',
    '1.0.0-',
    '"1.0.0 "',
    '1.0.0.0',
    'latest',
    '~',
    '"1.0.0\\n"',
  ]) {
    it(`is told how to write a version other than ${version}`, () => {
      const told = assertOnly(diagnose(manifestText({ version })), 'invalid_value', at(4, 10));
      assert.match(told.remedy, /semantic version/u);
    });
  }

  for (const version of ['0.0.0', '1.2.3-rc.1+build.5', '10.20.30', '1.0.0---a']) {
    it(`takes the version ${version}`, () => {
      assert.equal(parseManifest(file, Buffer.from(manifestText({ version }))).manifest?.version, version);
    });
  }

  for (const id of [
    'Meeting',
    'a--b',
    '-a',
    'a-',
    'a_b',
    '../x',
    'a/b',
    'a b',
    'ä',
    'a'.repeat(41),
    '"a\\n"',
    'con',
    'lpt1',
    '12',
  ]) {
    it(`refuses the id ${id}`, () => {
      assertOnly(diagnose(manifestText({ id })), 'invalid_value', at(2, 5));
    });
  }

  for (const path of [
    '/etc/passwd',
    '../x',
    'a/../../x',
    './x',
    'a/..',
    'a\\\\b',
    'C:x',
    '"a\\0b"',
    '""',
    '..',
    'x'.repeat(261),
  ]) {
    it(`refuses the file ${path.slice(0, 20)}`, () => {
      const told = diagnose(manifestText({ execution: `{ prompt: ${path} }` }));
      assert.match(assertOnly(told, 'invalid_value', at(9, 22)).remedy, /file inside/u);
    });
  }

  it('is told what is allowed', () => {
    assert.match(diagnose(manifestText({ type: 'writer' }))[0]!.message, /reader, analyzer, screener/u);
    assert.match(diagnose(manifestText({ schema: 'aios/v9' }))[0]!.message, /must be "aios\/v0.1"/u);
  });

  for (const [key, value] of [
    ['name', '"two\\nlines"'],
    ['name', '"\\e[2J"'],
    ['name', '" "'],
    ['name', 'x'.repeat(81)],
    ['description', '"bell\\a"'],
    ['description', '"  "'],
    ['description', 'x'.repeat(1025)],
    ['author', '"a\\0b"'],
    ['author', '12'],
    ['license', '[]'],
    ['clients', 'cursor'],
    ['clients', '[cursor, cursor]'],
    ['clients', '[Cursor]'],
    ['guardrails', '[no_external_sharing]'],
    ['guardrails', '[{ id: No }]'],
    ['tests', '{}'],
    ['tests', '[{ name: "", fixture: x }]'],
    ['requires', '[]'],
    ['requires', '{ connectors: [{ id: gdrive, scopes: files }] }'],
    ['requires', '{ connectors: [{ id: gdrive, scopes: [1] }] }'],
    ['requires', '{ connectors: [{ id: gdrive, optional: "yes" }] }'],
    ['execution', '{ prompt: p.md, timeout_ms: 99 }'],
    ['execution', '{ prompt: p.md, timeout_ms: 1e999 }'],
    ['execution', '{ prompt: p.md, timeout_ms: .nan }'],
    ['execution', '{ prompt: p.md, timeout_ms: "100" }'],
    ['execution', '{ prompt: p.md, mode: yolo }'],
    ['execution', 'prompt.md'],
    ['inputs', '~'],
  ] as const) {
    it(`refuses ${key}: ${value.slice(0, 50)}`, () => {
      const [told] = diagnose(manifestText({ [key]: value }));
      assert.equal(told!.code, 'invalid_value');
      assert.ok(told!.line > 1);
    });
  }
});

describe('what is not a manifest at all', () => {
  for (const [what, text] of Object.entries({
    nothing: '',
    'a word': 'hello',
    'a list': '- a\n- b',
    null: '~',
  })) {
    it(`is refused when it is ${what}`, () => {
      const told = assertOnly(diagnose(text), 'invalid_value', at(1, 1));
      assert.match(told.remedy, /id, name, version/u);
    });
  }

  it('is refused with the place where the YAML breaks', () => {
    assertOnly(diagnose('id: a\nname: "unterminated\n'), 'yaml_syntax', at(3, 1));
    assertOnly(diagnose('id: a: b\n'), 'yaml_syntax', at(1, 5));
    assertOnly(diagnose('id: [a, b\nname: x\n'), 'yaml_syntax', at(2, 1));
    assertOnly(diagnose(manifestText({ inputs: '\n\tschema: x' })), 'yaml_syntax', at(8, 1));
  });

  it('is refused when a key is there twice, at the second place', () => {
    assertOnly(diagnose(withLine('name: Other')), 'duplicate_key', at(10, 1));
    assertOnly(diagnose(manifestText({ inputs: '{ schema: a, schema: b }' })), 'duplicate_key', at(7, 22));
  });

  it('is refused when there are two documents', () => {
    const told = assertOnly(diagnose(`${manifestText()}---\n${manifestText()}`), 'yaml_syntax', at(10, 1));
    assert.match(told.message, /more than one/u);
  });

  it('is refused when a key is a list or a map', () => {
    assert.equal(diagnose(withLine('? { a: b }\n: x'))[0]!.code, 'yaml_key');
    assert.equal(diagnose(withLine('? [a]\n: x'))[0]!.code, 'yaml_key');
  });

  for (const value of [
    '!!binary aGk=',
    '!!js/function "x"',
    '!!str 1.0.0',
    '!local x',
    '!<tag:x> y',
    '!!set {a, b}',
    '!!timestamp 2024-01-01',
    '!!float 1',
  ]) {
    it(`is refused for the tag in ${value}`, () => {
      const told = diagnose(withLine(`author: ${value}`))[0]!;
      assert.deepEqual([told.code, told.line], ['yaml_tag', 10]);
    });
  }

  it('is refused when it asks for another YAML', () => {
    const told = diagnose(`%YAML 1.1\n---\n${withLine('author: yes')}`)[0]!;
    assert.equal(told.code, 'yaml_version');
  });

  it('reads yes, no, on and 0o17 as YAML 1.2 does', () => {
    assert.equal(parseManifest(file, Buffer.from(withLine('author: yes'))).manifest?.author, 'yes');
  });

  it('is refused when it is not UTF-8', () => {
    for (const bytes of [
      Buffer.from(manifestText({ name: 'Bögen' }), 'latin1'),
      Buffer.from(manifestText(), 'utf16le'),
      Buffer.from(`\ufeff${manifestText()}`, 'utf16le'),
      Buffer.from([0xff, 0xfe, 0xfd]),
      Buffer.from(manifestText({ name: 'a\0b' })),
    ]) {
      assertOnly(diagnose(bytes), 'not_utf8', at(1, 1));
    }
  });
});
