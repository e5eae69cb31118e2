import assert from 'node:assert/strict';
import { nearest } from '../../../runtime/skill/nearest.ts';
import { parseBundle } from '../../../runtime/skill/parse-bundle.ts';

const good = `schema: aios/v0.1
id: reading-room
name: Reading Room
version: 1.0.0
description: Skills for people who read a lot.
skills:
  - id: roadmap-reader
  - id: pull-request-reviewer
    version: ^0.1.0
`;

function parse(text: string) {
  return parseBundle('bundle.yaml', Buffer.from(text));
}

describe('a bundle', () => {
  it('names its skills', () => {
    const { data, diagnostics } = parse(good);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      data?.skills.map(({ id }) => id),
      ['roadmap-reader', 'pull-request-reviewer'],
    );
  });

  it('that names a skill twice is told where', () => {
    const { data, diagnostics } = parse(`${good}  - id: roadmap-reader\n`);
    assert.equal(data, undefined);
    assert.deepEqual(
      diagnostics.map(({ code, line }) => [code, line]),
      [['repeated_skill', 10]],
    );
  });

  it('with a misspelt key is told which one was meant', () => {
    const { diagnostics } = parse(good.replace('description:', 'descripton:'));
    const unknown = diagnostics.find(({ code }) => code === 'unknown_key');
    assert.equal(unknown?.line, 5);
    assert.match(unknown?.remedy ?? '', /^Did you mean "description"\?/u);
  });

  it('without a skill is refused', () => {
    assert.deepEqual(
      parse(good.replace(/skills:[\s\S]*$/u, 'skills: []\n')).diagnostics.map(({ code, line }) => [
        code,
        line,
      ]),
      [['invalid_value', 6]],
    );
  });
});

describe('the nearest known name', () => {
  it('is a slip away, or not meant', () => {
    assert.equal(nearest('documnet', ['document', 'source']), 'Did you mean "document"? ');
    assert.equal(nearest('budget', ['document', 'source']), '');
    assert.equal(nearest('source', ['source']), '');
    assert.equal(nearest('x', []), '');
  });
});
