import assert from 'node:assert/strict';
import { splitFrontMatter } from '../../../../runtime/skill/agent-skill/split-front-matter.ts';

describe('the front matter of a SKILL.md', () => {
  for (const [name, end] of [
    ['line feeds', '\n'],
    ['Windows line ends', '\r\n'],
    ['carriage returns', '\r'],
  ] as const) {
    it(`is taken off a file with ${name}, and lines are counted`, () => {
      const text = ['---', 'name: a', 'x: y', '---', 'Body', '---', 'more', ''].join(end);
      assert.deepEqual(splitFrontMatter(text), {
        yaml: `name: a${end}x: y${end}`,
        yamlLine: 2,
        body: ['Body', '---', 'more', ''].join(end),
        bodyLine: 5,
        isUnterminated: false,
        fence: undefined,
      });
    });
  }

  it('may be fenced by lines that end in blanks', () => {
    const { yaml, body, fence } = splitFrontMatter('--- \t\nname: a\n---  \nBody');
    assert.deepEqual([yaml, body, fence], ['name: a\n', 'Body', undefined]);
  });

  it('may come after empty lines, which is told', () => {
    const { yaml, yamlLine, body, bodyLine, fence } = splitFrontMatter('\n  \r\n\n---\nname: a\n---\nBody');
    assert.deepEqual([yaml, yamlLine, body, bodyLine, fence], ['name: a\n', 5, 'Body', 7, 'late']);
  });

  it('may end in three dots, which is told', () => {
    const { yaml, body, fence } = splitFrontMatter('---\nname: a\n...\nBody\n---\n');
    assert.deepEqual([yaml, body, fence], ['name: a\n', 'Body\n---\n', 'dots']);
  });

  it('may be empty, and end where the file ends', () => {
    assert.equal(splitFrontMatter('---\n---').yaml, '');
    assert.equal(splitFrontMatter('---\nname: a\n---').body, '');
  });

  it('is not ended by hyphens inside a line, indented, or more than three', () => {
    const yaml = 'a: b --- c\nd: |\n  ---\ne: f \u2028---\u2028g\n----\n--- x\n';
    assert.equal(splitFrontMatter(`---\n${yaml}---\nBody`).yaml, yaml);
  });

  for (const [what, start, line] of [
    ['a comment', '<!-- generated -->\n', 3],
    ['comments over lines', '<!-- a\nb -->\n<!-- c -->\r\n\n', 6],
    ['a code fence that was copied with it', '```skill\n', 3],
    ['both', '<!-- x -->\n````markdown\n', 4],
  ] as const)
    it(`may come after ${what}, which is told`, () => {
      const { yaml, yamlLine, body, fence } = splitFrontMatter(`${start}---\nname: a\n---\nBody`);
      assert.deepEqual([yaml, yamlLine, body, fence], ['name: a\n', line, 'Body', 'late']);
    });

  it('that is never ended goes up to the first empty line or heading', () => {
    for (const rest of ['\nBody', '# Body', '']) {
      const { yaml, body, bodyLine, isUnterminated } = splitFrontMatter(`---\nname: a\nx:\n  y: z\n${rest}`);
      assert.deepEqual([yaml, body, bodyLine, isUnterminated], ['name: a\nx:\n  y: z\n', rest, 5, true]);
    }
  });

  it('is none when it is never ended and begins with no key that it must have: the file is all body', () => {
    const text = '---\nNote: a\n\nBody';
    const { yaml, body, isUnterminated } = splitFrontMatter(text);
    assert.deepEqual([yaml, body, isUnterminated], [undefined, text, true]);
  });

  for (const text of [
    '',
    'Body',
    '# Title\n---\nname: a\n---\n',
    '--\n---',
    '----\na: b\n----\n',
    '---',
    '<!-- a',
    '<!-- a -->\nBody',
    '```sh\nx\n```\n',
  ])
    it(`is none in ${JSON.stringify(text)}`, () => {
      const { yaml, body, isUnterminated } = splitFrontMatter(text);
      assert.deepEqual([yaml, body, isUnterminated], [undefined, text, false]);
    });
});
