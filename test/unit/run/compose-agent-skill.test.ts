import assert from 'node:assert/strict';
import { composePrompt } from '../../../runtime/run/compose-prompt.ts';
import { loadSkill } from '../../../runtime/skill/load-skill.ts';
import { skillText } from '../../support/agent-skill-files.ts';

const body = '\n# Demo\n\nUse {{input.x}} and $ARGUMENTS.\n\n';
const { skill } = loadSkill(
  new Map([['SKILL.md', Buffer.from(skillText('name: Demo\ndescription: x', body))]]),
  'demo',
);
assert.ok(skill);
const parts = { manifest: skill.manifest, template: skill.prompt, outputSchema: skill.outputSchema };

describe('the prompt composed from an agent skill', () => {
  it('is its instructions as they stand, wrapped', () => {
    assert.equal(
      composePrompt({ ...parts, input: {}, files: [] }),
      '<skill_content name="demo">\n# Demo\n\nUse {{input.x}} and $ARGUMENTS.\n\n</skill_content>\n',
    );
  });

  it('names its other files, and the task where one is given', () => {
    const prompt = composePrompt({
      ...parts,
      input: { task: ' Do $& it. ' },
      files: ['scripts/a.py', 'b.md'],
    });
    assert.ok(
      prompt.endsWith(
        [
          '<skill_resources>\n  <file>scripts/a.py</file>\n  <file>b.md</file>\n</skill_resources>',
          '</skill_content>',
          'Use this skill for the following task.',
          '<task>\nDo $& it.\n</task>\n',
        ].join('\n\n'),
      ),
      prompt,
    );
  });

  it('has no task where it is blank', () => {
    assert.doesNotMatch(composePrompt({ ...parts, input: { task: ' \n' }, files: [] }), /task/u);
  });
});
