import assert from 'node:assert/strict';
import { type ListingUse, listingUse } from '../../../runtime/client/listing-use.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { clientSkillRules } from '../../../runtime/client/skill-rules-table.ts';
import type { SeenSkill, SkillOnDisk } from '../../../runtime/client/what-clients-see.ts';

type Listed = Partial<SkillOnDisk> & { readonly name: string };

function useOf(client: string, skills: readonly Listed[]): ListingUse {
  const onDisk = skills.map((skill) => {
    const path = `/own/${skill.name}`;
    return { folder: skill.name, path, description: '', id: undefined, ...skill };
  });
  const seen = onDisk.map(({ name, path }): SeenSkill => ({ name, path, alsoShown: [], hidden: [] }));
  return listingUse(client, seen, new Map([['/own', onDisk]]));
}

describe('How much of its listing a client’s skills take', () => {
  it('is told of every client, whatever is known of its limit', () => {
    for (const { id } of clientMatrix) {
      const { characters, limit } = useOf(id, [{ name: 'notes', description: 'Writes notes.' }]);
      assert.ok(characters >= 'notes'.length, id);
      const rule = clientSkillRules.find((rules) => rules.id === id)?.listing?.value;
      const known = rule?.limit === undefined ? 'none' : 'known';
      assert.equal(limit, rule === undefined ? 'unknown' : known, id);
    }
  });

  it('counts a skill that is shown twice twice, and one that is hidden not at all', () => {
    const skill = { name: 'notes', folder: 'notes', description: 'x', id: undefined };
    const onDisk = new Map([
      ['/a', [{ ...skill, path: '/a/notes' }]],
      ['/b', [{ ...skill, path: '/b/notes' }]],
    ]);
    const shown: SeenSkill = {
      name: 'notes',
      path: '/a/notes',
      alsoShown: [],
      hidden: [{ path: '/b/notes' }],
    };
    const twice: SeenSkill = { ...shown, alsoShown: shown.hidden, hidden: [] };
    const one = listingUse('cursor', [shown], onDisk).characters;
    assert.equal(one, '- notes: x\n'.length);
    assert.equal(listingUse('cursor', [twice], onDisk).characters, 2 * one);
  });

  it('names ours in it, the longest first, with what all copies of each take', () => {
    const long = (name: string, length: number, id?: string): Listed => ({
      name,
      description: 'x'.repeat(length),
      id,
    });
    const use = useOf('claude-code', [
      long('theirs', 1400),
      long('short', 100, 'short'),
      long('long', 1200, 'long'),
      long('again', 300, 'short'),
    ]);
    assert.deepEqual(use.limit === 'known' && use.ours.map(({ id }) => id), ['long', 'short']);
    const alone = useOf('claude-code', [long('short', 100, 'short'), long('again', 300, 'short')]);
    assert.deepEqual(use.limit === 'known' && use.ours[1], { id: 'short', length: alone.characters });
  });
});
