import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forTerminal } from '../../../runtime/cli/for-terminal.ts';
import { oneLine } from '../../../runtime/one-line.ts';

const code = (text: string): string => JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, escaped);
const escaped = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

describe('a text for a terminal', () => {
  for (const text of [
    'plain\ttext\nof two lines',
    'Ünïcödé, 日本語, עברית, العربية',
    // Persian: "mi-ravam" with its zero-width non-joiner.
    'می\u200cروم',
    // Sinhala "Sri", Hindi "ksha" kept apart.
    'ශ්\u200dරී',
    'क्\u200cष',
    // A family, a woman with red hair and a skin colour, a heart on fire, a keycap, a rainbow flag.
    '👨\u200d👩\u200d👧',
    '👩🏽\u200d🦰',
    '❤\ufe0f\u200d🔥',
    '1\ufe0f\u20e3',
    '🏳\ufe0f\u200d🌈',
    '葛\u{e0100}飾',
  ])
    it(`is left as it is: ${text}`, () => assert.equal(forTerminal(text), text));

  for (const text of [
    '\u001b[2J',
    'a\rb',
    '\u009b31m',
    '\u202egnp.exe',
    '\u2066x\u2069',
    'a\u200eb',
    'a\u200fb',
    'a\u061cb',
    'pay\u200bpal',
    'pay\u200cpal',
    'pay\u200dpal',
    'а\u200dб',
    'pay\ufe0fpal',
    '\u200dx',
    '👨\u200d ',
    '🙂\ufe0f\ufe01',
    'a\u2060b',
    'a\ufeffb',
    'soft\u00adhyphen',
    'tag\u{e0041}\u{e007f}',
    'x\u3164y',
    'a\u2028b',
    '\ufff9a',
  ])
    it(`hides and moves nothing: ${code(text)}`, () => {
      const shown = forTerminal(text);
      assert.match(shown, /\ufffd/u);
      assert.equal([...shown].length, [...text].length, 'each is told of by a sign in its place');
    });

  it('has nothing unseen in it, whatever it was', () => {
    const sign = fc.constantFrom(
      ...'aя日ا👨1 \n\t\r\u001b\u200b\u200c\u200d\u200e\u200f\u061c\u202e\u2028\ufe0f\u{e0041}\u00ad',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 20 }), (signs) => {
        const shown = forTerminal(signs.join(''));
        for (const unseen of '\u001b\r\u200b\u200e\u200f\u061c\u202e\u2028\u{e0041}\u00ad')
          assert.ok(!shown.includes(unseen), code(shown));
        assert.doesNotMatch(shown, /(?:[a-zя \n\t]|\u200c|\u200d)(?:\u200c|\u200d|\ufe0f)/u);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a line of a text', () => {
  it('stays one, whatever it holds', () => {
    assert.equal(oneLine('a\nb\r\nc\u2028d\u2029e\u0085f\vg\fh'), 'a b c d e f g h');
  });
});
