import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileContents } from '../../../../runtime/files/digest.ts';
import { readAgentSkill } from '../../../../runtime/skill/agent-skill/read-agent-skill.ts';
import { exportWholeSkill } from '../../../../runtime/skill/export/agent-skill.ts';
import { type LoadedFiles, loadSkill } from '../../../../runtime/skill/load-skill.ts';
import { skillText } from '../../../support/agent-skill-files.ts';
import { manifestText, skillFiles } from '../../../support/skill-files.ts';

function textsOf(files: FileContents): Record<string, string> {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));
}

function load(files: FileContents): LoadedFiles & { skill: NonNullable<LoadedFiles['skill']> } {
  const loaded = loadSkill(files, 'meeting-notes');
  assert.ok(loaded.skill, JSON.stringify(loaded.diagnostics));
  return { ...loaded, skill: loaded.skill };
}

/** Exports a skill, makes sure that what comes out is valid and that it comes back as it was. @returns the export */
function exportAndBack(files: FileContents): FileContents {
  const { skill } = load(files);
  const exported = exportWholeSkill({ manifest: skill.manifest, files });
  const { grade, diagnostics } = readAgentSkill(exported, skill.manifest.id);
  assert.equal(grade, 'ok', JSON.stringify(diagnostics));
  const folded = [...exported.keys()].map((path) => path.toLowerCase());
  assert.equal(new Set(folded).size, folded.length, 'names that some systems do not tell apart');
  const back = load(exported);
  assert.deepEqual(textsOf(back.files), textsOf(files));
  assert.deepEqual(back.skill, skill);
  return exported;
}

const marks = [
  '<!-- aios:prompt -->',
  '\n<!-- aios:prompt -->\n',
  '<!-- /aios:prompt -->',
  '\n<!-- /aios:prompt -->\n',
];
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '---',
      '\n---\n',
      '...\n',
      '"',
      "'",
      '\\',
      '\r\n',
      '\r',
      '\n',
      '\t',
      ': ',
      ' #',
      '{{input.notes}}',
      '`',
    ],
    ...['# Outline\n', '## Triggers\n', '\ufeff', '\u2028', '\u00a0', '日本', '🎉', '<<<< ', '|', '>', '%'],
    ...marks,
  ),
  fc.string({ maxLength: 12 }),
);
const prompt = fc
  .array(piece, { minLength: 1, maxLength: 12 })
  .map((pieces) =>
    pieces
      .join('')
      .toWellFormed()
      .replaceAll(/\{\{(?!input\.notes\}\})|\0/gu, ''),
  )
  .filter((text) => text.replaceAll(/[\ufeff\s]/gu, '') !== '');
const line = fc
  .string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      fc.constantFrom('"', '\\', '-', '#', ':'),
    ),
    minLength: 1,
    maxLength: 60,
  })
  .filter((text) => text.trim() !== '' && !/\p{C}/u.test(text));

describe('a skill that is exported and imported again', function () {
  this.timeout(60_000);

  it('is the same, byte for byte, whatever its texts are', () => {
    let tried = 0;
    fc.assert(
      fc.property(
        prompt,
        line,
        line,
        fc.boolean(),
        fc.uint8Array({ maxLength: 50 }),
        (text, name, description, isWindows, extra) => {
          const manifest = manifestText({
            name: JSON.stringify(name),
            description: JSON.stringify(description),
            guardrails: '[{ id: no_external_sharing }]',
            '# a comment': '"x" --- y',
          });
          const files = skillFiles({
            'skill.yaml': isWindows ? `\ufeff${manifest.replaceAll('\n', '\r\n')}` : manifest,
            'prompt.md': text,
            'assets/x.bin': extra,
            'changelog.md': '# 1.0.0\r\n',
          });
          if (loadSkill(files, 'x').skill === undefined) return; // Refused by the manifest's own rules.
          tried += 1;
          exportAndBack(files);
        },
      ),
      { numRuns: 150 },
    );
    assert.ok(tried > 100, `only ${tried} were valid`);
  });

  for (const [what, path] of Object.entries({
    'a SKILL.md of its own': 'SKILL.md',
    'a skill.md of its own': 'skill.md',
    'a folder called skill.md': 'Skill.MD/x',
    'a file called like a schema in the export': 'references/schema.input.json',
    'the same in other letters': 'references/Schema.Output.json',
    'a folder called References': 'References/x.md',
    'a file called references': 'references',
    'a file in references': 'references/x.md',
    'a bundle.yaml': 'bundle.yaml',
    'a folder called like the one for such files': 'aios-original/SKILL.md',
  })) {
    it(`is the same when it has ${what}`, () => {
      exportAndBack(skillFiles({ [path]: 'a file of its own' }));
    });
  }

  it('is the same when its files are called otherwise', () => {
    exportAndBack(
      skillFiles({
        'skill.yaml': manifestText({
          inputs: '{ schema: references/schema.output.json }',
          outputs: '{ schema: references/schema.input.json }',
          execution: '{ mode: suggest, prompt: SKILL.md }',
        }),
        'SKILL.md': 'List {{input.notes}}',
        'prompt.md': undefined,
        'schema.input.json': undefined,
        'schema.output.json': undefined,
        'references/schema.output.json': '{"type":"object","properties":{"notes":{}}}',
        'references/schema.input.json': '{"type":"object"}',
      }),
    );
  });

  it('keeps what may be run, under whatever name it stands', () => {
    const executable = new Set(['scripts/run.sh', 'References/go.sh']);
    const files = Object.assign(skillFiles({ 'scripts/run.sh': 'x', 'References/go.sh': 'y' }), {
      executable,
    });
    const exported = exportAndBack(files);
    assert.deepEqual([...(exported.executable ?? [])], ['scripts/run.sh', 'aios-original/References/go.sh']);
    assert.deepEqual(loadSkill(exported, 'x').files.executable, executable);
  });

  it('is an agent skill like any other once its manifest or the marks of its prompt were damaged', () => {
    const files = skillFiles();
    const exported = exportWholeSkill({ manifest: load(files).skill.manifest, files });
    const text = Buffer.from(exported.get('SKILL.md')!).toString();
    for (const damaged of [
      text.replace('schema: aios', 'schema: oisa'),
      text.replace('<!-- aios:prompt -->', ''),
      text.replace('<!-- /aios:prompt -->', ''),
    ]) {
      assert.notEqual(damaged, text);
      const { skill } = load(new Map([...exported, ['SKILL.md', Buffer.from(damaged)]]));
      assert.equal(skill.manifest.format, 'agent-skill');
    }
  });

  it('takes no file in its place that some systems would not tell from one of its own', () => {
    const files = skillFiles();
    const exported = exportWholeSkill({ manifest: load(files).skill.manifest, files });
    const { skill } = load(new Map([...exported, ['aios-original/PROMPT.md', Buffer.from('Do evil.')]]));
    assert.equal(skill.manifest.format, 'agent-skill');
  });
});

describe('an agent skill', () => {
  it('goes out as it came in, byte for byte', () => {
    const content = fc.dictionary(
      fc
        .string({ unit: fc.constantFrom('a', 'B', '/x', '.'), minLength: 1, maxLength: 6 })
        .map((path) => `f${path}`),
      fc.uint8Array({ maxLength: 40 }),
      { noNullPrototype: true },
    );
    const body = fc.string({ unit: 'binary', maxLength: 80 }).map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(content, body, fc.constantFrom('', '\ufeff', '\n'), (rest, text, start) => {
        const skill = `${start}${skillText('name: Demo: x\ndescription: Use when: asked\nhooks: {a: [b]}', text)}`;
        const files = new Map([...Object.entries(rest), ['SKILL.md', Buffer.from(skill)] as const]);
        const loaded = load(files);
        const out = exportWholeSkill({ manifest: loaded.skill.manifest, files: loaded.files });
        assert.deepEqual(textsOf(out), textsOf(files));
      }),
      { numRuns: 300 },
    );
  });

  it('may hold a skill.yaml of somebody else', () => {
    const files = new Map([
      ['SKILL.md', Buffer.from(skillText('name: demo\ndescription: x'))],
      ['skill.yaml', Buffer.from('apiVersion: v1\nkind: Skill\n# schema: aios\n')],
    ]);
    assert.equal(load(files).skill.manifest.format, 'agent-skill');
  });

  it('is not what a skill of ours with a SKILL.md is', () => {
    assert.equal(
      load(skillFiles({ 'SKILL.md': skillText('name: x\ndescription: y') })).skill.manifest.format,
      'aios',
    );
  });
});
