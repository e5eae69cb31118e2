import assert from 'node:assert/strict';
import { toolsOf } from '../../../../runtime/skill/agent-skill/allowed-tools.ts';
import { deriveDescription, idFromName } from '../../../../runtime/skill/agent-skill/derive.ts';

describe('the description of a skill without one', () => {
  const cases: [what: string, body: string, description: string | undefined][] = [
    ['the first paragraph, on one line', '# Title\n\nFirst  line\nsecond.\n\nNext.', 'First line second.'],
    ['without a heading right above it', '# Title\nText.', 'Text.'],
    ['no comment', '<!-- note\n\nmore -->\nText.', 'Text.'],
    ['no code', '```sh\n\nrm x\n\n```\n\nText.', 'Text.'],
    ['no table and no rule', '| a | b |\n|---|---|\n\n---\n\nText.', 'Text.'],
    ['not what has no letters', '1. 2. 3.\n\nText.', 'Text.'],
    ['of a file with Windows line ends', '# T\r\n\r\nOne\r\ntwo.\r\n\r\nThree.', 'One two.'],
    ['the heading where there is no prose', '## The title\n\n```\nx\n```\n', 'The title'],
    ['nothing where there are no words', '\n```\n```\n---\n123\n', undefined],
    ['nothing for nothing', '', undefined],
  ];
  for (const [what, body, description] of cases)
    it(`is ${what}`, () => assert.equal(deriveDescription(body), description));

  it('is cut to 300 characters, between them', () => {
    assert.equal(deriveDescription('a\u{1f389}'.repeat(400)), 'a\u{1f389}'.repeat(150));
  });
});

describe('the id of an agent skill', () => {
  for (const [name, id] of [
    ['pdf-tools', 'pdf-tools'],
    ['PDF Tools', 'pdf-tools'],
    ['--a__b--', 'a-b'],
    ['Résumé Prüfer', 'resume-prufer'],
    ['日本語', ''],
    ['x'.repeat(65), 'x'.repeat(40)],
    [`${'x'.repeat(39)}-y`, 'x'.repeat(39)],
    ['../../etc', 'etc'],
    ['CON', 'con-skill'],
    ['lpt1', 'lpt1-skill'],
    ['console', 'console'],
    ['list_skills', 'list-skills-skill'],
    ['-'.repeat(100), ''],
  ] as const)
    it(`made from ${JSON.stringify(name)} is ${JSON.stringify(id)}`, () =>
      assert.equal(idFromName(name), id));
});

describe('allowed-tools', () => {
  for (const [what, value, tools] of [
    ['separated by spaces', 'Read Bash(git add:*)  Grep', ['Read', 'Bash(git add:*)', 'Grep']],
    ['separated by commas', 'Read, Bash(npm run a,b:*),Grep', ['Read', 'Bash(npm run a,b:*)', 'Grep']],
    ['as a list', ['Read', ' Bash(git add:*) ', ''], ['Read', 'Bash(git add:*)']],
    ['with a bracket that is never closed', 'Read( Grep', ['Read(', 'Grep']],
    ['with a star', '*', ['*']],
    ['that is nothing', null, []],
    ['that is a map', { Read: 'yes' }, []],
  ] as const)
    it(`${what} are found one by one`, () => assert.deepEqual(toolsOf(value), tools));
});
