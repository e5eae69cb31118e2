import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quietMarkdown } from '../../../../extension/features/skills/pages/quiet-markdown.ts';
import '../../../support/property-seed.ts';

const seen = (text: string): string => text.replaceAll('\u2060', '');

describe("somebody else's Markdown", () => {
  it('looks the same with nothing left that begins a tag, a link or an image', () => {
    const text = [
      '<img src=x onerror=alert(1)> and <https://example.com>',
      '![pixel](https://example.com/p.png) [run](command:aios.sync) [ref][1]',
      '[1]: command:workbench.action.terminal.new',
      '`<b>[0](x)`',
    ].join('\n');
    const quiet = quietMarkdown(text);
    assert.equal(seen(quiet), text);
    assert.doesNotMatch(quiet, /<[a-z/!?]|\][([:]/iu);
  });

  it('does so for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>[]()!:`\\/a 1\n') }), (text) => {
        const quiet = quietMarkdown(text);
        assert.equal(seen(quiet), text);
        assert.doesNotMatch(quiet, /[<\]](?!\u2060)/u);
      }),
    );
  });
});
