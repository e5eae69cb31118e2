import assert from 'node:assert/strict';
import { readAgentSkill } from '../../../../runtime/skill/agent-skill/read-agent-skill.ts';
import { readText, skillText } from '../../../support/agent-skill-files.ts';
import { assertComplete } from '../../../support/assert-diagnostic.ts';

const good = 'name: demo\ndescription: Does things.';

/** Grade and `code:line` of everything told. */
function graded(text: string | Uint8Array, folder?: string, file?: string): [string, ...string[]] {
  const { grade, skill, diagnostics } = readText(text, folder, file);
  assertComplete(diagnostics);
  assert.equal(skill === undefined, grade === 'rejected');
  return [grade, ...diagnostics.map(({ code, line }) => `${code}:${line}`)];
}

describe('an agent skill that fits the specification', () => {
  const cases: [what: string, text: string, folder?: string][] = [
    ['with a name and a description', skillText(good)],
    ['with Windows line ends', skillText(good).replaceAll('\n', '\r\n')],
    [
      'with every key there is',
      skillText(
        `${good}\nlicense: MIT\ncompatibility: Needs git\nallowed-tools: Read Bash(git:*)\nmetadata:\n  version: 1.10\n  author: Ada`,
      ),
    ],
    ['of 64 characters', skillText(`name: ${'a'.repeat(64)}\ndescription: x`), 'a'.repeat(64)],
    ['with a name of other letters', skillText('name: 日本語-é1\ndescription: x'), '日本語-é1'],
    ['whose name is composed otherwise than its folder', skillText('name: é\ndescription: x'), 'e\u0301'],
    ['with a description of 1024 characters', skillText(`name: demo\ndescription: ${'🎉'.repeat(1024)}`)],
    ['with compatibility of 500', skillText(`${good}\ncompatibility: ${'c'.repeat(500)}`)],
    ['with rules and code in its body', skillText(good, '# T\n\n---\n\n```\n=======\n```\n---\n')],
    ['with a body of 100 kB', skillText(good, 'word '.repeat(20_000))],
    ['with a description over several lines', skillText('name: demo\ndescription: >-\n  One\n  two.')],
    ['with emoji that zero-width joiners put together', skillText(good, '👩\u200d💻 works.\n')],
  ];
  for (const [what, text, folder] of cases)
    it(`is ok: ${what}`, () => assert.deepEqual(graded(text, folder), ['ok']));
});

describe('an agent skill that breaks the specification and can be used', () => {
  const over = { name: 'a'.repeat(65), description: 'd'.repeat(1025), compatibility: 'c'.repeat(501) };
  const cases: [what: string, text: string | Uint8Array, told: string[], folder?: string][] = [
    ['a name in upper case', skillText('name: Demo\ndescription: x'), ['name_invalid:2'], 'Demo'],
    ['a name with spaces', skillText('name: my demo\ndescription: x'), ['name_invalid:2'], 'my demo'],
    ['a name with _', skillText('name: my_demo\ndescription: x'), ['name_invalid:2'], 'my_demo'],
    ['a name with two hyphens', skillText('name: a--b\ndescription: x'), ['name_invalid:2'], 'a--b'],
    ['a name that ends in a hyphen', skillText('name: a-\ndescription: x'), ['name_invalid:2'], 'a-'],
    ['a name of 65', skillText(`name: ${over.name}\ndescription: x`), ['name_invalid:2'], over.name],
    ['a name that is not the folder', skillText(good), ['name_not_folder:2'], 'other'],
    ['no name', skillText('description: x'), ['name_missing:1']],
    ['an empty name', skillText('name:\ndescription: x'), ['name_missing:2']],
    [
      'a name that is a list',
      skillText('name:\n  - demo\ndescription: x'),
      ['name_missing:2', 'not_text_value:2'],
    ],
    ['no description', skillText('name: demo'), ['description_missing:1']],
    ['an empty description', skillText('name: demo\ndescription: ""'), ['description_missing:3']],
    [
      'a description of 1025',
      skillText(`name: demo\ndescription: ${over.description}`),
      ['description_too_long:3'],
    ],
    [
      'compatibility of 501',
      skillText(`${good}\ncompatibility: ${over.compatibility}`),
      ['compatibility_too_long:4'],
    ],
    ['empty compatibility', skillText(`${good}\ncompatibility:`), ['compatibility_empty:4']],
    ['a license that is a list', skillText(`${good}\nlicense:\n  - MIT`), ['not_text_value:4']],
    ['metadata of nothing', skillText(`${good}\nmetadata:`), ['metadata_invalid:4']],
    ['metadata that is a list', skillText(`${good}\nmetadata:\n  - a`), ['metadata_invalid:4']],
    ['metadata that is nested', skillText(`${good}\nmetadata:\n  a:\n    b: c`), ['metadata_not_text:4']],
    [
      "OpenClaw's metadata on one line",
      skillText(`${good}\nmetadata: {"openclaw":{"requires":{"bins":["gh"]}}}`),
      ['yaml_flow:4', 'metadata_not_text:4'],
    ],
    ['tools with commas', skillText(`${good}\nallowed-tools: Read, Grep`), ['allowed_tools_spelling:4']],
    ['tools in a list', skillText(`${good}\nallowed-tools:\n  - Read`), ['allowed_tools_spelling:4']],
    ['a key of nobody', skillText(`${good}\nversion: 1.10`), ['unknown_key:4']],
    ['a key twice', skillText(`${good}\ndescription: y`), ['duplicate_key:4']],
    ['a colon without quotes', skillText('name: demo\ndescription: Use when: asked'), ['yaml_syntax:3']],
    ['tabs', skillText(`${good}\nmetadata:\n\tversion: 1.0`), ['yaml_syntax:5']],
    ['a byte order mark', `\ufeff${skillText(good)}`, ['byte_order_mark:1']],
    ['empty lines before it', `\n\n${skillText(good)}`, ['front_matter_fence:1']],
    ['dots behind it', `---\n${good}\n...\nDo it.`, ['front_matter_fence:1']],
    ['no body', skillText(good, ' \n\n'), ['body_empty:5']],
    [
      'a conflict in its body',
      skillText(good, 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n'),
      ['conflict_marker:6'],
    ],
    ['hidden text in its body', skillText(good, 'a\nb \u{e0041}\u{e0042}\n'), ['hidden_text:6']],
    ['hidden text in its description', skillText('name: demo\ndescription: a\u202eb'), ['hidden_text:3']],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(skillText(good)), Buffer.from([0xe9, 0x0a])]),
      ['not_utf8:6'],
    ],
    ['UTF-16', Buffer.from(`\ufeff${skillText(good)}`, 'utf16le'), ['not_utf8:1']],
    [
      'no front matter',
      '# Demo\n\nDoes things.\n',
      ['front_matter_missing:1', 'description_missing:1', 'name_missing:1'],
    ],
    ['front matter without end', `---\n${good}\n\nDo it.`, ['front_matter_missing:1']],
    [
      'a front matter of other keys that is no YAML',
      '---\ntitle: Skill: Demo\n---\nDoes things.\n',
      ['yaml_syntax:2', 'description_missing:1', 'name_missing:1', 'unknown_key:2'],
    ],
    [
      'a template that nobody filled in',
      skillText('name: {{name}}\ndescription: Does things.'),
      ['yaml_flow:2', 'name_missing:2', 'not_text_value:2'],
    ],
    [
      'a rule at the top and no front matter',
      '---\nDoes things.\n\nMore.',
      ['front_matter_missing:1', 'description_missing:1', 'name_missing:1'],
    ],
    [
      'a comment and a code fence before it',
      `<!-- generated\nby x -->\n\n\`\`\`\`skill\n${skillText(good)}\`\`\`\`\n`,
      ['front_matter_fence:1'],
    ],
  ];
  for (const [what, text, told, folder] of cases)
    it(`is warned: ${what}`, () => assert.deepEqual(graded(text, folder), ['warned', ...told]));

  it('is warned when its file is called skill.md', () => {
    assert.deepEqual(graded(skillText(good), 'demo', 'skill.md'), ['warned', 'file_name:1']);
    assert.equal(readText(skillText(good), 'demo', 'Skill.md').skill?.file, 'Skill.md');
  });

  for (const key of [
    'disable-model-invocation: true',
    'user-invocable: false',
    'argument-hint: [file]',
    'context: fork',
    'hooks:\n  PreToolUse:\n    - matcher: Bash',
    'paths:\n  - "**/*.ts"',
    'model: opus',
  ])
    it(`keeps what single clients know: ${key.split('\n')[0]}`, () => {
      const { grade, skill, diagnostics } = readText(skillText(`${good}\n${key}`));
      assert.equal(grade, 'warned');
      assert.ok(diagnostics.some(({ code }) => code === 'client_key'));
      assert.deepEqual(Object.keys(skill?.extra ?? {}), [key.split(':')[0]]);
    });

  it('prints nothing while it reads', () => {
    const warnings: unknown[] = [];
    const { emitWarning } = process;
    process.emitWarning = (warning: unknown) => void warnings.push(warning);
    try {
      readText(skillText('name: {{name}}\n? [a]\n: !x {b: c}\ndescription: x'));
    } finally {
      process.emitWarning = emitWarning;
    }
    assert.deepEqual(warnings, []);
  });

  it('tells of at most 50 keys of nobody', () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `key${index}: x`);
    assert.equal(readText(skillText(`${good}\n${keys.join('\n')}`)).diagnostics.length, 50);
  });
});

describe('an agent skill that cannot be used', () => {
  const cases: [what: string, text: string | Uint8Array, told: string][] = [
    ['nothing in it', '', 'description_missing:1'],
    ['neither a description nor a body', skillText('name: demo', ''), 'description_missing:1'],
    ['prose for front matter', '---\nJust prose\n---\nBody', 'yaml_syntax:2'],
    [
      'a conflict in its front matter',
      skillText('name: demo\n<<<<<<< HEAD\ndescription: a\n=======\ndescription: b\n>>>>>>> x'),
      'conflict_marker:3',
    ],
    ['NUL bytes', `${skillText(good)}\0`, 'not_text:1'],
    ['UTF-16 without a mark', Buffer.from(skillText(good), 'utf16le'), 'not_text:1'],
    ['more than 2 MiB', skillText(good, 'a'.repeat(2 * 1024 * 1024)), 'file_too_large:1'],
  ];
  for (const [what, text, told] of cases)
    it(`is rejected with the reason and the line: ${what}`, () => {
      const [grade, ...found] = graded(text);
      assert.equal(grade, 'rejected');
      assert.equal(found.at(-1), told);
    });

  it('is rejected when the folder has no SKILL.md', () => {
    const { grade, diagnostics } = readAgentSkill(new Map([['README.md', Buffer.from('x')]]), 'demo');
    assert.deepEqual([grade, diagnostics[0]?.code], ['rejected', 'file_missing']);
  });
});

describe('what an agent skill says', () => {
  it('is read with 100 kB of front matter, and its version as written', () => {
    const { grade, skill } = readText(
      skillText(
        `${good}\nmetadata:\n  version: 1.10\n  author: 007\n  notes: >\n${'    word word word\n'.repeat(6000)}`,
      ),
    );
    assert.equal(grade, 'ok');
    assert.deepEqual([skill?.version, skill?.author], ['1.10', '007']);
  });

  it('has a version at the top when metadata has none, and what stands in front of the description cut off', () => {
    const { skill } = readText(skillText('name: demo\ndescription: |\n\n  Does things.\n\nversion: 2.0'));
    assert.deepEqual([skill?.version, skill?.description], ['2.0', 'Does things.']);
  });

  it('is named after its folder when it says no name, and has an id whatever it is called', () => {
    assert.deepEqual([readText(skillText('description: x'), 'My Tool').skill?.id], ['my-tool']);
    assert.equal(readText(skillText('name: 日本語\ndescription: x'), 'kanji').skill?.id, 'kanji');
    assert.equal(readText(skillText('name: 日本語\ndescription: x'), '日本語').skill?.id, 'skill');
  });

  it('keeps keys that all objects have as keys', () => {
    const { skill } = readText(skillText(`${good}\n__proto__: x\nconstructor: y\nmetadata:\n  __proto__: z`));
    assert.deepEqual(Object.keys(skill?.extra ?? {}), ['__proto__', 'constructor']);
    assert.deepEqual(Object.keys(skill?.metadata ?? {}), ['__proto__']);
    assert.equal(skill?.version, undefined);
  });
});
