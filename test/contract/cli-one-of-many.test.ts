import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
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

  /** Runs a command. @returns what it looked at in the registry, as `function path`, and the longest text it parsed */
  const lookedAt = async (words: string[]): Promise<{ looks: string[]; longest: number }> => {
    const file = join(home.path, 'opened.txt');
    const { exitCode, stdout, stderr } = await runCli(home, [...words, '--json'], {
      nodeOptions: ['--import', recorder],
      environment: { AIOS_OPENED: file },
    });
    assert.equal(exitCode, 0, stdout + stderr);
    const registry = join(home.aios, 'registry');
    const lines = (await readFile(file, 'utf8')).split('\n');
    assert.ok(lines.length > 10, 'nothing was recorded');
    const parsed = lines.flatMap((line) => /^JSON\.parse (\d+)$/u.exec(line)?.[1] ?? []);
    return {
      looks: lines
        .filter((line) => line.includes(registry))
        .map((line) => line.replace(`${registry}`, '').replaceAll('\\', '/')),
      longest: Math.max(...parsed.map(Number)),
    };
  };

  for (const [what, words] of [
    ['shown', ['show', id]],
    ['pinned', ['pin', id]],
    ['unpinned', ['unpin', id]],
    ['switched off', ['disable', id]],
    ['switched on', ['enable', id]],
    ['rolled back', ['rollback', id]],
    ['updated', ['update', id]],
    ['exported', ['export', id, '--out', 'out']],
    ['removed', ['remove', id]],
    ['installed', ['install', `./tree/${id}`]],
    ['removed again', ['remove', id]],
    ['brought back', ['rollback', id]],
  ] as const) {
    it(`is ${what} without a look at any other`, async () => {
      const isChange = !['show', 'export'].includes(words[0]);
      const { looks, longest } = await lookedAt([...words]);
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
      // Read they are, for their bytes, and once; what stands there of other skills is not parsed.
      const opened = looks.filter((line) => /^open\S* \/(?:index\.json|skills\.lock\.yaml)$/u.test(line));
      assert.equal(opened.length, isChange ? 2 : 0, opened.join('\n'));
      const { size } = await stat(join(home.aios, 'registry', 'index.json'));
      assert.ok(longest < size / 20, `${longest} characters were parsed; the index has ${size}`);
    });
  }

  it('is shown without what tells of all', async () => {
    const { looks } = await lookedAt(['show', 'skill-7']);
    assert.deepEqual(
      looks.filter((line) => /index\.json|skills\.lock\.yaml/u.test(line)),
      [],
    );
  });
});
