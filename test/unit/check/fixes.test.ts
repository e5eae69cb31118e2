import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkFiles } from '../../../runtime/check/check-files.ts';
import type { Diagnostic } from '../../../runtime/skill/diagnostic.ts';
import { skillText } from '../../support/agent-skill-files.ts';
import { applyFix } from '../../support/apply-fix.ts';
import { assertComplete } from '../../support/assert-diagnostic.ts';
import '../../support/property-seed.ts';
import { manifestText, skillFiles } from '../../support/skill-files.ts';

type Files = Map<string, Uint8Array>;

function check(files: Files, folder: string): readonly Diagnostic[] {
  const { diagnostics } = checkFiles(files, folder);
  assertComplete(diagnostics);
  return diagnostics;
}

/** Applies a diagnostic's fix. @returns the files after it */
function mend(files: Files, { file, fix }: Diagnostic): Files {
  assert.ok(fix);
  const before = Buffer.from(files.get(file)!)
    .toString('utf8')
    .replace(/^\ufeff/u, '');
  return new Map([...files, [file, Buffer.from(applyFix(before, fix))]]);
}

/** The one diagnostic of a code, after whose fix there is none of that code. @returns the file after it */
function mendOnly(files: Files, code: string, folder = 'meeting-notes'): string {
  const [told, ...rest] = check(files, folder).filter((diagnostic) => diagnostic.code === code);
  assert.deepEqual(rest, []);
  assert.ok(told?.fix, `${code} has a fix`);
  const mended = mend(files, told);
  assert.deepEqual(
    check(mended, folder).filter((diagnostic) => diagnostic.code === code),
    [],
  );
  return Buffer.from(mended.get(told.file)!).toString('utf8');
}

describe('The fix of a skill.yaml', () => {
  const manifest = (lines: Record<string, string | undefined>): Files =>
    skillFiles({ 'skill.yaml': manifestText(lines) });

  for (const [what, lines, code, line] of [
    [
      'renames a key that is nearly one',
      { license: undefined, lisence: 'MIT' },
      'unknown_key',
      'license: MIT',
    ],
    ['changes a word that is nearly one', { type: 'raeder' }, 'invalid_value', 'type: reader'],
    ['writes an id in small letters', { id: 'Meeting Notes' }, 'invalid_value', 'id: meeting-notes'],
    ['quotes an id that YAML takes for more', { id: '"TRUE"' }, 'invalid_value', 'id: "true"'],
    ['completes a version of one number', { version: '2' }, 'invalid_value', 'version: 2.0.0'],
    [
      'completes a version that YAML takes for a number',
      { version: '1.10' },
      'invalid_value',
      'version: 1.10.0',
    ],
    ['completes a version in quotes', { version: '"v1.2"' }, 'invalid_value', 'version: 1.2.0'],
    [
      'names a file as it is spelled',
      { execution: '{ mode: suggest, prompt: Prompt.md }' },
      'file_missing',
      'execution: { mode: suggest, prompt: "prompt.md" }',
    ],
    [
      'names a file that is nearly called so',
      { inputs: '{ schema: shema.input.json }' },
      'file_missing',
      'inputs: { schema: "schema.input.json" }',
    ],
    [
      'names a guardrail that is nearly called so',
      { guardrails: '[{ id: no_external_shareing }]' },
      'unknown_guardrail',
      'guardrails: [{ id: no_external_sharing }]',
    ],
  ] as const)
    it(what, () => assert.ok(mendOnly(manifest(lines), code).split('\n').includes(line)));

  for (const [what, lines] of [
    ['a key that is there already', { licence: 'MIT', license: 'MIT' }],
    ['a key that is nothing like one', { frobnicate: 'x' }],
    ['a version of four numbers', { version: '1.2.3.4' }],
    ['an id without a letter', { id: '"--"' }],
    ['a word over several lines', { type: '\n  raeder' }],
  ] as const)
    it(`is none for ${what}`, () => {
      const found = check(manifest(lines), 'meeting-notes');
      assert.ok(found.length > 0);
      assert.ok(what === 'a word over several lines' || found.every(({ fix }) => fix === undefined));
    });

  it('leaves every other character as it is', () => {
    const before = `# first\r\n${manifestText({ lisence: '"MIT" # why' }).replaceAll('\n', '\r\n')}`;
    const files = skillFiles({ 'skill.yaml': before });
    assert.equal(mendOnly(files, 'unknown_key'), before.replace('lisence', 'license'));
  });
});

describe('The fix of a prompt', () => {
  it('uses the input that was meant, and leaves the rest of the prompt', () => {
    const prompt = '\ufeffList:\r\n{{input.notes}} and {{ input.noets }}, not noets.\r\n';
    const fixed = mendOnly(skillFiles({ 'prompt.md': prompt }), 'unknown_placeholder');
    assert.equal(fixed, 'List:\r\n{{input.notes}} and {{ input.notes }}, not noets.\r\n');
  });
});

describe('An id of our own tools', () => {
  for (const id of ['list-skills', 'get-skill', 'find-skill', 'run-skill', 'complete-skill'])
    it(`${id} is refused in a skill.yaml, with another to choose`, () => {
      const [told, ...rest] = check(skillFiles({ 'skill.yaml': manifestText({ id }) }), id);
      assert.deepEqual(rest, []);
      assert.deepEqual(
        [told?.code, told?.severity, told?.line, told?.column],
        ['reserved_id', 'error', 2, 5],
      );
      assert.match(told!.remedy, new RegExp(`${id}-skill`, 'u'));
      assert.deepEqual(check(skillFiles({ 'skill.yaml': manifestText({ id: `${id}-skill` }) }), id), []);
    });

  it('becomes another one in an agent skill, which is no fault of its own', () => {
    const files = new Map([['SKILL.md', Buffer.from(skillText('name: run-skill\ndescription: x'))]]);
    const { grade, id } = checkFiles(files, 'run-skill');
    assert.deepEqual({ grade, id }, { grade: 'ok', id: 'run-skill-skill' });
  });
});

describe('The files of a test', () => {
  const tests = '[{ name: one, fixture: tests/fixture_01.json, expected: tests/expected_01.json }]';
  const found = (fixture: string, expected = '{"anything":["goes"]}') =>
    check(
      skillFiles({
        'skill.yaml': manifestText({ tests }),
        'tests/fixture_01.json': fixture,
        'tests/expected_01.json': expected,
        'schema.input.json':
          '{"type":"object","required":["notes"],"additionalProperties":false,"properties":{"notes":{"type":"string","pattern":"^(a+)+$"},"tags":{"type":"array","items":{"enum":["x","y"]}}}}',
      }),
      'meeting-notes',
    );
  const brief = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.map(
      ({ code, severity, file, line, column }) => `${code} ${severity} ${file}:${line}:${column}`,
    );

  it('that fit are not spoken of, whatever is expected', () =>
    assert.deepEqual(found('{"notes":"aaa"}'), []));

  for (const [what, fixture, place, message] of [
    ['lacks a property', '\n{"tags":[]}', '1:1', /lacks the property "notes"/u],
    ['has an unknown property', '{"notes":"a",\n "nots":1}', '2:9', /"nots" is no property/u],
    ['has a value of another kind', '{"notes":\n  7}', '2:3', /"notes" must be string/u],
    [
      'has a word that is none',
      '{"notes":"a","tags":["x",\n"z"]}',
      '2:1',
      /"tags\.1" must be one of \["x","y"\]/u,
    ],
    ['breaks a pattern', '{"notes":"ab"}', '1:10', /"notes" must match pattern/u],
  ] as const)
    it(`of which one ${what} are told where`, () => {
      const diagnostics = found(fixture);
      assert.deepEqual(brief(diagnostics), [`fixture_invalid warning tests/fixture_01.json:${place}`]);
      assert.match(diagnostics[0]!.message, message);
    });

  it('are JSON, both of them', () =>
    assert.deepEqual(brief(found('{\n "notes" 1}', 'no')), [
      'test_not_json warning tests/fixture_01.json:2:10',
      'test_not_json warning tests/expected_01.json:1:1',
    ]));

  it('are looked through in time, whatever pattern the schema has', function () {
    this.timeout(2000);
    assert.equal(found(`{"notes":"${'a'.repeat(50_000)}!"}`).length, 1);
  });
});

describe('The fix of a SKILL.md', () => {
  const skill = (frontMatter: string): Files => new Map([['SKILL.md', Buffer.from(skillText(frontMatter))]]);

  for (const [what, frontMatter, code, fixed] of [
    [
      'gives it the name of its folder',
      'name: other\ndescription: x',
      'name_not_folder',
      'name: demo\ndescription: x',
    ],
    [
      'gives a name that is none the folder’s',
      'description: x\nname: "Demo!" # it',
      'name_invalid',
      'description: x\nname: demo # it',
    ],
    ['adds the name that is missing', 'description: x', 'name_missing', 'name: demo\ndescription: x'],
    [
      'quotes what YAML takes for more',
      'name: demo\ndescription: Use when: asked\n  "again"\nlicense: MIT',
      'yaml_syntax',
      'name: demo\ndescription: "Use when: asked \\"again\\""\nlicense: MIT',
    ],
    [
      'writes a list of tools as one text',
      'name: demo\ndescription: x\nallowed-tools:\n- Read\n- Bash(git add:*)\nlicense: MIT',
      'allowed_tools_spelling',
      'name: demo\ndescription: x\nallowed-tools: Read Bash(git add:*)\nlicense: MIT',
    ],
    [
      'writes tools with commas as one text',
      'name: demo\ndescription: x\nallowed-tools: Read, "Grep"',
      'allowed_tools_spelling',
      'name: demo\ndescription: x\nallowed-tools: "Read \\"Grep\\""',
    ],
    [
      'renames a key that is nearly one',
      'name: demo\ndescription: x\nallowedTools: Read',
      'unknown_key',
      'name: demo\ndescription: x\nallowed-tools: Read',
    ],
  ] as const)
    it(what, () => assert.equal(mendOnly(skill(frontMatter), code, 'demo'), skillText(fixed)));

  it('is none for a key that is a word of its own', () =>
    assert.ok(
      check(skill('name: demo\ndescription: x\nagents: x\ntags: y\nversion: 1'), 'demo').every(
        ({ fix }) => !fix,
      ),
    ));

  it('mends what it is for and leaves no file that reads worse, for any front matter', () => {
    const scalar = fc.oneof(
      fc.constantFrom(
        'demo',
        'Demo X',
        'Use when: asked',
        '"a: b"',
        "'q'",
        '[Read, Write]',
        '',
        '1.10',
        'a # b',
        '- x',
        '"open',
      ),
      fc.string({ maxLength: 12 }),
    );
    const key = fc.constantFrom(
      'name',
      'description',
      'allowed-tools',
      'allowed_tools',
      'licence',
      'metadata',
      'compatability',
      'tags',
    );
    const lines = fc.array(
      fc.tuple(key, scalar, fc.constantFrom('', '\n  more: x', '\n- a\n- b', '\n  - a', '\n\ttab')),
      {
        maxLength: 6,
      },
    );
    const folder = fc.constantFrom('demo', 'true', '123', 'Not A Name', 'größe');
    fc.assert(
      fc.property(lines, folder, fc.constantFrom('\n', '\r\n'), (pairs, name, lineEnd) => {
        const text = skillText(
          pairs.map(([k, value, more]) => `${k}: ${value}${more}`).join('\n'),
        ).replaceAll('\n', lineEnd);
        const files: Files = new Map([['SKILL.md', Buffer.from(text)]]);
        const found = check(files, name);
        for (const told of found.filter(({ fix }) => fix !== undefined)) {
          const mended = check(mend(files, told), name);
          const count = (all: readonly Diagnostic[], code: string) =>
            all.filter((one) => one.code === code).length;
          assert.ok(
            count(mended, told.code) < count(found, told.code),
            `${told.code} in ${JSON.stringify(text)}`,
          );
          assert.ok(count(mended, 'yaml_syntax') <= count(found, 'yaml_syntax'), JSON.stringify(text));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
