import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeHome, root, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

const recorder = pathToFileURL(join(root, 'test', 'support', 'record-opened-files.ts')).href;
const id = 'skill-100';

describe('one of 200 installed skills', function () {
  this.timeout(120_000);
  let home: ThrowAwayHome;

  before(async () => {
    home = await makeHome();
    const tree = join(home.path, 'tree');
    for (let number = 0; number < 200; number += 1) await writeSkillFolder(tree, { id: `skill-${number}` });
    const { exitCode, stderr } = await runCli(home, ['install', tree, '--all', '--json']);
    assert.equal(exitCode, 0, stderr);
    await writeSkillFolder(tree, { id, version: '2.0.0' });
    assert.equal((await runCli(home, ['install', join(tree, id)])).exitCode, 0);
  });
  after(() => home?.[Symbol.asyncDispose]());

  /** Runs a command. @returns what it looked at in the registry, as `function path` */
  const lookedAt = async (words: string[]): Promise<string[]> => {
    const file = join(home.path, 'opened.txt');
    const { exitCode, stdout, stderr } = await runCli(home, [...words, '--json'], {
      nodeOptions: ['--import', recorder],
      environment: { AIOS_OPENED: file },
    });
    assert.equal(exitCode, 0, stdout + stderr);
    const registry = join(home.aios, 'registry');
    const lines = (await readFile(file, 'utf8')).split('\n');
    assert.ok(lines.length > 10, 'nothing was recorded');
    return lines
      .filter((line) => line.includes(registry))
      .map((line) => line.replace(`${registry}`, '').replaceAll('\\', '/'));
  };

  for (const [what, words] of [
    ['shown', ['show', id]],
    ['pinned', ['pin', id]],
    ['unpinned', ['unpin', id]],
    ['switched off', ['disable', id]],
    ['switched on', ['enable', id]],
    ['rolled back', ['rollback', id]],
    ['exported', ['export', id, '--out', 'out']],
    ['removed', ['remove', id]],
    ['brought back', ['rollback', id]],
  ] as const) {
    it(`is ${what} without a look at any other`, async () => {
      const looks = await lookedAt([...words]);
      const own = looks.filter((line) => line.includes(`/skills/${id}/`));
      assert.ok(own.length > 0, looks.join('\n'));
      const others = looks.filter((line) => line.includes('/skills/') && !line.includes(`/skills/${id}`));
      assert.deepEqual(others, []);
      // The folder of all skills is not listed either; what is derived from all is one file each.
      assert.deepEqual(
        looks.filter((line) => /^(?:readdir|opendir)(?:Sync)? \/skills$/u.test(line)),
        [],
      );
      assert.ok(looks.length < 100, `${looks.length} looks:\n${looks.join('\n')}`);
    });
  }

  it('is shown without what tells of all', async () => {
    const looks = await lookedAt(['show', 'skill-7']);
    assert.deepEqual(
      looks.filter((line) => /index\.json|skills\.lock\.yaml/u.test(line)),
      [],
    );
  });
});
