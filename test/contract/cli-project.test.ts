import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

interface Told {
  readonly skills: { id: string; version: string; action?: string; state?: string; skill?: { id: string } }[];
  readonly restored: { id: string }[];
  readonly unchanged: { id: string }[];
  readonly error: { code: string; message: string; details?: { skills?: object[] } };
}

describe('a project’s skills on the command line', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  let project: string;

  beforeEach(async () => {
    home = await makeHome();
    project = join(home.path, 'shop');
    await mkdir(join(project, 'src', 'deep'), { recursive: true });
    for (const id of ['minutes', 'standup']) {
      await writeSkillFolder(join(project, 'tools'), { id });
      await aios(['install', `tools/${id}`], 0, project);
    }
  });
  afterEach(() => home[Symbol.asyncDispose]());

  /** From deep inside the project, as people work. */
  const aios = async (
    words: string[],
    exitCode = 0,
    workingFolder = join(project, 'src', 'deep'),
  ): Promise<Told> => {
    const run = await runCli(home, [...words, '--project', '--json'], { workingFolder });
    assert.equal(run.exitCode, exitCode, `${words.join(' ')}: ${run.stdout}${run.stderr}`);
    return run.json as Told;
  };
  const lock = (folder = project): Promise<string> => readFile(join(folder, 'aios.lock.yaml'), 'utf8');
  const states = async (): Promise<string[]> =>
    (await aios(['list'])).skills.map(({ id, version, state }) => `${id} ${version} ${state}`);

  it('are updated from where the lock file says, all or some, and the lock file tells of it', async () => {
    assert.deepEqual(
      (await aios(['outdated'])).skills.map(({ state }) => state),
      ['current', 'current'],
    );
    for (const id of ['minutes', 'standup'])
      await writeSkillFolder(join(project, 'tools'), { id, version: '1.1.0' });
    assert.deepEqual(
      (await aios(['outdated'], 3)).skills.map(({ state }) => state),
      ['outdated', 'outdated'],
    );
    const before = await lock();
    await aios(['update', '--dry-run']);
    assert.equal(await lock(), before);
    await aios(['update', 'minutes']);
    assert.deepEqual(await states(), ['minutes 1.1.0 locked', 'standup 1.0.0 locked']);
    const run = await runCli(home, ['update', '--project'], { workingFolder: project });
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(
      run.stderr,
      /1\.0\.0 → 1\.1\.0\n {2}Extracts[^\n]*\n[\s\S]*\n {2}Changed: [^\n]*\n[\s\S]*\n {2}\| \+/u,
    );
    assert.match(run.stdout, /updated \(was 1\.0\.0\)\.\nCommit `\.aios\/skills` and `aios\.lock\.yaml`/u);
    assert.deepEqual(await states(), ['minutes 1.1.0 locked', 'standup 1.1.0 locked']);
    assert.match(await lock(), /source: "folder:\.\/tools\/minutes"/u);
    assert.deepEqual((await runCli(home, ['list', '--json'])).json, {
      skills: [],
      lock: { file: join(home.aios, 'registry', 'skills.lock.yaml'), matches: true, differences: [] },
    });
  });

  it('are passed over by an update where the team has pinned them', async () => {
    const pinned = (await lock()).replace(
      /( {2}minutes:\n(?: {4}.*\n)*? {4}installedAt: .*\n)/u,
      '$1    pinned: true\n',
    );
    await writeFile(join(project, 'aios.lock.yaml'), pinned);
    await writeSkillFolder(join(project, 'tools'), { id: 'minutes', version: '1.1.0' });
    await aios(['update']);
    assert.equal((await aios(['update', 'minutes'], 1)).error.code, 'skill_pinned');
    assert.deepEqual((await states())[0], 'minutes 1.0.0 locked');
    // A look, a restore and an update of others leave what the team chose.
    await aios(['restore', '--frozen']);
    assert.equal(await lock(), pinned);
  });

  it('are restored for a colleague from anywhere in the project, exactly, or not at all', async () => {
    const colleague = join(home.path, 'colleague');
    await cp(project, colleague, { recursive: true });
    await rm(join(colleague, '.aios'), { recursive: true });
    const there = join(colleague, 'src', 'deep');
    const { restored } = await aios(['restore', '--frozen'], 0, there);
    assert.deepEqual(restored.map(({ id }) => id).sort(), ['minutes', 'standup']);
    assert.equal(await lock(colleague), await lock());
    assert.equal((await aios(['restore', '--frozen'], 0, there)).unchanged.length, 2);

    const skills = join(colleague, '.aios', 'skills');
    await writeFile(join(skills, 'minutes', 'prompt.md'), 'Mine: {{input.notes}}\n');
    await writeFile(join(skills, 'standup', 'more.md'), 'More.\n');
    await writeSkillFolder(skills, { id: 'own' });
    const text = await lock(colleague);
    for (const words of [
      ['restore', '--frozen'],
      ['restore', '--frozen', '--dry-run'],
    ]) {
      const { code, message, details } = (await aios(words, 1, there)).error;
      assert.equal(code, 'project_skill_edited');
      assert.match(message, /minutes is not as the lock file says: prompt\.md differs\.\n/u);
      assert.match(message, /own is not as the lock file says: it does not name that folder\.\n/u);
      assert.match(message, /standup is not as the lock file says: more\.md differs\.\n/u);
      assert.equal(details?.skills?.length, 3);
    }
    assert.equal(await lock(colleague), text);
    assert.equal(await readFile(join(skills, 'minutes', 'prompt.md'), 'utf8'), 'Mine: {{input.notes}}\n');
  });

  it('are brought to a colleague again after the lock file moved on, and nothing of nothing is told', async () => {
    const colleague = join(home.path, 'colleague');
    const pull = (): Promise<void> =>
      cp(project, colleague, { recursive: true, filter: (path) => !path.endsWith('.aios') });
    const restore = async (...words: string[]): Promise<string> => {
      const run = await runCli(home, ['restore', '--project', ...words], { workingFolder: colleague });
      assert.equal(run.exitCode, 0, run.stderr);
      return run.stdout;
    };
    await pull();
    assert.equal(await restore(), 'Meeting Notes 1.0.0 restored.\n'.repeat(2));
    for (const id of ['minutes', 'standup'])
      await writeSkillFolder(join(project, 'tools'), { id, version: '1.1.0' });
    await aios(['update', 'minutes']);
    await aios(['remove', 'standup']);
    await pull();
    const { skills } = await aios(['list'], 0, colleague);
    assert.deepEqual(
      skills.map(({ id, state }) => `${id} ${state}`),
      ['minutes behind', 'standup unlocked'],
    );
    const listed = await runCli(home, ['list', '--project'], { workingFolder: colleague });
    assert.match(listed.stdout, /behind the lock file: `aios restore --project`/u);
    assert.match(await restore('--frozen', '--dry-run'), /1\.1\.0 would be restored\./u);
    const left = 'Meeting Notes 1.0.0 is left as it is: the lock file does not name it.\n';
    assert.equal(await restore(), `Meeting Notes 1.1.0 restored.\n${left}`);
    assert.equal(await restore(), `1 skill was as the lock file says already.\n${left}`);
    assert.match(await restore('--frozen'), /^Meeting Notes 1\.0\.0 removed: .*\n1 skill was/u);
    assert.deepEqual(
      (await aios(['list'], 0, colleague)).skills.map(({ id, state }) => `${id} ${state}`),
      ['minutes locked'],
    );
    assert.equal(await lock(colleague), await lock());
  });

  it('fail to be restored with what differs when their source has moved on', async () => {
    await rm(join(project, '.aios'), { recursive: true });
    await writeSkillFolder(join(project, 'tools'), { id: 'minutes', version: '1.1.0' });
    const { code, message } = (await aios(['restore', '--frozen'], 1)).error;
    assert.equal(code, 'restore_differs');
    assert.match(message, /minutes: .* prompt\.md, schema\.output\.json, skill\.yaml differ/u);
    assert.deepEqual(await states(), ['minutes 1.0.0 missing', 'standup 1.0.0 missing']);
  });

  it('are left alone by an update while somebody is at work on them, or nobody knows their source', async () => {
    const skills = join(project, '.aios', 'skills');
    await writeFile(join(skills, 'minutes', 'prompt.md'), 'Mine: {{input.notes}}\n');
    await writeSkillFolder(skills, { id: 'own' });
    for (const id of ['minutes', 'standup'])
      await writeSkillFolder(join(project, 'tools'), { id, version: '1.1.0' });
    const { refused } = (await aios(['update'], 1)) as unknown as {
      refused: { path: string; error: { code: string } }[];
    };
    assert.deepEqual(
      refused.map(({ path, error }) => `${path} ${error.code}`),
      ['minutes project_skill_edited'],
    );
    assert.deepEqual(await states(), ['minutes 1.0.0 edited', 'own 1.0.0 unlocked', 'standup 1.1.0 locked']);
    assert.equal((await aios(['update', 'own'], 1)).error.code, 'skill_not_locked');
    assert.equal((await aios(['update', 'nothing'], 1)).error.code, 'skill_unknown');
  });

  it('are said to be out of the team’s reach where they come from outside, and are never linked', async () => {
    await writeSkillFolder(home.path, { id: 'outside' });
    const outside = join(home.path, 'outside');
    const told = await runCli(home, ['install', outside, '--project'], { workingFolder: project });
    assert.match(
      told.stdout,
      /comes from a folder outside the project, from where your team cannot restore it\./u,
    );
    const inside = await runCli(home, ['update', 'minutes', '--project'], { workingFolder: project });
    assert.doesNotMatch(inside.stdout, /outside the project/u);
    assert.equal((await aios(['install', outside, '--link'], 2)).error.code, 'usage');
  });

  it('are removed also where only the lock file still names them', async () => {
    await rm(join(project, '.aios', 'skills', 'minutes'), { recursive: true });
    await aios(['remove', 'minutes']);
    assert.deepEqual(await states(), ['standup 1.0.0 locked']);
    assert.doesNotMatch(await lock(), /minutes/u);
  });

  it('are removed with their lines in the lock file, unless somebody is at work on them', async () => {
    const file = join(project, '.aios', 'skills', 'minutes', 'prompt.md');
    const text = await readFile(file, 'utf8');
    await writeFile(file, 'Mine: {{input.notes}}\n');
    for (const more of [[], ['--dry-run']])
      assert.equal((await aios(['remove', 'minutes', ...more], 1)).error.code, 'project_skill_edited');
    await writeFile(file, text);
    await aios(['remove', 'minutes', '--dry-run']);
    assert.equal((await states()).length, 2);
    await aios(['remove', 'minutes']);
    assert.deepEqual(await states(), ['standup 1.0.0 locked']);
    assert.doesNotMatch(await lock(), /minutes/u);
  });
});
