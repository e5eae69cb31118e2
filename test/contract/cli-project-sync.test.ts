import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutHome } from '../support/lay-out-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { flushes, type KillSearch, killAtEveryWrite, runCliKilled } from '../support/run-killed.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { contents, hostPlatform } from '../support/sync-home.ts';

interface Drift {
  readonly summary: { readonly inSync: number; readonly drifted: number };
  readonly items: readonly {
    readonly state: string;
    readonly diff: string;
    readonly safe: boolean;
    readonly since: string;
  }[];
}

describe('aios sync --project', () => {
  it('delivers a project’s skills inside the project from anywhere in it, until it is undone', async () => {
    await using home = await makeHome();
    await layOutHome(home.path, { platform: hostPlatform });
    const project = join(home.path, 'shop');
    await writeSkillFolder(join(project, '.aios', 'skills'));
    await mkdir(join(project, 'src'));
    const before = await contents(home.path, ['.aios']);
    const options = { workingFolder: join(project, 'src') };

    const { exitCode, json } = await runCli(home, ['sync', '--project', '--json'], options);
    assert.equal(exitCode, 0);
    const path = join(project, '.claude', 'skills', 'meeting-notes');
    const change = { client: 'claude-code', kind: 'skill', id: 'meeting-notes', action: 'create', path };
    assert.deepEqual(json, {
      changes: [{ ...change, readers: ['cursor', 'claude-code'] }],
      errors: [],
      dryRun: false,
    });
    assert.deepEqual((await readdir(project)).sort(), ['.aios', '.claude', 'src']);
    const whole = await contents(home.path, ['.aios', 'shop']);
    assert.deepEqual(
      whole,
      new Map([...before].filter(([name]) => !name.startsWith('shop'))),
      'nothing of the person’s was touched',
    );

    const undone = await runCli(home, ['undo', '--project', '--json'], options);
    assert.equal(undone.exitCode, 0, undone.stdout);
    assert.equal((undone.json as { undone: { kind: string } }).undone.kind, 'sync');
    assert.deepEqual(await contents(home.path, ['.aios']), before);
    const nothing = await runCli(home, ['undo', '--json']);
    assert.equal((nothing.json as { error: { code: string } }).error.code, 'nothing_to_undo');
  });
});

describe('aios drift --project and aios repair --project', () => {
  it('find and mend what was delivered into the project, beside the person’s own', async () => {
    await using home = await makeHome();
    await layOutHome(home.path, { platform: hostPlatform });
    const mine = await writeSkillFolder(join(home.aios, 'source'), { id: 'own-summary' });
    const project = join(home.path, 'shop');
    await writeSkillFolder(join(project, '.aios', 'skills'));
    const run = (...words: string[]): ReturnType<typeof runCli> =>
      runCli(home, words, { workingFolder: project });
    for (const words of [['install', mine, '--yes'], ['sync'], ['sync', '--project']]) {
      const { exitCode, stdout, stderr } = await run(...words);
      assert.equal(exitCode, 0, stdout + stderr);
    }
    const delivered = await contents(home.path, ['.aios']);
    const none = await run('drift', '--project', '--json');
    assert.equal(none.exitCode, 0);
    assert.deepEqual((none.json as Drift).summary, { inSync: 5, drifted: 0 });

    const path = join(project, '.claude', 'skills', 'meeting-notes');
    await rm(join(path, 'SKILL.md'));
    assert.equal((await run('drift')).exitCode, 0, 'it is asked for by name only');
    const { exitCode, json } = await run('drift', '--project', '--json');
    assert.equal(exitCode, 3);
    const { summary, items } = json as Drift;
    assert.deepEqual(summary, { inSync: 4, drifted: 1 });
    assert.equal(items.length, 5);
    const [{ diff, since, ...missing } = { diff: '', since: '' }] = items.filter(
      ({ state }) => state !== 'in-sync',
    );
    const place = { client: 'claude-code', kind: 'skill', id: 'meeting-notes', path };
    assert.ok(Date.parse(since) <= Date.now());
    assert.deepEqual(missing, { ...place, mode: 'copy', state: 'missing', safe: true });
    assert.match(diff, /^-name: meeting-notes$/mu);
    const { stdout } = await run('drift', '--project');
    assert.match(stdout, /Mend it with `aios repair --project`\.\n$/u);

    const foreseen = await run('repair', '--project', '--dry-run', '--json');
    const change = { ...place, action: 'create', readers: ['cursor', 'claude-code'] };
    assert.deepEqual(foreseen.json, { changes: [change], errors: [], dryRun: true });
    const mended = await run('repair', 'meeting-notes', '--project', '--client', 'cursor', '--json');
    assert.equal(mended.exitCode, 0, mended.stdout);
    assert.deepEqual(mended.json, { changes: [change], errors: [], dryRun: false });
    assert.deepEqual(await contents(home.path, ['.aios']), delivered);

    await writeFile(join(path, 'SKILL.md'), 'Mine.\n');
    const edited = (await run('drift', '--project', '--json')).json as Drift;
    assert.deepEqual(
      edited.items.filter(({ safe }) => !safe).map(({ state }) => state),
      ['edited'],
    );
    const asked = await run('repair', '--project');
    assert.equal(asked.exitCode, 1);
    assert.match(asked.stdout + asked.stderr, /`aios repair meeting-notes --project --restore`/u);
    assert.equal((await run('repair', '--project', '--adopt')).exitCode, 1);
    assert.equal((await run('repair', 'meeting-notes', '--project', '--keep')).exitCode, 0);
    assert.equal((await run('drift', '--project')).exitCode, 0);
    assert.equal((await run('undo', '--project')).exitCode, 0);
    assert.equal((await run('repair', '--project', '--restore')).exitCode, 0);
    assert.deepEqual(await contents(home.path, ['.aios']), delivered);
  });
});

// Windows tells nobody that a process ended by a signal.
const describeOnPosix = process.platform === 'win32' ? describe.skip : describe;

describeOnPosix('A command for a project killed with -9 at any change of the disk', function () {
  this.timeout(120_000);

  interface Scenario {
    readonly words: readonly string[];
    /** Brings a home with a project in it, which has a skill, to where the command is to be run. */
    readonly prepare: (home: ThrowAwayHome, project: string) => Promise<void>;
    readonly search?: KillSearch;
  }

  const sync = async (home: ThrowAwayHome, project: string): Promise<void> => {
    const { exitCode, stderr } = await runCli(home, ['sync', '--project'], { workingFolder: project });
    assert.equal(exitCode, 0, stderr);
  };
  const scenarios: Readonly<Record<string, Scenario>> = {
    'the first delivery': { words: ['sync', '--project'], prepare: async () => undefined },
    'a repair': {
      words: ['repair', '--project'],
      // Halves of files are looked at where all of them are written.
      search: { whens: ['before'] },
      async prepare(home, project) {
        await sync(home, project);
        await rm(join(project, '.claude', 'skills', 'meeting-notes'), { recursive: true });
      },
    },
  };

  const makeProject = async (home: ThrowAwayHome): Promise<string> => {
    await mkdir(join(home.path, '.claude'));
    const project = join(home.path, 'shop');
    await writeSkillFolder(join(project, '.aios', 'skills'));
    await mkdir(join(project, '.claude', 'skills', 'own'), { recursive: true });
    await writeFile(join(project, '.claude', 'skills', 'own', 'SKILL.md'), 'Mine.\n');
    return project;
  };
  const copies = async (project: string): Promise<Map<string, string>> => {
    const found = await contents(project, ['.aios']);
    return new Map([...found].filter(([name]) => !/\.aios-tmp(?:[\\/]|$)/u.test(name)));
  };

  for (const [name, { words, prepare, search }] of Object.entries(scenarios)) {
    it(`during ${name} leaves every copy old or new, and the next one finishes`, async () => {
      await using reference = await makeHome();
      const done = await makeProject(reference);
      await prepare(reference, done);
      const before = await copies(done);
      await runCli(reference, words, { workingFolder: done });
      const after = await copies(done);
      assert.notDeepEqual(before, after);

      const points = await killAtEveryWrite(async (point) => {
        await using home = await makeHome();
        const project = await makeProject(home);
        await prepare(home, project);
        const killPoint = { ...point, skip: flushes };
        const { signal } = await runCliKilled(home, words, killPoint, { workingFolder: project });
        const found = await copies(project);
        for (const [file, text] of found)
          assert.ok([before.get(file), after.get(file)].includes(text), `${file} is neither old nor new`);
        for (const [file, text] of before)
          if (after.get(file) === text) assert.equal(found.get(file), text, `${file} is lost`);

        await sync(home, project);
        assert.deepEqual(await copies(project), after);
        const { exitCode } = await runCli(home, ['drift', '--project'], { workingFolder: project });
        assert.equal(exitCode, 0);
        return signal !== null;
      }, search);
      assert.ok(points > 10, `only ${points} points`);
    });
  }
});
