import assert from 'node:assert/strict';
import { loadSkill } from '../../../../runtime/skill/load-skill.ts';
import { skillText } from '../../../support/agent-skill-files.ts';
import { countWork } from '../../../support/count-work.ts';

const good = 'name: demo\ndescription: Does things.\n';
const size = 100_000;
const many = (piece: string): string => piece.repeat(Math.ceil(size / piece.length));
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const value = (text: string): string => skillText(`${good}x: ${text}`);
const frontMatter = (text: string): string => skillText(good + text);
const body = (text: string): string => skillText('name: demo', text);

/** Each of them took many seconds, or might in a reader that goes over the same text again and again. */
const texts: Record<string, string> = {
  'hyphens alone': many('-'),
  'lines of ---': many('---\n'),
  'lines of --- and more': `---\n${good}${many('---x\n')}`,
  'fences with many blanks': frontMatter(many(`---${' '.repeat(300)}x\n`)),
  'blanks before the fence': `${many(' ')}\n${skillText(good)}`,
  'empty lines before no fence': `${many(' \n')}x`,
  'comments before no fence': many('<!---->'),
  'comments begun before no fence': many('<!--'),
  'code fences before no fence': many('```a\n'),
  'front matter of 2 MB without end': `---\n${good}${many('k: v\n').repeat(18)}`,
  hyphens: value(many('-')),
  colons: value(many(':')),
  'colons and blanks': value(many(': ')),
  'lines of colons': frontMatter(many(':\n')),
  blanks: value(many(' ')),
  'double quotes': value(many('"')),
  'single quotes': value(many("'")),
  backslashes: value(`"${many('\\')}`),
  commas: value(`[${many(',')}]`),
  stars: value(many('*')),
  anchors: frontMatter(
    `${lines(5000, (index) => `k${index}: &a${index} v`)}\n${lines(5000, (index) => `j${index}: *a${index}`)}`,
  ),
  'brackets 10,000 deep': value('['.repeat(10_000)),
  'closed brackets 10,000 deep': value('['.repeat(10_000) + ']'.repeat(10_000)),
  'maps 10,000 deep': value(`${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`),
  'lists 10,000 deep': frontMatter(`x:\n  ${'- '.repeat(10_000)}a`),
  'questions 10,000 deep': frontMatter(`x:\n  ${'? '.repeat(10_000)}a`),
  '100,000 keys': skillText(lines(size, (index) => `k${index}: v`)),
  '20,000 keys with colons': frontMatter(lines(20_000, () => 'x: a: b')),
  'one key 12,000 times': frontMatter(many('name: x\n')),
  '100,000 lines of body': skillText(good, 'line\n'.repeat(size)),
  '100,000 lines of one text': frontMatter(`x: >\n${'  a\n'.repeat(size)}`),
  '2 MB of front matter': frontMatter(many('"\n').repeat(19)),
  'an empty body of line ends': body(many('\n')),
  'an empty body of blank lines': body(many(' \n')),
  'an empty body of tabs': body(many('\n\t')),
  'a body of hashes': body(many('#')),
  'a body of comments begun': body(many('<!--')),
  'a body of conflict markers': skillText(good, many('<<<<<<<')),
  'a body of zero-width marks': skillText(good, many('a\u200b')),
  'tools of brackets': frontMatter(`allowed-tools: ${many('a(')}`),
  'tools of commas': frontMatter(`allowed-tools: a ${many(',')})`),
  'a name of hyphens': skillText(`name: ${many('-')}a\ndescription: x`),
  'a name of blanks': skillText(`name: a${many(' ')}b\ndescription: x`),
  'a name of accents': skillText(`name: a${many('\u0301')}b\ndescription: x`),
  'a description that is never quoted': skillText(`name: a\ndescription: a: b ${many('" ')}`),
};

describe('a SKILL.md made to take long', function () {
  this.timeout(60_000);
  // Mocha keeps whole stacks, which makes each of the parser's errors many times dearer than it is outside.
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 10;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  for (const [what, text] of Object.entries(texts)) {
    it(`is read without much work: ${what}`, () => {
      const files = new Map([['SKILL.md', Buffer.from(text)]]);
      let loaded: ReturnType<typeof loadSkill> | undefined;
      const steps = countWork(() => {
        loaded = loadSkill(files, 'demo');
      });
      assert.ok(loaded);
      const { skill, diagnostics } = loaded;
      assert.equal(
        skill === undefined,
        diagnostics.some(({ severity }) => severity === 'error'),
      );
      assert.ok(diagnostics.length <= 200, `${diagnostics.length} diagnostics`);
      assert.ok(steps <= 400 * text.length, `${steps} steps for ${text.length} letters`);
    });
  }
});
