import assert from 'node:assert/strict';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { aiosHome } from '../../runtime/aios-home.ts';
import { Project } from '../../runtime/registry/project/project.ts';
import { contentOf } from '../support/registry-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { flushes, type KillPoint, killAtEveryWrite, runCliKilled } from '../support/run-killed.ts';
import { writeFiles } from '../support/skill-files.ts';

describe('a process killed at any change of the disk while it updates two skills of a project', function () {
  this.timeout(240_000);
  let start: ThrowAwayHome;
  let words: string[];

  before(async () => {
    start = await makeHome();
    words = ['install', join(start.path, 'source'), '--all', '--project'];
    await mkdir(join(start.path, 'old', 'project', '.git'), { recursive: true });
    await writeSource('1.0.0');
    await install('old');
    await writeSource('2.0.0');
    await cp(join(start.path, 'old'), join(start.path, 'new'), { recursive: true });
    await install('new');
  });
  after(() => start[Symbol.asyncDispose]());

  async function writeSource(version: string): Promise<void> {
    for (const id of ['alpha', 'beta']) {
      const text = `---\nname: ${id}\ndescription: Takes notes.\nmetadata:\n  version: "${version}"\n---\nAs of ${version}.\n`;
      // One file each: the more there are, the more often it is killed while it only writes ahead.
      await writeFiles(join(start.path, 'source', id), new Map([['SKILL.md', Buffer.from(text)]]));
    }
  }

  async function install(name: string): Promise<void> {
    const home = join(start.path, name);
    const { exitCode, stderr } = await runCli(home, words, { workingFolder: join(home, 'project') });
    assert.equal(exitCode, 0, stderr);
  }

  it('leaves the old state or the new one, whole, and nothing beside it', async () => {
    const states = { old: await stateOf('old'), new: await stateOf('new') };
    const seen = new Set<string>();
    const points = await killAtEveryWrite(async (point) => {
      const name = `${point.when}-${point.at}`;
      await cp(join(start.path, 'old'), join(start.path, name), { recursive: true });
      const killed = await killedAt(point, name);
      const state = await stateOf(name);
      const isNew = isDeepStrictEqual(state, states.new);
      if (!isNew) assert.deepEqual(state, states.old, 'neither the old state nor the new one');
      assert.ok(killed || isNew, 'it ended well and changed nothing');
      seen.add(isNew ? 'new' : 'old');
      await rm(join(start.path, name), { recursive: true, force: true });
      return killed;
    });
    assert.ok(points >= 12, `only ${points} kill points`);
    assert.deepEqual([...seen].sort(), ['new', 'old'], 'both states were seen');
  });

  async function killedAt(point: KillPoint, name: string): Promise<boolean> {
    const home = join(start.path, name);
    const skip = [...flushes, 'chmod', 'fchmod'];
    const notUnder = [join(home, '.aios', 'state', 'locks'), join(home, '.aios', 'logs')];
    const run = await runCliKilled(
      home,
      words,
      { ...point, skip, notUnder },
      { workingFolder: join(home, 'project') },
    );
    if (run.signal !== 'SIGKILL') assert.equal(run.exitCode, 0, run.stderr);
    return run.signal === 'SIGKILL';
  }

  /** What the next look finds: the skills as they stand to the lock file, and every file of the project but that. */
  async function stateOf(name: string): Promise<unknown> {
    const folder = join(start.path, name, 'project');
    const skills = await new Project(folder, aiosHome(join(start.path, name, '.aios'))).look();
    const { 'aios.lock.yaml': lock = '', ...content } = await contentOf(folder);
    return {
      skills: skills.map(({ id, state, record }) => `${id}@${record?.manifest.version} ${state}`),
      // It says when each was installed.
      lock: lock.replace(/installedAt: .*/gu, ''),
      content,
    };
  }
});
