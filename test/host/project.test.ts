import assert from 'node:assert/strict';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { restoreAgreed, runAndLeave } from './install-agreed.ts';

describe('the skills of a workspace', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const lock = join(folder, 'aios.lock.yaml');

  after(async () => {
    await rm(lock, { force: true });
    for (const path of ['.aios', 'shared-skills'])
      await rm(join(folder, path), { recursive: true, force: true });
  });

  it('are brought by the lock file that a colleague committed', async () => {
    await mkdir(join(folder, 'shared-skills'), { recursive: true });
    await writeSkillFolder(join(folder, 'shared-skills'), { id: 'standup' });
    const { openProjectFor } = await import('../support/open-project.ts');
    await openProjectFor(folder, 'shared-skills/standup');
    await rm(join(folder, '.aios'), { recursive: true });
    const { title, result } = await runAndLeave('aios.project.restore');
    assert.deepEqual([title, result], ['Install Meeting Notes?', 0]);
    await assert.rejects(stat(join(folder, '.aios', 'skills', 'standup')), 'nothing was agreed to');
    await restoreAgreed(folder);
    const text = await readFile(join(folder, '.aios', 'skills', 'standup', 'skill.yaml'), 'utf8');
    assert.match(text, /^id: standup$/mu);
    assert.equal(await vscode.commands.executeCommand('aios.project.restore'), 0);
  });

  it('stay as they are when the page that shows what their source has now is left', async () => {
    const before = await readFile(lock, 'utf8');
    await writeSkillFolder(join(folder, 'shared-skills'), { id: 'standup', version: '1.1.0' });
    const { title, result } = await runAndLeave('aios.project.update');
    assert.deepEqual([title, result], ['Update Meeting Notes?', 0]);
    const text = await readFile(join(folder, '.aios', 'skills', 'standup', 'skill.yaml'), 'utf8');
    assert.match(text, /^version: 1\.0\.0$/mu);
    assert.equal(await readFile(lock, 'utf8'), before);
  });

  it('are left alone where the lock file was broken by a merge', async () => {
    await writeFile(lock, 'lockfile: aios/v1\nskills:\n<<<<<<< ours\n');
    await vscode.commands.executeCommand('aios.project.restore');
    assert.equal(await readFile(lock, 'utf8'), 'lockfile: aios/v1\nskills:\n<<<<<<< ours\n');
  });
});
