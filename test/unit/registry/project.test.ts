import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProject } from '../../../runtime/registry/project/find-project.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { contentOf, makeRegistryHome } from '../../support/registry-home.ts';
import { openTestProject } from '../../support/test-project.ts';

describe("a project's skills", () => {
  it('stand in its folder and in a lock file that a team can commit', async () => {
    await using at = await makeRegistryHome();
    const { folder, project, install, states } = await openTestProject(at);
    await cp(await at.write(), join(folder, 'tools', 'meeting-notes'), { recursive: true });
    const { results } = await install('tools/meeting-notes');
    assert.equal(results[0]?.action, 'installed');
    assert.deepEqual(await states(), ['meeting-notes locked']);
    assert.deepEqual(Object.keys(await contentOf(join(folder, '.aios'))), [
      'skills/',
      'skills/meeting-notes/',
      'skills/meeting-notes/prompt.md',
      'skills/meeting-notes/schema.input.json',
      'skills/meeting-notes/schema.output.json',
      'skills/meeting-notes/skill.yaml',
    ]);
    const lock = await readFile(project.lockFile, 'utf8');
    assert.match(lock, /source: "folder:\.\/tools\/meeting-notes"/u);
    assert.deepEqual(await at.registry.list(), []);
  });

  it('are brought to a colleague by the lock file, from where it says', async () => {
    await using at = await makeRegistryHome();
    const here = await openTestProject(at);
    await cp(await at.write(), join(here.folder, 'tools', 'meeting-notes'), { recursive: true });
    await here.install('tools/meeting-notes');
    await cp(here.folder, join(at.path, 'colleague'), { recursive: true });
    const there = await openTestProject(at, 'colleague');
    await rm(join(there.folder, '.aios'), { recursive: true });
    assert.deepEqual(await there.states(), ['meeting-notes missing']);
    const { restored } = await there.restore();
    assert.equal(restored.length, 1);
    assert.deepEqual(await there.states(), ['meeting-notes locked']);
    assert.equal(
      await readFile(there.project.lockFile, 'utf8'),
      await readFile(here.project.lockFile, 'utf8'),
    );
    assert.equal((await there.restore()).unchanged.length, 1);
  });

  it('that somebody is at work on are not written over, by no one', async () => {
    await using at = await makeRegistryHome();
    const { folder, install, restore, states, project } = await openTestProject(at);
    await install(await at.write());
    const file = join(folder, '.aios', 'skills', 'meeting-notes', 'prompt.md');
    await writeFile(file, 'My own: {{input.notes}}\n');
    assert.deepEqual(await states(), ['meeting-notes edited']);
    const before = await contentOf(folder);
    await rejectsWith(install(await at.write({ version: '2.0.0' })), 'project_skill_edited');
    await rejectsWith(restore(), 'project_skill_edited');
    await rejectsWith(project.remove('meeting-notes'), 'project_skill_edited');
    assert.deepEqual(await contentOf(folder), before);
  });

  it('are updated and removed', async () => {
    await using at = await makeRegistryHome();
    const { install, project } = await openTestProject(at);
    await install(await at.write());
    const { results } = await install(await at.write({ version: '2.0.0' }));
    assert.deepEqual([results[0]?.action, results[0]?.previousVersion], ['updated', '1.0.0']);
    assert.deepEqual(
      (await project.list()).map(({ manifest }) => manifest.version),
      ['2.0.0'],
    );
    await project.remove('meeting-notes');
    assert.deepEqual(await project.look(), []);
    await rejectsWith(project.remove('meeting-notes'), 'skill_unknown');
  });

  it('are told of one by one when they cannot be used', async () => {
    await using at = await makeRegistryHome();
    const { folder, states } = await openTestProject(at);
    const skills = join(folder, '.aios', 'skills');
    await cp(await at.write(), join(skills, 'wrong-name'), { recursive: true });
    await cp(await at.write(), join(skills, 'meeting-notes'), { recursive: true });
    await mkdir(join(skills, 'empty'));
    assert.deepEqual(await states(), ['empty invalid', 'meeting-notes unlocked', 'wrong-name invalid']);
  });

  it('with a lock file that a merge broke are told of with its line, and nothing is written', async () => {
    await using at = await makeRegistryHome();
    const { install, project } = await openTestProject(at);
    await writeFile(project.lockFile, 'lockfile: aios/v1\nskills:\n<<<<<<< ours\n');
    const error = await rejectsWith(install(await at.write()), 'lock_unreadable');
    assert.deepEqual([error.file, error.line], [project.lockFile, 3]);
  });
});

describe('the project of a folder', () => {
  it('is the nearest one upwards', async () => {
    await using at = await makeRegistryHome();
    const deep = join(at.path, 'a', 'b', 'c');
    await mkdir(deep, { recursive: true });
    await mkdir(join(at.path, 'a', '.git'));
    assert.equal(await findProject(deep), join(at.path, 'a'));
    await writeFile(join(at.path, 'a', 'b', 'aios.lock.yaml'), '');
    assert.equal(await findProject(deep), join(at.path, 'a', 'b'));
  });
});
