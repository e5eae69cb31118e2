import assert from 'node:assert/strict';
import fc from 'fast-check';
import { showsOneCopy } from '../../../runtime/client/client-definition.ts';
import { type ChosenRoot, chooseRoots, type RootReader } from '../../../runtime/sync/choose-roots.ts';

function reader(id: string, skillRoots: string, rest: Partial<RootReader> = {}): RootReader {
  const roots = skillRoots.split(' ');
  return { id, wants: true, skillRoots: roots, writableSkillRoots: roots, sameName: 'unknown', ...rest };
}

function told(chosen: readonly ChosenRoot[]): string[] {
  return chosen.map(({ root, owner, readers }) => `${root} ${owner} [${readers}]`);
}

describe('The roots that copies of a skill go to', () => {
  it('are one that all of them read, when there is one', () => {
    assert.deepEqual(
      told(chooseRoots([reader('a', 'own-a all'), reader('b', 'own-b all'), reader('c', 'all')])),
      ['all c [a,b,c]'],
    );
  });

  it('are two when nothing less reaches everybody, without anybody seeing it twice', () => {
    const clients = [reader('a', 'x y'), reader('b', 'y'), reader('c', 'z')];
    assert.deepEqual(told(chooseRoots(clients)).sort(), ['y b [a,b]', 'z c [c]']);
  });

  it('are more copies rather than one that somebody sees twice', () => {
    // Through y, b would see it twice: once for c, which reads only x.
    const clients = [reader('a', 'y own'), reader('b', 'x y'), reader('c', 'x')];
    assert.deepEqual(told(chooseRoots(clients)).sort(), ['own a [a]', 'x b [b,c]']);
  });

  it('have the fewest who see it twice, where it cannot be helped', () => {
    const clients = [reader('a', 'x'), reader('b', 'y'), reader('c', 'x y'), reader('d', 'x y own')];
    assert.deepEqual(told(chooseRoots(clients)).sort(), ['x a [a,c,d]', 'y b [b,c,d]']);
  });

  it('may reach twice a client that shows one of two anyway, if that saves a copy', () => {
    const first = { sameName: 'first-wins' } as const;
    const clients = [reader('a', 'y own', first), reader('b', 'x y', first), reader('c', 'x')];
    assert.equal(chooseRoots(clients).length, 2);
  });

  it('are not those that somebody reads who should not see the skill, if there are others', () => {
    const clients = [
      reader('a', 'all own-a'),
      reader('b', 'all own-b'),
      reader('c', 'all', { wants: false }),
    ];
    assert.deepEqual(told(chooseRoots(clients)).sort(), ['own-a a [a]', 'own-b b [b]']);
  });

  it('are only those that may be written for somebody who wants it', () => {
    const clients = [reader('a', 'own-a theirs', { writableSkillRoots: ['own-a'] })];
    assert.deepEqual(told(chooseRoots(clients)), ['own-a a [a]']);
  });

  it('are none for nobody, and for clients that nothing can be written for', () => {
    assert.deepEqual(chooseRoots([]), []);
    assert.deepEqual(chooseRoots([reader('a', 'x', { writableSkillRoots: [] })]), []);
    assert.deepEqual(chooseRoots([reader('a', 'x', { wants: false })]), []);
  });
});

const names = ['p', 'q', 'r', 's', 't', 'u'];
const anyReader = fc
  .record({
    skillRoots: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
    writable: fc.nat({ max: 3 }),
    wants: fc.boolean(),
    sameName: fc.constantFrom<RootReader['sameName']>('first-wins', 'first-folder-wins', 'both', 'unknown'),
  })
  .map(({ skillRoots, writable, ...rest }) => ({
    ...rest,
    skillRoots,
    writableSkillRoots: skillRoots.slice(0, writable),
  }));
const anyReaders = fc
  .array(anyReader, { maxLength: 7 })
  .map((readers): RootReader[] => readers.map((one, index) => ({ id: `client-${index}`, ...one })));

/** Who sees it and should not, who shows it twice, and how many copies there are; undefined when one sees none. */
function costOf(roots: readonly string[], clients: readonly RootReader[]): number[] | undefined {
  const wanting = clients.filter(({ wants, writableSkillRoots }) => wants && writableSkillRoots.length > 0);
  const seen = (client: RootReader): number =>
    client.skillRoots.filter((root) => roots.includes(root)).length;
  if (wanting.some((client) => seen(client) === 0)) return undefined;
  const unwanted = clients.filter((client) => !client.wants && seen(client) > 0).length;
  const doubled = wanting.filter(({ sameName }) => !showsOneCopy(sameName));
  const twice = doubled.reduce((sum, client) => sum + seen(client) - 1, 0);
  const hidden = wanting
    .filter(({ sameName }) => showsOneCopy(sameName))
    .reduce((sum, client) => sum + seen(client) - 1, 0);
  return [unwanted, twice, roots.length, hidden];
}

function subsetsOf(roots: readonly string[]): string[][] {
  const sets: string[][] = [[]];
  for (const root of roots) sets.push(...sets.map((set) => [...set, root]));
  return sets;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, at) => value !== b[at]);
  return index === -1 ? 0 : a[index]! - b[index]!;
}

describe('Whatever clients there are, the roots', () => {
  it('cost the least of all selections, tried one by one', () => {
    fc.assert(
      fc.property(anyReaders, (clients) => {
        const chosen = chooseRoots(clients).map(({ root }) => root);
        const cost = costOf(chosen, clients);
        assert.ok(cost, 'everybody who wants it sees it');
        const writable = new Set(
          clients.filter(({ wants }) => wants).flatMap(({ writableSkillRoots }) => writableSkillRoots),
        );
        for (const root of chosen) assert.ok(writable.has(root));
        for (const other of subsetsOf([...writable])) {
          const otherCost = costOf(other, clients);
          if (otherCost)
            assert.ok(compare(cost, otherCost) <= 0, `${other} costs ${otherCost}, ${chosen} ${cost}`);
        }
      }),
    );
  });

  it('are the same each time, each once, with those who read it there and an owner among them', () => {
    fc.assert(
      fc.property(anyReaders, (clients) => {
        const chosen = chooseRoots(clients);
        assert.deepEqual(chooseRoots(structuredClone(clients)), chosen);
        assert.equal(new Set(chosen.map(({ root }) => root)).size, chosen.length);
        for (const { root, owner, readers } of chosen) {
          assert.ok(readers.includes(owner));
          for (const { id, wants, skillRoots } of clients) {
            assert.equal(readers.includes(id), wants && skillRoots.includes(root));
          }
        }
      }),
    );
  });
});
