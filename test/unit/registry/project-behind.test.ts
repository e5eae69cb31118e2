import assert from 'node:assert/strict';
import { copyFile, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import { Project } from '../../../runtime/registry/project/project.ts';
import type { Proposal } from '../../../runtime/registry/proposal.ts';
import type { SkillPlace } from '../../../runtime/registry/skill-place.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { contentOf, makeRegistryHome, type RegistryHome } from '../../support/registry-home.ts';
import { openTestProject, type TestProject } from '../../support/test-project.ts';

interface Colleague extends TestProject {
  /** The prompt of the skill that is restored there. */
  readonly prompt: string;
  /** Somebody else brings the skill to that version, and only the lock file is pulled. */
  pull(version: string): Promise<void>;
}

/** Where `meeting-notes` 1.0.0 was restored from the lock file that somebody else committed. */
async function openColleague(at: RegistryHome): Promise<Colleague> {
  const author = await openTestProject(at, 'author');
  const there = await openTestProject(at, 'colleague');
  const pull = async (version: string): Promise<void> => {
    await author.install(await at.write({ version }));
    await copyFile(author.project.lockFile, there.project.lockFile);
  };
  await pull('1.0.0');
  await there.restore();
  const prompt = join(there.folder, '.aios', 'skills', 'meeting-notes', 'prompt.md');
  return { ...there, prompt, pull };
}

/** The files in which AI OS remembers what it put into projects. */
async function memoriesIn({ home }: RegistryHome): Promise<string[]> {
  const folder = join(home.root, 'state', 'projects');
  const paths = await readdir(folder, { recursive: true });
  return paths.filter((path) => path.endsWith('skills.json')).map((path) => join(folder, path));
}

describe('a project’s skills, after the lock file moved on', () => {
  it('are behind and brought where nobody edited what was restored, on and back again', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    const first = await contentOf(join(there.folder, '.aios'));
    await there.pull('2.0.0');
    assert.deepEqual(await there.states(), ['meeting-notes behind']);
    const { restored } = await there.restore();
    assert.deepEqual(
      restored.map(({ manifest }) => manifest.version),
      ['2.0.0'],
    );
    assert.deepEqual(await there.states(), ['meeting-notes locked']);
    await there.pull('1.0.0');
    assert.deepEqual(await there.states(), ['meeting-notes behind']);
    await there.restore({ frozen: false });
    assert.deepEqual(await contentOf(join(there.folder, '.aios')), first);
  });

  it('are behind also where they were installed or updated, not restored', async () => {
    await using at = await makeRegistryHome();
    const here = await openTestProject(at);
    await here.install(await at.write());
    const lock = await readFile(here.project.lockFile);
    await here.install(await at.write({ version: '2.0.0' }));
    await writeFile(here.project.lockFile, lock);
    assert.deepEqual(await here.states(), ['meeting-notes behind']);
  });

  it('are known by whatever link leads to the project', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    await there.pull('2.0.0');
    const link = join(at.path, 'linked');
    await symlink(there.folder, link, 'junction');
    assert.deepEqual(
      (await new Project(link, at.home).look()).map(({ state }) => state),
      ['behind'],
    );
  });

  it('are left alone where somebody edited them', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    await there.pull('2.0.0');
    await writeFile(there.prompt, 'Mine: {{input.notes}}\n');
    const before = await contentOf(there.folder);
    assert.deepEqual(await there.states(), ['meeting-notes edited']);
    for (const frozen of [true, false]) await rejectsWith(there.restore({ frozen }), 'project_skill_edited');
    await rejectsWith(there.project.remove('meeting-notes'), 'project_skill_edited');
    assert.deepEqual(await contentOf(there.folder), before);
  });

  it('are left alone where nobody remembers what was put there', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    await there.pull('2.0.0');
    const [author = '', colleague = '', ...more] = await memoriesIn(at);
    assert.deepEqual(more, []);
    for (const damage of ['{', '{"skills":null}', '{"skills":{"meeting-notes":7}}']) {
      for (const file of [author, colleague]) await writeFile(file, damage);
      assert.deepEqual(await there.states(), ['meeting-notes edited'], damage);
    }
    for (const file of [author, colleague]) await rm(file);
    await rejectsWith(there.restore(), 'project_skill_edited');
    assert.deepEqual(await there.states(), ['meeting-notes edited']);
  });

  it('are left alone where their own folder was all their source', async () => {
    await using at = await makeRegistryHome();
    const here = await openTestProject(at);
    const own = join(here.folder, '.aios', 'skills', 'meeting-notes');
    await cp(await at.write({ text: 'Mine. ' }), own, { recursive: true });
    await here.install('.aios/skills/meeting-notes');
    assert.equal((await here.restore()).unchanged.length, 1);
    const author = await openTestProject(at, 'author');
    await author.install(await at.write({ version: '2.0.0' }));
    await copyFile(author.project.lockFile, here.project.lockFile);
    assert.deepEqual(await here.states(), ['meeting-notes edited']);
    await rejectsWith(here.restore(), 'project_skill_edited');
  });

  it('are remembered once a restore found them as the lock file says', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    for (const file of await memoriesIn(at)) await rm(file);
    await there.restore();
    await there.pull('2.0.0');
    assert.deepEqual(await there.states(), ['meeting-notes behind']);
  });

  it('are as before, and known, where a restore failed half-way', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    await there.pull('2.0.0');
    await rejectsWith(there.restore({ place: failingAfterwards(there.project) }), 'file_enametoolong');
    assert.match(await readFile(there.prompt, 'utf8'), /1\.0\.0/u);
    await there.pull('3.0.0');
    assert.deepEqual(await there.states(), ['meeting-notes behind']);
    await there.restore();
    assert.deepEqual(await there.states(), ['meeting-notes locked']);
  });

  it('that it no longer names stay and are told of, and go with a frozen restore', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    const empty = await openTestProject(at, 'empty');
    await empty.install(await at.write({ id: 'other' }));
    await copyFile(empty.project.lockFile, there.project.lockFile);
    const ids = (skills: readonly InstalledSkill[]): string[] => skills.map(({ manifest }) => manifest.id);
    const plain = await there.restore({ frozen: false });
    assert.deepEqual([ids(plain.left), ids(plain.removed)], [['meeting-notes'], []]);
    assert.deepEqual(await there.states(), ['meeting-notes unlocked', 'other locked']);
    const frozen = await there.restore({ frozen: true });
    assert.deepEqual([ids(frozen.left), ids(frozen.removed)], [[], ['meeting-notes']]);
    assert.deepEqual(await there.states(), ['other locked']);
  });

  it('that nobody installed are still refused by a frozen restore, and told of by another', async () => {
    await using at = await makeRegistryHome();
    const there = await openColleague(at);
    const own = join(there.folder, '.aios', 'skills', 'own');
    await mkdir(own);
    await cp(await at.write({ id: 'own' }), own, { recursive: true });
    await rejectsWith(there.restore(), 'project_skill_edited');
    const { left } = await there.restore({ frozen: false });
    assert.deepEqual(
      left.map(({ manifest }) => manifest.id),
      ['own'],
    );
  });
});

/** The project, where one more skill is to be written and cannot be. */
function failingAfterwards(project: Project): SkillPlace {
  return Object.assign(Object.create(project) as Project, {
    switchIn: (proposals: readonly Proposal[], options: Parameters<Project['switchIn']>[1]) => {
      const more = proposals.map((proposal) => ({
        ...proposal,
        record: { ...proposal.record, manifest: { ...proposal.record.manifest, id: 'unwritable' } },
        files: new Map([['long'.repeat(100), Buffer.from('')]]),
      }));
      return project.switchIn([...proposals, ...more], options);
    },
  });
}
