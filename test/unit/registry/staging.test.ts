import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hasAbandoned, stagingName, withStagingFolder } from '../../../runtime/registry/staging.ts';
import { deadPid } from '../../support/dead-pid.ts';
import { makeRegistryHome } from '../../support/registry-home.ts';

/** The name that a process of another machine, or of another container, gives its folder. */
function elsewhere(pid: number): string {
  const [, machine = '', token] = stagingName().split('-');
  return [pid, machine.replace(/./gu, (digit) => (digit === 'f' ? '0' : 'f')), token].join('-');
}

describe('a staging folder', () => {
  it('of another machine stays, whatever the process ids here say', async () => {
    await using at = await makeRegistryHome();
    for (const pid of [await deadPid(), process.pid]) {
      const name = elsewhere(pid);
      await mkdir(join(at.home.registryStaging, name), { recursive: true });
      assert.equal(hasAbandoned(at.home), false);
      await at.registry.tidy();
      assert.ok(existsSync(join(at.home.registryStaging, name)));
    }
  });

  it('of another machine goes once nobody can be at work in it any more', async () => {
    await using at = await makeRegistryHome();
    const folder = join(at.home.registryStaging, elsewhere(process.pid));
    await mkdir(folder, { recursive: true });
    const before = new Date(Date.now() - 25 * 60 * 60_000);
    await utimes(folder, before, before);
    await at.registry.tidy();
    assert.deepEqual(await readdir(at.home.registryStaging), []);
  });

  it('of this machine goes when its process has ended, named as now or as in earlier versions', async () => {
    await using at = await makeRegistryHome();
    const [, machine, token] = stagingName().split('-');
    const dead = await deadPid();
    const living = process.ppid;
    for (const pid of [dead, living])
      for (const name of [`${pid}-${token}`, `${pid}-${machine}-${token}`])
        await mkdir(join(at.home.registryStaging, name), { recursive: true });
    await at.registry.tidy();
    assert.deepEqual(
      (await readdir(at.home.registryStaging)).sort(),
      [`${living}-${token}`, `${living}-${machine}-${token}`].sort(),
    );
  });

  it('is named so that its own process knows it for its own', async () => {
    await using at = await makeRegistryHome();
    await withStagingFolder(at.home.registryStaging, async (folder) => {
      assert.match(basename(folder), /^\d+-[0-9a-f]{12}-[0-9a-f]{16}$/u);
      assert.equal(hasAbandoned(at.home), false);
    });
    assert.deepEqual(await readdir(at.home.registryStaging), []);
  });
});
