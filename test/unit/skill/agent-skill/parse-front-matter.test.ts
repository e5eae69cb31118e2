import assert from 'node:assert/strict';
import { parseFrontMatter } from '../../../../runtime/skill/agent-skill/parse-front-matter.ts';

/** What is read, as plain values, and whether each key had to be read by itself. */
function read(yaml: string): { values: Record<string, unknown>; isSalvaged: boolean; breaches: string[] } {
  const { fields, problem, breaches } = parseFrontMatter(yaml, 2);
  return {
    values: Object.fromEntries([...fields].map(([key, { value }]) => [key, value])),
    isSalvaged: problem !== undefined,
    breaches: breaches.map(({ code, line }) => `${code}:${line}`),
  };
}

describe('front matter that is YAML', () => {
  const texts = '1.10 2024-01-01 true no 0777 0x1F 1e3 1_000 ~ null Null .inf 12:30:45 yes'.split(' ');
  for (const text of texts) {
    it(`keeps ${text} as the text it is`, () => {
      assert.deepEqual(read(`version: ${text}\nmetadata:\n  version: ${text}\n`), {
        values: { version: text, metadata: { version: text } },
        isSalvaged: false,
        breaches: [],
      });
    });
  }

  it('knows an empty value from an empty text', () => {
    assert.deepEqual(read('a:\nb: ""\nc: # nothing\n').values, { a: null, b: '', c: null });
  });

  it('takes what stands after " #" for a comment, and # in quotes or in a word for text', () => {
    assert.deepEqual(read('a: C# code # really\nb: "x # y"\nc: "#1"\n').values, {
      a: 'C# code',
      b: 'x # y',
      c: '#1',
    });
  });

  it('reads quotes and block texts', () => {
    const yaml = `a: 'it''s'\nb: "say \\"x\\"\\n"\nc: |\n  one\n\n  two\nd: >-\n  three\n  four\ne: five\n  six\n`;
    assert.deepEqual(read(yaml), {
      values: { a: "it's", b: 'say "x"\n', c: 'one\n\ntwo\n', d: 'three four', e: 'five six' },
      isSalvaged: false,
      breaches: [],
    });
  });

  it('reads metadata that is nested, a list, a text or nothing', () => {
    const yaml = 'metadata:\n  openclaw:\n    requires:\n      bins:\n        - git\n  tags:\n  - a\n  - b\n';
    assert.deepEqual(read(yaml).values, {
      metadata: { openclaw: { requires: { bins: ['git'] } }, tags: ['a', 'b'] },
    });
    assert.deepEqual(read('metadata:\n  - a\n').values, { metadata: ['a'] });
    assert.deepEqual(read('metadata: x\n').values, { metadata: 'x' });
    assert.deepEqual(read('metadata:\nname: a\n').values, { metadata: null, name: 'a' });
  });

  it('reads maps in braces, which the validator of the specification does not', () => {
    const { values, breaches } = read('name: a\nmetadata: {"openclaw":{"requires":{"bins":["git"]}}}\n');
    assert.deepEqual(values.metadata, { openclaw: { requires: { bins: ['git'] } } });
    assert.deepEqual(breaches, ['yaml_flow:3']);
  });

  it('takes the last of two equal keys and tells of it, also deeper down', () => {
    const { values, breaches } = read('name: a\nname: b\nmetadata:\n  x: 1\n  x: 2\n');
    assert.deepEqual(values, { name: 'b', metadata: { x: '2' } });
    assert.deepEqual(breaches, ['duplicate_key:3', 'duplicate_key:6']);
  });

  it('follows an alias and tells of it; tells of tags and builds nothing by them', () => {
    const { values, breaches } = read('a: &x one\nb: *x\nc: !!js/function "function(){}"\nd: !!int 7\n');
    assert.deepEqual(values, { a: 'one', b: 'one', c: 'function(){}', d: '7' });
    assert.deepEqual(breaches, ['yaml_alias:3', 'yaml_tag:4', 'yaml_tag:5']);
  });

  it('says on which line each key stands, whatever the line ends', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const { fields } = parseFrontMatter(['', 'a: x', 'b: |', '  y', 'c: z', ''].join(end), 2);
      const lines = [...fields].map(([key, { line, column }]) => [key, line, column]);
      assert.deepEqual(lines, [
        ['a', 3, 1],
        ['b', 4, 1],
        ['c', 6, 1],
      ]);
      assert.deepEqual(
        [...fields.values()].map(({ value }) => value),
        ['x', 'y\n', 'z'],
      );
    }
  });

  it('makes nothing of keys that all objects have', () => {
    const { fields } = parseFrontMatter(
      '__proto__:\n  evil: yes\nconstructor: x\nmetadata:\n  __proto__:\n    evil: y\n',
      2,
    );
    assert.deepEqual([...fields.keys()], ['__proto__', 'constructor', 'metadata']);
    assert.equal(({} as { evil?: string }).evil, undefined);
    const metadata = fields.get('metadata')!.value as object;
    assert.equal(Object.getPrototypeOf(metadata), Object.prototype);
    assert.equal((metadata as { evil?: string }).evil, undefined);
  });
});

describe('front matter that is no YAML', () => {
  const cases: [what: string, yaml: string, values: Record<string, unknown>][] = [
    [
      'a colon without quotes',
      'description: Use when: asked\nname: a\n',
      { description: 'Use when: asked', name: 'a' },
    ],
    [
      'a quote inside a text that has colons',
      `description: Says "x": it's 'y': z\n`,
      { description: `Says "x": it's 'y': z` },
    ],
    ['text after a closing quote', 'description: "Foo" and bar\n', { description: '"Foo" and bar' }],
    ['text after a closing bracket', 'argument-hint: [file] [mode]\n', { 'argument-hint': '[file] [mode]' }],
    ['a glob', 'paths: **/*.ts\nname: a\n', { paths: '**/*.ts', name: 'a' }],
    ['an at sign and a backtick', 'a: @x\nb: `y`\nc: %z\n', { a: '@x', b: '`y`', c: '%z' }],
    [
      'a text over lines of which one has a colon',
      'description: One\n  two: three\nname: a\n',
      { description: 'One two: three', name: 'a' },
    ],
    ['a quote that is never closed', 'description: "Foo\nname: a\n', { description: '"Foo', name: 'a' }],
    [
      'a line that is not indented',
      'description: One\ntwo.\nname: a\n',
      { description: 'One two.', name: 'a' },
    ],
    [
      'a block text with a bad header',
      'description: >x\n  One\nname: a\n',
      { description: '>x One', name: 'a' },
    ],
    ['a key in quotes', '"name": a\ndescription: x: y\n', { name: 'a', description: 'x: y' }],
    ['an alias of nothing', 'name: a\nb: *nothing\n', { name: 'a', b: '*nothing' }],
  ];
  for (const [what, yaml, values] of cases) {
    it(`is read key by key: ${what}`, () => {
      assert.deepEqual(read(yaml), { values, isSalvaged: true, breaches: [] });
    });
  }

  it('keeps what is right beside what is not: lists, maps, quotes, blocks', () => {
    const yaml =
      'description: Use when: asked\nallowed-tools:\n- Read\n- Grep\nmetadata:\n  version: 1.10\n  tags:\n    - a\nlicense: "MIT"\nx: >\n  one\n  two\n';
    assert.deepEqual(read(yaml).values, {
      description: 'Use when: asked',
      'allowed-tools': ['Read', 'Grep'],
      metadata: { version: '1.10', tags: ['a'] },
      license: 'MIT',
      x: 'one two\n',
    });
  });

  it('has tabs for indentation', () => {
    assert.deepEqual(read('name: a\nmetadata:\n\tversion: 1.10\n\tmore:\n\t\tx: y\n').values, {
      name: 'a',
      metadata: { version: '1.10', more: { x: 'y' } },
    });
  });

  it('says where the problem stands', () => {
    const { problem } = parseFrontMatter('name: a\ndescription: Use when: asked\n', 2);
    assert.deepEqual([problem?.line, problem?.column], [3, 14]);
    assert.match(problem?.message ?? '', /^The front matter is not valid YAML: Nested mappings .*[^.]$/u);
  });

  it('grows by no bomb of aliases and no circle', () => {
    const names = [...'abcdefghi'];
    const bomb = names.map((name, index) => {
      const entries = index === 0 ? Array(9).fill('x') : Array(9).fill(`*${names[index - 1]}`);
      return `${name}: &${name} [${entries.join(', ')}]`;
    });
    const { values, isSalvaged } = read(`name: z\n${bomb.join('\n')}\n`);
    assert.ok(isSalvaged);
    assert.equal(values.name, 'z');
    assert.equal(values.i, '&i [*h, *h, *h, *h, *h, *h, *h, *h, *h]');
    assert.deepEqual(read('name: z\na: &a [*a]\n').values, { name: 'z', a: '&a [*a]' });
  });

  it('nested without end is read as text', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    assert.deepEqual(read(`name: z\na: ${deep}\n`), {
      values: { name: 'z', a: deep },
      isSalvaged: true,
      breaches: [],
    });
  });

  it('of more than 256 KiB is read line by line', () => {
    const { values, isSalvaged } = read(`name: "z"\nx: ${'a'.repeat(300_000)}\nmetadata:\n  a: b\n`);
    assert.ok(isSalvaged);
    assert.deepEqual([values.name, values.metadata, (values.x as string).length], ['z', 'a: b', 300_000]);
  });

  it('has no keys when it is prose or a list', () => {
    for (const yaml of ['just prose\n', '- a\n- b\n', '"x"\n']) {
      assert.deepEqual(read(yaml), { values: {}, isSalvaged: true, breaches: [] });
    }
    assert.deepEqual(read('# nothing\n').values, {});
    assert.deepEqual(read('').values, {});
  });
});
