import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { version } from '../../../runtime/version.ts';
import { makeRegistryHome, openRegistry, type RegistryHome } from '../../support/registry-home.ts';

/** What comparing finds an hour from now, when nothing was written just before. */
async function compareLater(
  at: RegistryHome,
  options?: { anew: boolean },
): Promise<{ matches: boolean; differences: readonly unknown[] }> {
  const later = openRegistry(at.home.root, [], new Date(Date.now() + 3_600_000));
  const { matches, differences } = await later.compareLock(await later.list(), options);
  return { matches, differences };
}

const same = { matches: true, differences: [] };
const gone = { matches: false, differences: [{ id: 'two', state: 'not-locked' }] };

async function takeOutOfLock(at: RegistryHome, id: string): Promise<void> {
  const text = await readFile(at.home.skillsLock, 'utf8');
  await writeFile(at.home.skillsLock, text.slice(0, text.indexOf(`  ${id}:\n`)));
}

describe('index and lock file that were found to say the same', () => {
  it('are compared again as soon as the lock file is another', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'one' });
    await at.install({ id: 'two' });
    assert.deepEqual(await compareLater(at), same);
    assert.deepEqual(await compareLater(at), same);
    await takeOutOfLock(at, 'two');
    assert.deepEqual(await compareLater(at), gone);
    assert.deepEqual(await compareLater(at), gone);
  });

  it('are compared again as soon as something is installed or chosen', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'one' });
    assert.deepEqual(await compareLater(at), same);
    const before = await readFile(at.home.lockCompared, 'utf8');
    await at.registry.pin('one', true);
    assert.deepEqual(await compareLater(at), same);
    assert.notEqual(await readFile(at.home.lockCompared, 'utf8'), before);
  });

  it('are not compared as long as both are as they were, unless that is asked for', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'one' });
    await at.install({ id: 'two' });
    await takeOutOfLock(at, 'two');
    const marks = await Promise.all(
      [at.home.registryIndex, at.home.skillsLock].map(async (file) => {
        const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
        return `${ino} ${size} ${mtimeNs} ${ctimeNs}\n`;
      }),
    );
    await writeFile(at.home.lockCompared, [`${version}\n`, ...marks].join(''));
    assert.deepEqual(await compareLater(at), same);
    assert.deepEqual(await compareLater(at, { anew: true }), gone);
  });

  it('are not remembered while one of them was written just now', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'one' });
    const now = openRegistry(at.home.root, [], new Date());
    assert.ok((await now.compareLock(await now.list())).matches);
    assert.equal(existsSync(at.home.lockCompared), false);
  });
});
