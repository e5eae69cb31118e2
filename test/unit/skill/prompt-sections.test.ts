import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { minimalPrompt, splitSections } from '../../../runtime/skill/prompt-sections.ts';
import { shippedSkill } from '../../support/mcp-home.ts';

const prompt =
  '# Title\n\nIntro.\n\n## Outline\n\nWhat.\n\n## Triggers ##\n- When\n\n## Instructions\n\n```md\n## No heading\n```\nHow.\n';

describe('the sections of a prompt', () => {
  it('are split at level-2 headings, and not inside a fence', () => {
    assert.deepEqual(
      splitSections(prompt).map(({ heading }) => heading),
      ['', 'Outline', 'Triggers', 'Instructions'],
    );
  });

  it('give the outline and the triggers as the minimal prompt', () => {
    assert.equal(minimalPrompt(prompt), '## Outline\n\nWhat.\n\n## Triggers ##\n- When');
    assert.equal(minimalPrompt(prompt.replaceAll('\n', '\r\n')), minimalPrompt(prompt));
    assert.equal(minimalPrompt('# Title\n\nAll of it.'), undefined);
  });

  it('are there in every skill that ships, much shorter than the whole', () => {
    for (const id of ['roadmap-reader', 'pull-request-reviewer', 'ci-failure-triage']) {
      const text = readFileSync(`${shippedSkill(id)}/prompt.md`, 'utf8');
      const minimal = minimalPrompt(text);
      assert.ok(minimal !== undefined && minimal.length < text.length / 3, id);
    }
  });

  it('lose no line of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('## a', '# b', '```', '~~~~', 'text', '', '    ```')), (lines) => {
        const kept = splitSections(lines.join('\n')).flatMap(({ text }) => text.split('\n'));
        const wanted = lines.filter((line) => line.trim() !== '').map((line) => line.trim());
        assert.deepEqual(
          kept.filter((line) => line.trim() !== '').map((line) => line.trim()),
          wanted,
        );
      }),
    );
  });
});
