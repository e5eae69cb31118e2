import assert from 'node:assert/strict';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import {
  coveredBy,
  type SeenSkill,
  type SkillOnDisk,
  type SkillsOnDisk,
  whatClientSees,
} from '../../../runtime/client/what-clients-see.ts';

type Laid = Readonly<Record<string, readonly (string | Partial<SkillOnDisk>)[]>>;

function onDisk(laid: Laid): SkillsOnDisk {
  return new Map(
    Object.entries(laid).map(([root, skills]) => [
      root,
      skills.map((skill) => {
        const given = typeof skill === 'string' ? { name: skill } : skill;
        const folder = given.folder ?? given.name ?? '';
        return { name: folder, folder, path: `${root}/${folder}`, description: '', id: undefined, ...given };
      }),
    ]),
  );
}

function seenBy(client: string, laid: Laid): SeenSkill[] {
  const definition = clientMatrix.find(({ id }) => id === client);
  assert.ok(definition);
  return whatClientSees({ definition, skillRoots: ['/own', '/shared'] }, onDisk(laid));
}

describe('What a client sees', () => {
  it('is the skills of every root it reads, by name, and of no other', () => {
    assert.deepEqual(
      seenBy('goose', { '/own': ['notes'], '/shared': ['maps'], '/elsewhere': ['secret'] }).map(
        ({ name, path }) => [name, path],
      ),
      [
        ['maps', '/shared/maps'],
        ['notes', '/own/notes'],
      ],
    );
  });

  it('is the first of two of one name where it shows only one, and the other is told of as hidden', () => {
    for (const client of [
      'cursor',
      'goose',
      'gemini-cli',
      'opencode',
      'openclaw',
      'qwen-code',
      'vscode',
      'copilot-cli',
      'cline',
    ])
      assert.deepEqual(seenBy(client, { '/own': ['notes'], '/shared': ['notes'] }), [
        { name: 'notes', path: '/own/notes', alsoShown: [], hidden: [{ path: '/shared/notes' }] },
      ]);
  });

  it('is both where it shows both, or does not say', () => {
    for (const client of ['codex', 'devin-desktop', 'windsurf'])
      assert.deepEqual(seenBy(client, { '/own': ['notes'], '/shared': ['notes'] }), [
        { name: 'notes', path: '/own/notes', alsoShown: [{ path: '/shared/notes' }], hidden: [] },
      ]);
  });

  it('goes by the skill’s name, not by its folder’s', () => {
    const laid = {
      '/own': [{ name: 'notes', folder: 'one' }],
      '/shared': [{ name: 'notes', folder: 'two' }],
    };
    assert.deepEqual(
      seenBy('goose', laid).map(({ hidden }) => hidden),
      [[{ path: '/shared/two' }]],
    );
  });

  it('goes by the folder’s name in Cursor', () => {
    const laid = {
      '/own': [{ name: 'notes', folder: 'one' }, 'other'],
      '/shared': [
        { name: 'notes', folder: 'two' },
        { name: 'another', folder: 'other' },
      ],
    };
    assert.deepEqual(
      seenBy('cursor', laid).map(({ name, path, alsoShown, hidden }) => [
        name,
        path,
        `also ${alsoShown.map((one) => one.path)}`,
        `not ${hidden.map((one) => one.path)}`,
      ]),
      [
        ['notes', '/own/one', 'also /shared/two', 'not '],
        ['other', '/own/other', 'also ', 'not /shared/other'],
      ],
    );
  });

  it('says which of two hides a third, where both are shown', () => {
    const laid = {
      '/own': [
        { name: 'notes', folder: 'one' },
        { name: 'notes', folder: 'two', id: 'notes' },
      ],
      '/shared': [{ name: 'notes', folder: 'two' }],
    };
    assert.deepEqual(seenBy('cursor', laid).flatMap(coveredBy), [
      { path: '/own/two', hidden: [{ path: '/shared/two' }] },
    ]);
  });

  it('has no skill in a folder of another name where the client leaves such out', () => {
    const laid = { '/own': [{ name: 'notes', folder: 'other' }], '/shared': ['notes'] };
    for (const client of ['vscode', 'cline'])
      assert.deepEqual(
        seenBy(client, laid).map(({ path }) => path),
        ['/shared/notes'],
      );
    assert.deepEqual(
      seenBy('goose', laid).map(({ path }) => path),
      ['/own/other'],
    );
  });

  it('says which of them are ours', () => {
    const [seen] = seenBy('goose', { '/own': [{ name: 'notes', id: 'notes' }] });
    assert.equal(seen?.id, 'notes');
  });
});
