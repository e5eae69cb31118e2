import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { layOutHome } from '../support/lay-out-home.ts';
import { makeHome, runCli } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { contents, hostPlatform } from '../support/sync-home.ts';

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
