import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSkill } from '../support/assert-cli.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';

interface Told {
  readonly skills: {
    id: string;
    version: string;
    action?: string;
    state?: string;
    verified?: boolean;
    skill?: { digest: string };
  }[];
  readonly lock: { matches: boolean };
  readonly refused: { path: string; error: { code: string } }[];
  readonly error: { code: string; message: string; remedy: string; details?: { skills?: { id: string }[] } };
  readonly operations: { kind: string; skill: string; by: string }[];
  readonly restored: { id: string }[];
  readonly unlinked?: string;
}

describe('versions of skills on the command line', function () {
  this.timeout(60_000);
  let home: ThrowAwayHome;
  let folder: string;

  beforeEach(async () => {
    home = await makeHome();
    folder = await writeSkill(home);
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const aios = async (words: string[], exitCode = 0): Promise<Told> => {
    const run = await runCli(home, [...words, '--json']);
    assert.equal(run.exitCode, exitCode, `${words.join(' ')}: ${run.stdout}${run.stderr}`);
    return run.json as Told;
  };
  const setVersion = async (version: string): Promise<void> => {
    const file = join(folder, 'skill.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/^version: .*$/mu, `version: ${version}`));
    await writeFile(
      join(folder, 'changelog.md'),
      `# Changes\n\n## ${version}\n\nBetter.\n\n## 1.0.0\n\nFirst.\n`,
    );
  };
  const version = async (): Promise<string | undefined> => (await aios(['list'])).skills[0]?.version;

  it('are read again, every file of them, by list --verify', async () => {
    await aios(['install', folder]);
    assert.equal((await aios(['list', '--verify'])).skills[0]?.verified, true);
    const registered = join(home.aios, 'registry', 'skills', 'meeting-notes');
    const pointer = await readFile(join(registered, 'current.json'), 'utf8');
    const current = JSON.parse(pointer) as { folder: string };
    await writeFile(join(registered, current.folder, 'prompt.md'), 'Something else.\n');
    assert.equal((await aios(['list'])).skills[0]?.verified, undefined);
    assert.equal((await aios(['list', '--verify'], 3)).skills[0]?.verified, false);
    await aios(['install', folder]);
    assert.equal((await aios(['list', '--verify'])).skills[0]?.verified, true);
  });

  it('are updated, rolled back, pinned and brought back, and all of it is remembered', async () => {
    await aios(['install', folder]);
    assert.deepEqual((await aios(['outdated'])).skills[0]?.state, 'current');
    await setVersion('1.1.0');
    assert.deepEqual((await aios(['outdated'], 3)).skills[0]?.state, 'outdated');
    await aios(['pin', 'meeting-notes']);
    assert.equal((await aios(['update', 'meeting-notes'], 1)).error.code, 'skill_pinned');
    assert.deepEqual((await aios(['update'])).skills, []);
    await aios(['unpin', 'meeting-notes']);
    const dry = await aios(['update', '--dry-run']);
    assert.equal(dry.skills[0]?.action, 'updated');
    assert.equal(await version(), '1.0.0');
    await aios(['update']);
    assert.equal(await version(), '1.1.0');
    await aios(['rollback', 'meeting-notes']);
    assert.equal(await version(), '1.0.0');
    await aios(['rollback', 'meeting-notes', '--to', '1.1.0']);
    assert.equal(await version(), '1.1.0');
    await aios(['remove', 'meeting-notes']);
    assert.equal(await version(), undefined);
    await aios(['rollback', 'meeting-notes']);
    assert.equal(await version(), '1.1.0');
    const { operations } = await aios(['history', 'meeting-notes']);
    assert.deepEqual(
      operations.map(({ kind, by }) => `${kind} ${by}`),
      [
        'bring-back terminal',
        'remove terminal',
        'rollback terminal',
        'rollback terminal',
        'update terminal',
        'unpin terminal',
        'pin terminal',
        'install terminal',
      ],
    );
  });

  it('say when a rollback ends that the skill follows its folder', async () => {
    await aios(['install', folder, '--link']);
    await setVersion('1.1.0');
    await aios(['update']);
    const dry = await runCli(home, ['rollback', 'meeting-notes', '--dry-run']);
    assert.ok(dry.stdout.includes(`would no longer follow ${folder};`), dry.stdout);
    const { stdout } = await runCli(home, ['rollback', 'meeting-notes']);
    assert.ok(stdout.includes(`no longer follows ${folder}; `), stdout);
    assert.ok(stdout.includes(`aios install ${folder} --link`), stdout);
    await aios(['install', folder, '--link']);
    assert.equal((await aios(['rollback', 'meeting-notes'])).unlinked, folder);
    assert.equal((await aios(['rollback', 'meeting-notes', '--to', '1.1.0'])).unlinked, undefined);
  });

  it('are told apart where agent skills have none', async () => {
    const at = join(home.path, 'plain');
    const write = async (text: string): Promise<void> => {
      await mkdir(at, { recursive: true });
      await writeFile(join(at, 'SKILL.md'), `---\nname: plain\ndescription: Does it.\n---\n${text}\n`);
    };
    const digests: string[] = [];
    for (const text of ['One.', 'Two.', 'Three.']) {
      await write(text);
      digests.unshift((await aios(['install', at])).skills[0]?.skill?.digest.slice(7, 19) ?? '');
    }
    const { stdout } = await runCli(home, ['show', 'plain']);
    assert.match(
      stdout,
      new RegExp(
        `^Versions +${digests.map((digest) => `0\\.0\\.0 ${digest} of [-0-9]+ [:0-9]+(?: \\(current\\))?`).join(', ')}$`,
        'mu',
      ),
    );
    assert.equal((await aios(['rollback', 'plain', '--to', '0.0.0'], 1)).error.code, 'version_ambiguous');
    const back = await runCli(home, ['rollback', 'plain', '--to', digests[2] ?? '']);
    assert.equal(
      back.stdout.split('\n')[0],
      `plain 0.0.0 ${digests[2]} rolled back (was 0.0.0 ${digests[0]}).`,
    );
    const count = async (): Promise<number> => (await aios(['history', 'plain'])).operations.length;
    const before = await count();
    const again = await runCli(home, ['rollback', 'plain', '--to', digests[2] ?? '']);
    assert.equal(again.stdout, `plain is at 0.0.0 ${digests[2]} already: nothing was changed.\n`);
    assert.equal(await count(), before);
  });

  it('tell people what changed', async () => {
    await aios(['install', folder]);
    await setVersion('1.1.0');
    const { stdout } = await runCli(home, ['update']);
    assert.match(stdout, /Meeting Notes 1\.1\.0 updated \(was 1\.0\.0\)\./u);
    assert.match(
      (await runCli(home, ['show', 'meeting-notes'])).stdout,
      /Versions +1\.1\.0 \(current\), 1\.0\.0/u,
    );
    assert.match(
      (await runCli(home, ['history'])).stdout,
      /update +meeting-notes +1\.0\.0 → 1\.1\.0 +terminal/u,
    );
  });

  it('are still told of after the history or the lock file was damaged, and that is said once', async () => {
    await aios(['install', folder]);
    await writeFile(join(home.aios, 'state', 'aios.db'), 'garbage');
    const first = await runCli(home, ['history']);
    assert.equal(first.exitCode, 0);
    assert.match(first.stdout, /install +meeting-notes/u);
    assert.match(first.stderr, /The history in .* was damaged\. It is kept as .*, and a new one is begun\./u);
    assert.equal((await runCli(home, ['history'])).stderr, '');
    await writeFile(join(home.aios, 'registry', 'skills.lock.yaml'), '<<<<<<< ours\n');
    const pinned = await runCli(home, ['pin', 'meeting-notes']);
    assert.equal(pinned.exitCode, 0);
    assert.match(
      pinned.stderr,
      /It was set aside as .*skills\.lock\.yaml\.damaged-\d+, and a new one is written/u,
    );
    assert.equal((await aios(['list'])).lock.matches, true);
  });

  it('are switched on and off for clients', async () => {
    await aios(['install', folder]);
    await aios(['disable', 'meeting-notes', '--client', 'cursor']);
    assert.match((await runCli(home, ['list'])).stdout, /all but cursor/u);
    await aios(['disable', 'meeting-notes']);
    assert.match((await runCli(home, ['list'])).stdout, /meeting-notes +1\.0\.0 +none/u);
    await aios(['enable', 'meeting-notes']);
    assert.equal((await runCli(home, ['disable', 'meeting-notes', '--client', 'nobody'])).exitCode, 2);
  });

  it('are restored from the lock file on another machine, byte for byte', async () => {
    await aios(['install', folder]);
    await using other = await makeHome();
    await mkdir(join(other.aios, 'registry'), { recursive: true });
    const lock = join('registry', 'skills.lock.yaml');
    await cp(join(home.aios, lock), join(other.aios, lock));
    const run = await runCli(other, ['restore', '--frozen', '--json']);
    assert.equal(run.exitCode, 0, run.stdout);
    assert.deepEqual(
      (run.json as Told).restored.map(({ id }) => id),
      ['meeting-notes'],
    );
    const [there, here] = [await runCli(other, ['list', '--json']), await runCli(home, ['list', '--json'])];
    assert.deepEqual((there.json as Told).skills, (here.json as Told).skills);
    assert.equal((there.json as Told).lock.matches, true);
    await rm(folder, { recursive: true });
    await rm(join(other.aios, 'registry', 'skills'), { recursive: true });
    await rm(join(other.aios, 'registry', 'index.json'));
    const failed = await runCli(other, ['restore', '--frozen', '--json']);
    assert.equal(failed.exitCode, 1);
    assert.equal((failed.json as Told).error.code, 'restore_differs');
  });

  it('ask for a choice among several, and take all with --yes', async () => {
    const tree = join(home.path, 'tree');
    for (const name of ['one', 'two']) {
      await mkdir(join(tree, name), { recursive: true });
      await writeFile(
        join(tree, name, 'SKILL.md'),
        `---\nname: ${name}\ndescription: Does ${name}.\n---\nDo it.\n`,
      );
    }
    const { error } = await aios(['install', tree], 1);
    assert.equal(error.code, 'skills_not_chosen');
    assert.deepEqual(
      error.details?.skills?.map(({ id }) => id),
      ['one', 'two'],
    );
    assert.deepEqual(
      (await aios(['install', tree, '--skill', 'two'])).skills.map(({ id }) => id),
      [undefined],
    );
    assert.equal((await aios(['install', tree, '--yes'])).skills.length, 2);
  });
});
