import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectIfDue, keptForMs } from '../../../runtime/registry/collect.ts';
import { folderOf } from '../../../runtime/registry/installed-skill.ts';
import { retiredPath } from '../../../runtime/registry/pointer.ts';
import { contentOf, makeRegistryHome, type RegistryHome } from '../../support/registry-home.ts';

const id = 'meeting-notes';

async function kept(at: RegistryHome): Promise<string[]> {
  const removed = await at.registry.removedSkills();
  return removed.map(({ record }) => `${record.manifest.id}@${record.manifest.version}`);
}

describe('the removed skills that are kept', () => {
  it('are those that were taken out and not installed again, as they were, and nothing is changed', async () => {
    await using at = await makeRegistryHome();
    assert.deepEqual(await kept(at), []);
    await at.install();
    await at.install({ version: '2.0.0' });
    assert.deepEqual(await kept(at), []);
    await at.registry.remove(id);
    const before = await contentOf(at.home.root);
    assert.deepEqual(await kept(at), ['meeting-notes@2.0.0']);
    assert.deepEqual(await contentOf(at.home.root), before);
    await at.registry.rollBack(id);
    assert.deepEqual(await kept(at), []);
  });

  it('are told with how long they are kept, and are gone from the list when that is over', async () => {
    await using at = await makeRegistryHome();
    await at.install();
    const before = Date.now();
    await at.registry.remove(id);
    const [removed] = await at.registry.removedSkills();
    assert.ok(removed);
    // The file system's clock may lag behind the process's by a tick.
    assert.ok(removed.removedAt.getTime() > before - 1000, removed.removedAt.toISOString());
    assert.equal(removed.keptUntil.getTime() - removed.removedAt.getTime(), keptForMs);
    await writeFile(at.home.registryCollected, '');
    await collectIfDue(at.home, new Date(removed.keptUntil.getTime() + keptForMs));
    assert.deepEqual(await kept(at), []);
  });

  it('leave out one whose files are gone, or of which nothing says what it was', async () => {
    await using at = await makeRegistryHome();
    const { skill } = await at.install();
    await at.registry.remove(id);
    await rm(folderOf(at.home.skills, skill), { recursive: true });
    assert.deepEqual(await kept(at), []);
    await at.install();
    await at.registry.remove(id);
    assert.deepEqual(await kept(at), ['meeting-notes@1.0.0']);
    await writeFile(retiredPath(at.home.skills, id), '{');
    await writeFile(join(at.home.skills, 'no-folder.json'), '');
    assert.deepEqual(await kept(at), []);
  });
});
