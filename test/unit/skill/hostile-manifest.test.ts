import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Diagnostic } from '../../../runtime/skill/diagnostic.ts';
import { parseManifest } from '../../../runtime/skill/parse-manifest.ts';
import { assertComplete, assertOnly } from '../../support/assert-diagnostic.ts';
import { countWork } from '../../support/count-work.ts';
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

describe('a hostile manifest', function () {
  this.timeout(20_000);
  /** Steps for a letter that a hostile file may take. */
  const limit = 200;

  function diagnoseInSteps(text: string): readonly Diagnostic[] {
    let diagnostics: readonly Diagnostic[] = [];
    const steps = countWork(() => {
      diagnostics = diagnose(text);
    });
    assert.ok(steps <= limit * text.length, `${steps} steps for ${text.length} letters`);
    assert.ok(diagnostics.length <= 50);
    return diagnostics;
  }

  it('of 10 MB is not even looked at', () => {
    const told = assertOnly(diagnoseInSteps('a'.repeat(10_000_000)), 'manifest_too_large', at(1, 1));
    assert.match(told.remedy, /prompt\.md/u);
  });

  for (const [what, text] of Object.entries({
    'open flow brackets': '['.repeat(20_000),
    'closed flow brackets': `x: ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    'flow maps': `x: ${'{a: '.repeat(20_000)}${'}'.repeat(20_000)}`,
    'list dashes': '- '.repeat(60_000),
    'complex keys': '? '.repeat(60_000),
    indentation: Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'forty brackets': withLine(`tests: ${'['.repeat(40)}${']'.repeat(40)}`),
  })) {
    it(`nested by ${what} is refused without much work`, () => {
      assert.equal(diagnoseInSteps(text)[0]!.code, 'yaml_too_deep');
    });
  }

  it('with a bomb of aliases is refused without much work', () => {
    const lines = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map((pair) => [...pair]))
      lines.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`);
    const told = diagnoseInSteps(lines.join('\n'))[0]!;
    assert.equal(told.code, 'yaml_aliases');
    assert.match(told.remedy, /aliases/u);
  });

  it('with a hundred thousand aliases is refused without much work', () => {
    assert.equal(diagnoseInSteps(`a: &a x\nb: [${'*a,'.repeat(80_000)}]`)[0]!.code, 'yaml_aliases');
  });

  it('with an alias inside what it stands for is refused', () => {
    assert.equal(diagnoseInSteps(withLine('tests: &t [*t]')).length, 1);
    assert.notEqual(diagnoseInSteps('&t [*t]').length, 0);
  });

  it('with an alias of nothing is told which', () => {
    assertOnly(diagnose(withLine('author: *nobody')), 'yaml_alias_unknown', at(10, 9));
  });

  for (const [what, text] of Object.entries({
    keys: Array.from({ length: 25_000 }, (_, index) => `k${index}: 1`).join('\n'),
    'keys in a flow map': `{${Array.from({ length: 40_000 }, (_, index) => index.toString(36)).join(',')}}`,
    'the same key': 'a: 1\n'.repeat(50_000),
    comments: '#\n'.repeat(100_000),
    anchors: Array.from({ length: 20_000 }, (_, index) => `- &a${index} x`).join('\n'),
    clients: withLine(`clients: [${Array.from({ length: 30_000 }, (_, index) => `a${index}`).join(',')}]`),
    'spaces in a name': manifestText({ name: `"${' '.repeat(200_000)}"` }),
    'an id': manifestText({ id: 'a-'.repeat(100_000) }),
    'dots in a path': manifestText({ execution: `{ prompt: ${'../'.repeat(60_000)} }` }),
    'a version': manifestText({ version: `1.0.0-${'0'.repeat(200_000)}` }),
  })) {
    it(`that is full of ${what} is refused without much work`, () => {
      diagnoseInSteps(text);
    });
  }

  it('never throws, whatever stands in it', () => {
    const token = fc.constantFrom(
      ...'[]{}:,-?&*!|>%@`\'"#\n\t ~<=.0aé'.split(''),
      '\r\n',
      '---\n',
      'id: ',
      '!!',
      '<<: ',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 60 }), (tokens) => {
        assertComplete(parseManifest(file, Buffer.from(tokens.join(''))).diagnostics);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assertComplete(parseManifest(file, bytes).diagnostics);
      }),
    );
  });
});
