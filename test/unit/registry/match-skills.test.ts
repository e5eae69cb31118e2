import assert from 'node:assert/strict';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { matchSkills } from '../../../runtime/registry/match-skills.ts';

function skill(id: string, name: string, description: string): InstalledSkill {
  return { manifest: { id, name, description } } as unknown as InstalledSkill;
}

const skills = [
  skill('ci-failure-triage', 'CI failure triage', 'Finds out why a build is red.'),
  skill('meeting-notes', 'Meeting Notes', 'Lists the decisions of a meeting.'),
  skill('roadmap-reader', 'Roadmap Reader', 'Lists what a roadmap says is late, for a meeting.'),
];

const found = (words: string): string[] => matchSkills(skills, words).map(({ manifest }) => manifest.id);

describe('finding skills by words', () => {
  it('gives all of them for no word', () => {
    for (const words of ['', '  ', '?!'])
      assert.deepEqual(
        found(words),
        skills.map(({ manifest }) => manifest.id),
      );
  });

  it('puts those with more of the words first, then those that are named so', () => {
    assert.deepEqual(found('meeting'), ['meeting-notes', 'roadmap-reader']);
    assert.deepEqual(found('Roadmap for the MEETING'), ['roadmap-reader', 'meeting-notes']);
  });

  it('finds by parts of words, and by no word that stands in every text', () => {
    assert.deepEqual(found('road'), ['roadmap-reader']);
    assert.deepEqual(found('a quartz is of it'), []);
    assert.deepEqual(found('CI'), ['ci-failure-triage', 'meeting-notes']);
  });
});
