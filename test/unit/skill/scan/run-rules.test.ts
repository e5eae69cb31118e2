import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HintIndex } from '../../../../runtime/skill/scan/hint-index.ts';
import { LineIndex, quote, runRules } from '../../../../runtime/skill/scan/run-rules.ts';
import type { ScannedText, TextRule } from '../../../../runtime/skill/scan/text-rule.ts';

const asScanned = (text: string): ScannedText => ({ path: 'a.md', text });

const rule = (more: Partial<TextRule>): TextRule => ({
  id: 'a-rule',
  kind: 'injection',
  severity: 'warn',
  catches: 'A thing',
  why: 'Because',
  hints: [],
  pattern: /thing/gu,
  ...more,
});

describe('the index of hints', () => {
  it('finds the same hints as a search for each of them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é', '日', '-'), maxLength: 60 });
    const hint = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'é', '日', '-'),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(hint, { maxLength: 12 }), text, (hints, lower) => {
        const expected = hints.flatMap((one, number) => (lower.includes(one) ? [number] : []));
        assert.deepEqual(
          [...new HintIndex(hints).find(lower).keys()].sort((a, b) => a - b),
          expected,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('running rules', () => {
  it('tries a rule only where one of its hints stands, in any case', () => {
    const tried = (text: string, hints: readonly string[]): number =>
      runRules([rule({ hints, pattern: /\w+/gu })], asScanned(text)).length;
    assert.equal(tried('one Two', ['two']), 2);
    assert.equal(tried('one Two', ['three', 'TWO'.toLowerCase()]), 2);
    assert.equal(tried('one Two', ['three']), 0);
    assert.equal(tried('one Two', []), 2);
  });

  it('keeps the order of the rules', () => {
    const rules = ['c', 'a', 'b'].map((id) => rule({ id, hints: ['thing'] }));
    assert.deepEqual(
      runRules(rules, asScanned('thing')).map((finding) => finding.rule),
      ['c', 'a', 'b'],
    );
  });

  it('says where the group stands that a rule is about, though its text stands before it too', () => {
    const [finding] = runRules([rule({ pattern: /key: (\w+)/gu, group: 1 })], asScanned('\n  key: key'));
    assert.deepEqual([finding?.line, finding?.column], [2, 8]);
  });

  it('asks the rule which matches to keep and how bad they are', () => {
    const picky = rule({
      pattern: /\w+/gu,
      accept: ({ value }) => value.length > 3,
      soften: ({ line }) => (line.startsWith('>') ? 'info' : undefined),
    });
    assert.deepEqual(
      runRules([picky], asScanned('> long\r\nlonger be')).map(({ line, severity }) => [line, severity]),
      [
        [1, 'info'],
        [2, 'warn'],
      ],
    );
  });

  it('shows a rule the line of a match without its end, and no more than the 4,000 characters around it', () => {
    const lines: string[] = [];
    const reader = rule({
      accept: ({ line }) => {
        lines.push(line);
        return true;
      },
    });
    runRules([reader], asScanned(`a\r\n a thing \r\nb`));
    runRules([reader], asScanned(`${'x'.repeat(10_000)}thing${'y'.repeat(10_000)}`));
    assert.equal(lines[0], ' a thing ');
    assert.equal(lines[1], `${'x'.repeat(2000)}thing${'y'.repeat(1995)}`);
  });

  it('shows a secret masked, and anything else bounded, on one line and with what is invisible said', () => {
    const text = 'thing that is secret';
    const secret = rule({ kind: 'secret', pattern: /thing.*/gu });
    assert.match(
      runRules([secret], asScanned(text))[0]?.message ?? '',
      /: thin… \(20 characters\)\. Because$/u,
    );
    assert.equal(quote('a\n\tb\u200bc'), '"a b\\u{200b}c"');
    assert.equal(quote('x'.repeat(500)).length, 102);
  });

  it('says no more than 20 times the same of one file', () => {
    assert.equal(runRules([rule({})], asScanned('thing '.repeat(100))).length, 20);
  });

  it('knows the lines of a text by any line end', () => {
    const lines = new LineIndex('a\nb\r\nc\rd');
    assert.deepEqual(
      [0, 2, 5, 7].map((offset) => [lines.positionOf(offset).line, lines.lineAt(offset)]),
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
        [4, 'd'],
      ],
    );
  });
});
