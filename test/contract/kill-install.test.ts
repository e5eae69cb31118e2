import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { decideAlone } from '../../runtime/registry/decide.ts';
import { rejectsWith } from '../support/assert-error.ts';
import { contentOf, installedIn, openInstaller, openRegistry } from '../support/registry-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { flushes, type KillPoint, killAtEveryWrite, runCliKilled } from '../support/run-killed.ts';
import { manifestText, skillFiles, writeFiles } from '../support/skill-files.ts';

/** A command that is killed, and the states that its home may be in then. */
interface Scenario {
  readonly words: (source: string) => string[];
  /** What is installed before: folders below the source. */
  readonly installed: readonly string[];
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** Folders of our home that another scenario looks at as closely as need be. */
  readonly passOver: readonly string[];
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a first install': {
    words: (source) => ['install', join(source, 'notes-1')],
    installed: [],
    old: [],
    new: ['notes@1.0.0'],
    passOver: [],
  },
  'an update beside another skill': {
    words: (source) => ['install', join(source, 'notes-2')],
    installed: ['notes-1', 'other'],
    old: ['notes@1.0.0', 'other@1.0.0'],
    new: ['notes@2.0.0', 'other@1.0.0'],
    passOver: ['state/locks', 'registry/staging'],
  },
  'installing several skills at once': {
    words: (source) => ['install', join(source, 'tree'), '--all'],
    installed: [],
    old: [],
    new: ['notes@1.0.0', 'other@1.0.0'],
    passOver: ['state', 'registry/staging'],
  },
  'a rollback': {
    words: () => ['rollback', 'notes'],
    installed: ['notes-1', 'notes-2'],
    old: ['notes@2.0.0'],
    new: ['notes@1.0.0'],
    passOver: ['state'],
  },
  'a removal': {
    words: () => ['remove', 'notes'],
    installed: ['notes-1', 'other'],
    old: ['notes@1.0.0', 'other@1.0.0'],
    new: ['other@1.0.0'],
    passOver: ['state/locks'],
  },
};

describe('a process killed at any change of the disk', function () {
  this.timeout(120_000);
  let start: ThrowAwayHome;
  let source: string;

  before(async () => {
    start = await makeHome();
    source = join(start.path, 'source');
    for (const [name, id, version] of [
      ['notes-1', 'notes', '1.0.0'],
      ['notes-2', 'notes', '2.0.0'],
      ['other', 'other', '1.0.0'],
    ] as const) {
      const prompt = `As of ${version}: {{input.notes}}\n`;
      const files = skillFiles({ 'skill.yaml': manifestText({ id, version }), 'prompt.md': prompt });
      await writeFiles(join(source, name), files);
      if (version === '1.0.0') await writeFiles(join(source, 'tree', name), files);
    }
  });
  after(() => start[Symbol.asyncDispose]());

  for (const [what, scenario] of Object.entries(scenarios)) {
    it(`during ${what} leaves the old state or the new one, whole`, async () => {
      const home = join(start.path, what.replaceAll(' ', '-'));
      for (const folder of scenario.installed) {
        const { exitCode, stderr } = await runCli(home, ['install', join(source, folder)]);
        assert.equal(exitCode, 0, stderr);
      }
      const before = await contentOf(join(home, '.aios', 'registry', 'skills'));
      const seen = new Set<string>();
      const points = await killAtEveryWrite(async (point) => {
        const attempt = `${home}-${point.when}-${point.at}`;
        if (scenario.installed.length > 0) await cp(home, attempt, { recursive: true });
        const killed = await attemptAt(point, attempt, { ...scenario, before }, seen);
        await rm(attempt, { recursive: true, force: true });
        return killed;
      });
      assert.ok(points >= 12, `only ${points} kill points`);
      assert.deepEqual([...seen].sort(), ['new', 'old'], 'both states were seen');
    });
  }

  async function attemptAt(
    point: KillPoint,
    home: string,
    scenario: Scenario & { readonly before: Readonly<Record<string, string>> },
    seen: Set<string>,
  ): Promise<boolean> {
    const words = scenario.words(source);
    const run = await runCliKilled(home, words, {
      ...point,
      skip: [...flushes, 'chmod'],
      notUnder: scenario.passOver.map((folder) => join(home, '.aios', folder)),
    });
    const killed = run.signal === 'SIGKILL';
    if (!killed) assert.equal(run.exitCode, 0, run.stderr);
    const shown = await showAll(home);
    const isNew = isDeepStrictEqual(shown, scenario.new);
    if (!isNew) assert.deepEqual(shown, scenario.old, 'neither the old state nor the new one');
    assert.ok(killed || isNew, 'it ended well and changed nothing');
    seen.add(isNew ? 'new' : 'old');
    assert.deepEqual(await installedIn(join(home, '.aios')), shown, 'the files are not those of that state');
    await openRegistry(join(home, '.aios')).tidy();
    if (!isNew)
      assert.deepEqual(
        await contentOf(join(home, '.aios', 'registry', 'skills')),
        scenario.before,
        'the next start left what the killed process had put there',
      );
    await sayAgain(home, words, isNew);
    assert.deepEqual(
      await installedIn(join(home, '.aios')),
      scenario.new,
      'the same command again does not do it',
    );
    return killed;
  }

  /** The same command once more; in this process, which is three times as fast. */
  async function sayAgain(home: string, [command, what = '']: string[], isNew: boolean): Promise<void> {
    const registry = openRegistry(join(home, '.aios'));
    if (command === 'install') {
      const request = { source: what, workingFolder: home, all: true };
      await openInstaller(join(home, '.aios'), registry).install(request, decideAlone(true));
    } else if (command === 'rollback') {
      if (isNew) await rejectsWith(registry.rollBack(what), 'version_unknown');
      else await registry.rollBack(what);
    } else if (isNew) await rejectsWith(registry.remove(what), 'skill_unknown');
    else await registry.remove(what);
    if (command !== 'install' && isNew) return;
    const left = Object.keys(await contentOf(join(home, '.aios')));
    assert.deepEqual(
      left.filter((path) => /staging\/.|aios-tmp|journal/u.test(path)),
      [],
      'left behind',
    );
  }

  /** What `list` and `show` say is installed, which must be the same. */
  async function showAll(home: string): Promise<string[]> {
    const [list, show] = await Promise.all([
      runCli(home, ['list', '--json']),
      runCli(home, ['show', 'notes', '--json']),
    ]);
    assert.equal(list.exitCode, 0, list.stdout);
    const { skills } = list.json as { skills: { id: string; version: string; digest: string }[] };
    const listed = skills.find(({ id }) => id === 'notes');
    if (listed === undefined) {
      assert.deepEqual(
        [show.exitCode, (show.json as { error: { code: string } }).error.code],
        [1, 'skill_unknown'],
      );
    } else {
      const { skill } = show.json as { skill: { version: string; digest: string; files: string[] } };
      assert.deepEqual([skill.version, skill.digest], [listed.version, listed.digest]);
      assert.equal(skill.files.length, 4);
    }
    return skills.map(({ id, version }) => `${id}@${version}`);
  }
});
