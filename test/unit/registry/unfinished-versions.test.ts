import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstallResult } from '../../../runtime/registry/installer.ts';
import { deadPid } from '../../support/dead-pid.ts';
import { installOne } from '../../support/install-one.ts';
import {
  contentOf,
  makeRegistryHome,
  openInstaller,
  openRegistry,
  type RegistryHome,
} from '../../support/registry-home.ts';

function noteOf({ skill: { manifest, folder, installedAt } }: Pick<InstallResult, 'skill'>): object {
  return { id: manifest.id, folder, installedAt, isNew: true };
}

/** A staging folder of that process, which notes the version. @returns it */
async function notedBy(at: RegistryHome, pid: number, version: object): Promise<string> {
  const staging = join(at.home.registryStaging, `${pid}-0123456789abcdef`);
  await mkdir(staging, { recursive: true });
  await writeFile(join(staging, 'versions.json'), JSON.stringify([version]));
  return staging;
}

/** Installs a version and leaves it as a process does that is killed before its pointer is switched. */
async function withoutPointer(at: RegistryHome): Promise<object> {
  const { skill } = await at.install();
  await rm(join(at.home.skills, skill.manifest.id, 'current.json'));
  await at.registry.rebuildIndex();
  return noteOf({ skill });
}

describe('versions that nobody made current', () => {
  it('takes away the version a killed process had put there, unless somebody who lives is about to', async () => {
    await using at = await makeRegistryHome();
    const version = await withoutPointer(at);
    const dead = await notedBy(at, await deadPid(), version);
    const living = await notedBy(at, process.ppid, version);
    await at.registry.tidy();
    assert.equal((await at.registry.versions('meeting-notes')).length, 1);
    assert.deepEqual((await readdir(at.home.registryStaging)).length, 2, 'looked at again later');
    await rm(living, { recursive: true });
    await at.registry.tidy();
    assert.deepEqual(await contentOf(at.home.skills), {});
    assert.equal(existsSync(dead), false);
  });

  it('keeps a version that was there before, is installed, was removed, or was put there by another', async () => {
    const cases: Readonly<Record<string, (at: RegistryHome) => Promise<object>>> = {
      'there before': async (at) => ({ ...(await withoutPointer(at)), isNew: false }),
      'of another': async (at) => ({ ...(await withoutPointer(at)), installedAt: '2026-01-01T00:00:00Z' }),
      'at another place': async (at) => ({ ...(await withoutPointer(at)), folder: 'versions/..' }),
      'of an id that none is': async (at) => ({
        ...(await withoutPointer(at)),
        id: '../skills/meeting-notes',
      }),
      installed: async (at) => noteOf(await at.install()),
      'before the installed': async (at) => {
        const { skill } = await at.install();
        await at.install({ version: '2.0.0' });
        return noteOf({ skill });
      },
      removed: async (at) => {
        const { skill } = await at.install();
        await at.registry.remove(skill.manifest.id);
        return noteOf({ skill });
      },
      'damaged pointer': async (at) => {
        const { skill } = await at.install();
        await writeFile(join(at.home.skills, skill.manifest.id, 'current.json'), '{');
        return noteOf({ skill });
      },
    };
    for (const [what, make] of Object.entries(cases)) {
      await using at = await makeRegistryHome();
      await notedBy(at, await deadPid(), await make(at));
      const before = await contentOf(at.home.skills);
      await at.registry.tidy();
      assert.deepEqual(await contentOf(at.home.skills), before, what);
      assert.deepEqual(await readdir(at.home.registryStaging), [], what);
    }
  });

  it('writes a version anew whose record went away while it was being installed', async () => {
    await using at = await makeRegistryHome();
    const { folder, manifest } = (await at.install()).skill;
    await rm(join(at.home.skills, manifest.id, `${folder}.json`));
    await rm(join(at.home.skills, manifest.id, 'current.json'));
    const registry = openRegistry(at.home.root);
    const { previous } = registry;
    let asked = 0;
    registry.previous = async (id) => {
      asked += 1;
      // The second time is under the lock, after the version was written.
      if (asked === 2) await rm(join(at.home.skills, id, 'versions'), { recursive: true });
      return previous.call(registry, id);
    };
    await installOne(openInstaller(at.home.root, registry), await at.write(), { workingFolder: at.path });
    assert.equal(asked, 2);
    assert.deepEqual(await at.installed(), ['meeting-notes@1.0.0']);
    assert.equal((await at.registry.versions('meeting-notes')).length, 1);
  });

  it('leaves nothing of an install that failed', async () => {
    await using at = await makeRegistryHome();
    await at.install({ id: 'other' });
    const before = await contentOf(at.home.skills);
    const registry = openRegistry(at.home.root);
    const { previous } = registry;
    let asked = 0;
    registry.previous = async (id) => {
      asked += 1;
      if (asked === 2) throw new Error('the disk is gone');
      return previous.call(registry, id);
    };
    const installer = openInstaller(at.home.root, registry);
    await assert.rejects(
      installOne(installer, await at.write(), { workingFolder: at.path }),
      /disk is gone/u,
    );
    assert.deepEqual(await contentOf(at.home.skills), before);
  });
});
