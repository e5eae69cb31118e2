import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { exportAgentSkill } from '../../../runtime/skill/export/agent-skill.ts';
import { loadTypedSkill } from '../../../runtime/skill/load-typed-skill.ts';
import { parseManifest } from '../../../runtime/skill/parse-manifest.ts';
import { manifestText, skillFiles } from '../../support/skill-files.ts';

interface FrontMatter {
  readonly name: string;
  readonly description: string;
  readonly license?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

function exported(changes: Record<string, string | undefined>): {
  files: ReadonlyMap<string, Uint8Array>;
  text: string;
} {
  const files = skillFiles(changes);
  const { skill, diagnostics } = loadTypedSkill(files);
  assert.ok(skill, JSON.stringify(diagnostics));
  const result = exportAgentSkill({ manifest: skill.manifest, files });
  return { files: result, text: Buffer.from(result.get('SKILL.md')!).toString('utf8') };
}

/** Reads SKILL.md as the specification's own validator does: split at the first two `---`, wherever they stand. */
function readAsValidator(text: string): { front: FrontMatter; body: string } {
  assert.ok(text.startsWith('---\n'));
  const [, front = '', ...rest] = text.split('---');
  return { front: parse(front, { version: '1.1', strict: true }) as FrontMatter, body: rest.join('---') };
}

function assertFitsSpecification({ front, body }: { front: FrontMatter; body: string }): void {
  const allowed = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'];
  assert.deepEqual(
    Object.keys(front).filter((key) => !allowed.includes(key)),
    [],
  );
  assert.match(front.name, /^(?!-)(?!.*--)[a-z0-9-]{1,64}(?<!-)$/u);
  assert.equal(typeof front.description, 'string');
  assert.ok(front.description.trim().length > 0 && [...front.description].length <= 1024);
  assert.doesNotMatch(front.description, /\n/u);
  if (front.license !== undefined) assert.equal(typeof front.license, 'string');
  for (const [key, value] of Object.entries(front.metadata)) assert.equal(typeof value, 'string', key);
  assert.match(body, /\S/u);
}

describe('a skill written as an agent skill', () => {
  it('is SKILL.md and its two schemas', () => {
    const { files, text } = exported({ 'skill.yaml': manifestText({ license: 'MIT' }) });
    assert.deepEqual(
      [...files.keys()],
      ['SKILL.md', 'references/schema.input.json', 'references/schema.output.json'],
    );
    assert.deepEqual(files.get('references/schema.input.json'), skillFiles().get('schema.input.json'));
    const { front, body } = readAsValidator(text);
    assertFitsSpecification({ front, body });
    assert.deepEqual(front, {
      name: 'meeting-notes',
      description: 'Extracts the decisions from meeting notes. Use when asked what was decided.',
      license: 'MIT',
      metadata: {
        'aios-id': 'meeting-notes',
        'aios-name': 'Meeting Notes',
        'aios-version': '1.0.0',
        'aios-type': 'reader',
      },
    });
    assert.match(body, /List the decisions in these notes:\n\n\{\{input\.notes\}\}\n$/u);
  });

  it('has its schemas under fixed names, whatever they are called in the skill', () => {
    const files = exported({
      'skill.yaml': manifestText({ inputs: '{ schema: in/a.json }' }),
      'in/a.json': '{"type":"object","properties":{"notes":{}}}',
      'schema.input.json': undefined,
    }).files;
    assert.ok(files.has('references/schema.input.json'));
  });

  it('is the same bytes each time', () => {
    assert.equal(exported({}).text, exported({}).text);
  });

  it('says its guardrails, and nothing for one that is not known or is something all objects have', () => {
    const guardrails = '[{ id: no_external_sharing }, { id: constructor }, { id: be_nice }]';
    const { text } = exported({ 'skill.yaml': manifestText({ guardrails }) });
    assert.match(text, /\n## Guardrails\n- Do not send, post, upload[^\n]*\n$/u);
    assert.doesNotMatch(text, /native code|be_nice|undefined/u);
    assert.doesNotMatch(exported({}).text, /Guardrails/u);
  });

  it('keeps a prompt with front matter marks, Windows line ends and a byte order mark whole', () => {
    const prompt = '\ufeff---\r\nfoo: bar\r\n---\r\n{{input.notes}}\r\n';
    const { front, body } = readAsValidator(exported({ 'prompt.md': prompt }).text);
    assertFitsSpecification({ front, body });
    assert.ok(body.endsWith('\n---\nfoo: bar\n---\n{{input.notes}}\n'));
  });

  for (const description of [
    'Says "yes" and \'no\': use when # asked',
    'line\nbreak\r\nand\ttab',
    'a --- b\n---\nname: evil\n---',
    '-----',
    '{{x}} [y](z) *a* &b !c %d @e `f` |g >h ~',
    'null',
    '\\ \\n \\u0041 \\x41 \\',
    '日本語 🎉 é',
    'no\u00a0break\u2028line\u2029paragraph\ufeffmark\uffff',
    '<script>alert(1)</script>',
    'x'.repeat(1024),
    '🎉'.repeat(1024),
  ]) {
    it(`can be read back with the description ${JSON.stringify(description).slice(0, 50)}`, () => {
      const { text } = exported({ 'skill.yaml': manifestText({ description: JSON.stringify(description) }) });
      const { front, body } = readAsValidator(text);
      assertFitsSpecification({ front, body });
      assert.equal(front.description, description.replaceAll(/\s+/gu, ' ').trim());
      assert.equal(front.name, 'meeting-notes');
    });
  }

  it('can be read back with a half of a surrogate pair in it', () => {
    const { text } = exported({ 'skill.yaml': manifestText({ name: '"a\\ud800b"' }) });
    assert.equal(readAsValidator(text).front.metadata['aios-name'], 'a\ufffdb');
  });

  it('can be read back with a version of many hyphens', () => {
    const { text } = exported({ 'skill.yaml': manifestText({ version: '1.0.0----a' }) });
    assert.equal(readAsValidator(text).front.metadata['aios-version'], '1.0.0----a');
  });

  it('can be read back whatever its name, description and license say', function () {
    this.timeout(20_000);
    const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(line, line, line, (name, description, license) => {
        const text = manifestText({
          name: JSON.stringify(name),
          description: JSON.stringify(description),
          license: JSON.stringify(license),
        });
        const parsed = parseManifest('skill.yaml', Buffer.from(text)).manifest;
        if (parsed === undefined) return; // Control characters are refused; parse-manifest's tests see to that.
        const files = exportAgentSkill({ manifest: parsed, files: skillFiles() });
        const { front, body } = readAsValidator(Buffer.from(files.get('SKILL.md')!).toString());
        assertFitsSpecification({ front, body });
        assert.equal(front.metadata['aios-name'], name);
        assert.equal(front.license, license);
        assert.equal(front.description, description.trim().replaceAll(/\s+/gu, ' '));
      }),
      { numRuns: 300 },
    );
  });
});
