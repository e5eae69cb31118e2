import '../../support/property-seed.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { showsOneCopy } from '../../../runtime/client/client-definition.ts';
import { type LocatedClient, locateClients } from '../../../runtime/client/locate.ts';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { chooseRoots, type RootReader } from '../../../runtime/sync/choose-roots.ts';

const home = '/home/ada';
const located = await locateClients({ platform: 'linux', home, aiosHome: `${home}/.aios`, variables: {} });
const onDisk = located.filter(({ skillRoots }) => skillRoots.length > 0);

function readerOf(client: LocatedClient, wants: boolean): RootReader {
  const { definition, skillRoots, writableSkillRoots } = client;
  return { id: definition.id, wants, skillRoots, writableSkillRoots, sameName: definition.sameName.value };
}

function assertShownOnce(readers: readonly RootReader[]): void {
  const chosen = chooseRoots(readers).map(({ root }) => root);
  for (const { id, skillRoots, sameName } of readers.filter(({ wants }) => wants)) {
    const found = skillRoots.filter((root) => chosen.includes(root));
    const shown = showsOneCopy(sameName) ? found.slice(0, 1) : found;
    if (shown.length === 1) continue;
    const beside = readers.map((reader) => (reader.wants ? reader.id : `${reader.id}, off`));
    assert.fail(`${id} shows it ${shown.length} times [${shown}], beside ${beside.join('; ')}`);
  }
}

/** Every set of so many of the clients. */
function setsOf<T>(count: number, all: readonly T[]): T[][] {
  if (count === 0) return [[]];
  return all.flatMap((one, index) => setsOf(count - 1, all.slice(index + 1)).map((set) => [one, ...set]));
}

describe('No client shows a skill of ours twice', () => {
  it('nor misses it, whichever one, two or three of them are installed', () => {
    assert.equal(onDisk.length, clientMatrix.length - 1, 'all but Claude Desktop read skills from disk');
    for (const count of [1, 2, 3])
      for (const set of setsOf(count, onDisk)) assertShownOnce(set.map((client) => readerOf(client, true)));
  });

  it('nor misses it when all of them are installed', () => {
    assertShownOnce(onDisk.map((client) => readerOf(client, true)));
  });

  it('nor misses it, whoever is installed beside it, with the skill on or off for each', () => {
    const anyState = fc.constantFrom('absent', 'wants', 'off');
    const anyHome = fc.tuple(...onDisk.map(() => anyState)).map((states) =>
      onDisk
        .map((client, index) => [client, states[index]] as const)
        .filter(([, state]) => state !== 'absent')
        .map(([client, state]) => readerOf(client, state === 'wants')),
    );
    fc.assert(fc.property(anyHome, assertShownOnce), { numRuns: 1000 });
  });
});
