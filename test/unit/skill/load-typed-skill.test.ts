import assert from 'node:assert/strict';
import { type Diagnostic, formatDiagnostic, positionAt } from '../../../runtime/skill/diagnostic.ts';
import { loadTypedSkill } from '../../../runtime/skill/load-typed-skill.ts';
import { assertComplete, assertOnly } from '../../support/assert-diagnostic.ts';
import { manifestText, skillFiles } from '../../support/skill-files.ts';

function diagnose(files: ReadonlyMap<string, Uint8Array>): readonly Diagnostic[] {
  const { skill, diagnostics } = loadTypedSkill(files);
  assert.equal(skill, undefined, 'it was taken');
  assertComplete(diagnostics);
  return diagnostics;
}

const inManifest = (line: number, column: number): { file: string; line: number; column: number } => ({
  file: 'skill.yaml',
  line,
  column,
});
const inPrompt = (line: number, column: number): { file: string; line: number; column: number } => ({
  file: 'prompt.md',
  line,
  column,
});

describe('a skill folder', () => {
  it('that is as it should be gives the skill', () => {
    const { skill, diagnostics } = loadTypedSkill(skillFiles());
    assert.deepEqual(diagnostics, []);
    assert.equal(skill?.manifest.id, 'meeting-notes');
    assert.equal(skill?.prompt, 'List the decisions in these notes:\n\n{{input.notes}}\n');
    assert.deepEqual(skill?.inputSchema.required, ['notes']);
    assert.ok(skill?.outputSchema?.properties);
  });

  it('without a manifest is told what folder is wanted', () => {
    const told = assertOnly(
      diagnose(skillFiles({ 'skill.yaml': undefined })),
      'file_missing',
      inManifest(1, 1),
    );
    assert.match(told.remedy, /folder that holds a skill\.yaml/u);
  });

  for (const name of ['Skill.yaml', 'SKILL.YAML', 'skill.yml', 'Skill.yml']) {
    it(`whose manifest is called ${name} is told to rename it`, () => {
      const told = diagnose(skillFiles({ 'skill.yaml': undefined, [name]: manifestText() }))[0]!;
      assert.equal(told.remedy, `Rename ${name} to skill.yaml.`);
    });
  }

  for (const [missing, line, column] of [
    ['prompt.md', 9, 37],
    ['schema.input.json', 7, 19],
    ['schema.output.json', 8, 20],
  ] as const) {
    it(`without ${missing} is told where it is named`, () => {
      const told = assertOnly(
        diagnose(skillFiles({ [missing]: undefined })),
        'file_missing',
        inManifest(line, column),
      );
      assert.match(told.message, new RegExp(`names ${missing},`, 'u'));
      assert.match(told.remedy, /Add the file/u);
    });

    it(`whose ${missing} is spelled in other case is told to rename it`, () => {
      const files = skillFiles();
      const bytes = files.get(missing)!;
      files.delete(missing);
      files.set(missing.toUpperCase(), bytes);
      assert.equal(diagnose(files)[0]!.remedy, `Rename ${missing.toUpperCase()} to ${missing}.`);
    });
  }

  it('without the files of a test is told each, where it is named', () => {
    const tests =
      '\n  - { name: one, fixture: tests/a.json, expected: tests/b.json }\n  - { name: two, fixture: tests/c.json }';
    const files = skillFiles({ 'skill.yaml': manifestText({ tests }), 'tests/a.json': '{"notes":""}' });
    const places = diagnose(files).map(({ code, line, column }) => [code, line, column]);
    assert.deepEqual(places, [
      ['file_missing', 11, 51],
      ['file_missing', 12, 27],
    ]);
  });

  it('is told everything at once: files, schemas, prompt', () => {
    const files = skillFiles({ 'schema.output.json': undefined, 'schema.input.json': '[]', 'prompt.md': '' });
    const codes = diagnose(files).map(({ code }) => code);
    assert.deepEqual(codes.sort(), ['file_missing', 'prompt_empty', 'schema_not_object']);
  });

  it('whose prompt is empty, or only a byte order mark and white space, is refused', () => {
    for (const prompt of ['', ' \n\t\r\n', '\ufeff', '\ufeff \n'])
      assertOnly(diagnose(skillFiles({ 'prompt.md': prompt })), 'prompt_empty', inPrompt(1, 1));
  });

  it('whose prompt is not UTF-8 is refused', () => {
    const prompt = Buffer.from('Größe: {{input.notes}}', 'latin1');
    assertOnly(diagnose(skillFiles({ 'prompt.md': prompt })), 'not_utf8', inPrompt(1, 1));
  });

  it('whose prompt is over the limit is refused', () => {
    assertOnly(
      diagnose(skillFiles({ 'prompt.md': 'x'.repeat(512 * 1024 + 1) })),
      'prompt_too_large',
      inPrompt(1, 1),
    );
    assert.ok(loadTypedSkill(skillFiles({ 'prompt.md': 'x'.repeat(512 * 1024) })).skill);
  });

  it('whose prompt names an input there is none of is told the line, the column and the inputs', () => {
    const prompt = '\ufeffList\r\n\r\nof é {{input.notes}} and {{ input.note }}\n';
    const told = assertOnly(
      diagnose(skillFiles({ 'prompt.md': prompt })),
      'unknown_placeholder',
      inPrompt(3, 26),
    );
    assert.match(told.message, /\{\{input\.note\}\}/u);
    assert.match(told.remedy, /one of the inputs notes,.*schema\.input\.json/u);
  });

  it('whose input schema has no properties is told to add the one that the prompt names', () => {
    const files = skillFiles({ 'schema.input.json': '{"type":"object"}' });
    assert.match(assertOnly(diagnose(files), 'unknown_placeholder', inPrompt(3, 1)).remedy, /^Add it to/u);
  });

  it('whose prompt names what objects have anyway is refused', () => {
    for (const name of ['constructor', '__proto__', 'hasOwnProperty'])
      assert.equal(
        diagnose(skillFiles({ 'prompt.md': `{{input.${name}}}` }))[0]!.code,
        'unknown_placeholder',
      );
  });

  it('whose prompt holds a placeholder that would stay as it is is refused', () => {
    const told = assertOnly(
      diagnose(skillFiles({ 'prompt.md': 'a\n {{input.meeting-notes}}' })),
      'bad_placeholder',
      inPrompt(2, 2),
    );
    assert.match(told.message, /\{\{input\.meeting-notes\}\}/u);
  });

  it('is told no more than people can read', () => {
    const prompt = Array.from(
      { length: 5000 },
      (_, index) => `{{input.x${index}}} {{input.a.${index}}}`,
    ).join('\n');
    assert.equal(diagnose(skillFiles({ 'prompt.md': prompt })).length, 40);
  });

  it('with a guardrail nobody knows is taken with a warning that says where', () => {
    for (const id of ['be_nice', 'constructor', 'to_string']) {
      const text = manifestText({ guardrails: `\n  - id: no_external_sharing\n  - id: ${id}` });
      const { skill, diagnostics } = loadTypedSkill(skillFiles({ 'skill.yaml': text }));
      assert.ok(skill);
      const told = assertOnly(diagnostics, 'unknown_guardrail', inManifest(12, 9));
      assert.equal(told.severity, 'warning');
    }
  });
});

describe('a diagnostic', () => {
  it('is one line that an editor can jump to', () => {
    const [told] = loadTypedSkill(skillFiles({ 'prompt.md': undefined })).diagnostics;
    assert.equal(
      formatDiagnostic(told!),
      'skill.yaml:9:37 error [file_missing] execution.prompt names prompt.md, and there is no such file. Add the file prompt.md, or correct the name in skill.yaml.',
    );
  });

  it('counts lines and columns from one, whatever ends the lines', () => {
    const text = 'a\r\nbc\rd\n\ne';
    const places = [...text].map((_character, offset) => positionAt(text, offset));
    assert.deepEqual(places[0], { line: 1, column: 1 });
    assert.deepEqual(places[4], { line: 2, column: 2 });
    assert.deepEqual(places[6], { line: 3, column: 1 });
    assert.deepEqual(places[8], { line: 4, column: 1 });
    assert.deepEqual(places[9], { line: 5, column: 1 });
  });
});
