import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decideAlone } from '../../../runtime/registry/decide.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { failingDisk } from '../../support/failing-disk.ts';
import {
  contentOf,
  installedIn,
  makeRegistryHome,
  openRegistry,
  type RegistryHome,
} from '../../support/registry-home.ts';
import { manifestText, skillFiles, writeFiles } from '../../support/skill-files.ts';

/** One folder with two skills, of that version. @returns it */
async function writeBoth(at: RegistryHome, version: string): Promise<string> {
  const folder = join(at.path, 'both');
  for (const id of ['alpha', 'beta']) {
    const prompt = `As of ${version}: {{input.notes}}\n`;
    await writeFiles(
      join(folder, id),
      skillFiles({ 'skill.yaml': manifestText({ id, version }), 'prompt.md': prompt }),
    );
  }
  return folder;
}

async function installBoth(at: RegistryHome, version: string): Promise<void> {
  const source = await writeBoth(at, version);
  await at.installer.install({ source, workingFolder: at.path, all: true }, decideAlone(true));
}

/** All that says what is installed. */
async function stateOf({ home }: RegistryHome): Promise<unknown> {
  return {
    skills: await contentOf(home.skills),
    index: await readFile(home.registryIndex, 'utf8'),
    lock: await readFile(home.skillsLock, 'utf8'),
    staging: await contentOf(home.registryStaging),
    journal: existsSync(home.registryJournal),
  };
}

describe('a registry on a disk that refuses a step', () => {
  const refusals = {
    'the second pointer, in a folder that may not be written to': [
      'renameSync',
      /beta\/current\.json$/u,
      'EACCES',
    ],
    'the second pointer, which another program has open': ['renameSync', /beta\/current\.json$/u, 'EPERM'],
    'the index, for the disk is full': ['openSync', /\.index\.json\..*aios-tmp$/u, 'ENOSPC'],
    'the lock file, for the disk is full': ['openSync', /\.skills\.lock\.yaml\..*aios-tmp$/u, 'ENOSPC'],
    'the journal, for the disk is full': ['openSync', /\.journal\.json\..*aios-tmp$/u, 'ENOSPC'],
    'the note of what is written, for the disk is full': ['writeFileSync', /versions\.json$/u, 'ENOSPC'],
    'the record of a version, for the disk is full': ['openSync', /beta\.version\.json$/u, 'ENOSPC'],
    'the new pointer, for the disk is full': ['openSync', /beta\.json$/u, 'ENOSPC'],
  } as const;
  for (const [what, [change, path, code]] of Object.entries(refusals)) {
    it(`updates none of two skills when it refuses ${what}`, async () => {
      await using at = await makeRegistryHome();
      await installBoth(at, '1.0.0');
      const before = await stateOf(at);
      {
        using disk = failingDisk(change, path, code);
        const error = await rejectsWith(installBoth(at, '2.0.0'), `file_${code.toLowerCase()}`);
        assert.ok(disk.count > 0, 'nothing was refused');
        if (code === 'ENOSPC') assert.match(error.remedy, /disk is full/u);
        if (change === 'renameSync') assert.match(error.message, /Nothing was changed/u);
        assert.deepEqual(await stateOf(at), before);
        assert.deepEqual(await installedIn(at.home.root), ['alpha@1.0.0', 'beta@1.0.0']);
      }
      await installBoth(at, '2.0.0');
      assert.deepEqual(await at.installed(), ['alpha@2.0.0', 'beta@2.0.0']);
    });
  }

  it('installs none of two new skills when it refuses the second, and keeps what was removed of the first', async () => {
    await using at = await makeRegistryHome();
    await installBoth(at, '1.0.0');
    await at.registry.remove('alpha');
    await at.registry.remove('beta');
    const before = await stateOf(at);
    {
      using _disk = failingDisk('renameSync', /beta\/current\.json$/u, 'EACCES');
      await rejectsWith(installBoth(at, '2.0.0'), 'file_eacces');
    }
    assert.deepEqual(await stateOf(at), before);
    assert.equal((await at.registry.rollBack('alpha')).manifest.version, '1.0.0');
  });

  it('keeps a skill whose removal it refused to write down', async () => {
    await using at = await makeRegistryHome();
    await installBoth(at, '1.0.0');
    const before = await stateOf(at);
    {
      using _disk = failingDisk('openSync', /\.index\.json\..*aios-tmp$/u, 'ENOSPC');
      await rejectsWith(at.registry.remove('alpha'), 'file_enospc');
    }
    assert.deepEqual(await stateOf(at), before);
  });

  it('is made whole by the next look when it refused to be undone as well', async () => {
    await using at = await makeRegistryHome();
    await installBoth(at, '1.0.0');
    {
      using _there = failingDisk('renameSync', /beta\/current\.json$|alpha\.before\.json$/u, 'EIO');
      const error = await rejectsWith(installBoth(at, '2.0.0'), 'file_eio');
      assert.match(error.message, /the next command/u);
      await rejectsWith(openRegistry(at.home.root).list(), 'file_eio');
    }
    assert.deepEqual(await installedIn(at.home.root), ['alpha@1.0.0', 'beta@1.0.0']);
    assert.equal(existsSync(at.home.registryJournal), false);
    await installBoth(at, '2.0.0');
    assert.deepEqual(await at.installed(), ['alpha@2.0.0', 'beta@2.0.0']);
  });

  it('undoes what a killed process had begun when it cannot be finished, and goes on', async () => {
    await using at = await makeRegistryHome();
    await installBoth(at, '1.0.0');
    const before = await contentOf(at.home.skills);
    {
      // Undoing is refused to the process that began it, and to the next one finishing is.
      using _disk = failingDisk('renameSync', /beta\/current\.json$|\.undo\.json$/u, 'EACCES');
      await rejectsWith(installBoth(at, '2.0.0'), 'file_eacces');
    }
    assert.notDeepEqual(await contentOf(at.home.skills), before);
    using _still = failingDisk('renameSync', /beta\/current\.json$/u, 'EACCES');
    const logged: string[] = [];
    const skills = await openRegistry(at.home.root, logged).list();
    assert.deepEqual(
      skills.map(({ manifest }) => manifest.version),
      ['1.0.0', '1.0.0'],
    );
    assert.ok(logged.some((line) => line.startsWith('error: ') && line.includes('Nothing was changed')));
    assert.equal(existsSync(at.home.registryJournal), false);
  });

  it('says that it is done when only the tidying up afterwards was refused', async () => {
    await using at = await makeRegistryHome();
    using _disk = failingDisk('openSync', /\.collected\..*aios-tmp$/u, 'ENOSPC');
    await installBoth(at, '1.0.0');
    assert.deepEqual(await at.installed(), ['alpha@1.0.0', 'beta@1.0.0']);
  });
});
