import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { openProjectFor } from '../support/open-project.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('the skills that a team commits', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    workbench = await openSampleWorkbench();
    await workbench.driver.openView('AI OS');
  });

  after(() => workbench?.close());

  it('are offered to whoever opens the workspace, and brought when they say so', async () => {
    const { driver, place } = workbench;
    const shared = join(place.workspace, 'shared');
    await mkdir(shared);
    await writeSkillFolder(shared, { id: 'standup' });
    await openProjectFor(place.workspace, 'shared/standup');
    await rm(join(place.workspace, '.aios'), { recursive: true });
    const { message, buttons } = await driver.waitForNotification(
      /names one skill for everyone who works on it: standup/u,
    );
    assert.deepEqual(buttons, ['Restore', 'Not Now']);
    await driver.screenshot('project-offer');
    await driver.pressNotificationButton(message, 'Restore');
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/One project skill restored/u);
    const rows = await driver.waitForTreeItems('Project Skills', (found) =>
      found.some(({ accessibleName }) => accessibleName.endsWith('as locked')),
    );
    assert.equal(rows.length, 1);
    await driver.screenshot('project-skills');
  });

  it('are offered again when a colleague’s lock file has moved on, though nobody here edited them', async () => {
    const { driver, place } = workbench;
    const author = join(place.home, 'author');
    for (const folder of [author, place.workspace])
      await writeSkillFolder(join(folder, 'shared'), { id: 'standup', version: '1.1.0' });
    await openProjectFor(author, 'shared/standup');
    await copyFile(join(author, 'aios.lock.yaml'), join(place.workspace, 'aios.lock.yaml'));
    const { message, buttons } = await driver.waitForNotification(
      /The lock file of .* has moved on for one skill: standup/u,
    );
    assert.deepEqual(buttons, ['Restore', 'Not Now']);
    const [behind] = await driver.waitForTreeItems('Project Skills', (rows) =>
      rows.some(
        ({ accessibleName }) => accessibleName === 'Meeting Notes, version 1.0.0, behind: 1.1.0 is locked',
      ),
    );
    assert.equal(behind?.description, '1.0.0 → 1.1.0  behind');
    await driver.screenshot('project-behind');
    await driver.pressNotificationButton(message, 'Restore');
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Project Skills', (rows) =>
      rows.some(({ accessibleName }) => accessibleName === 'Meeting Notes, version 1.1.0, as locked'),
    );
  });

  it('are shown before they are brought to what their source has now', async () => {
    const { driver, place } = workbench;
    await writeSkillFolder(join(place.workspace, 'shared'), { id: 'standup', version: '1.2.0' });
    await startCommand(workbench, 'aios.project.update');
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/Meeting Notes 1\.2\.0 is updated\. Commit/u);
    await driver.waitForTreeItems('Project Skills', (rows) =>
      rows.some(({ accessibleName }) => accessibleName === 'Meeting Notes, version 1.2.0, as locked'),
    );
    assert.match(await readFile(join(place.workspace, 'aios.lock.yaml'), 'utf8'), /version: "1\.2\.0"/u);
  });

  it('are removed for everyone, once that was confirmed', async () => {
    const { driver, page, place } = workbench;
    const row = driver.tree('Project Skills').getByRole('treeitem').first();
    const dialog = page.getByRole('dialog', { name: /for everyone who works on it/u });
    await driver.chooseFromMenu(row, 'Remove from Project…', dialog);
    await driver.screenshot('project-remove');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await driver.waitForNotification(/is removed from .*Commit/u);
    assert.doesNotMatch(await readFile(join(place.workspace, 'aios.lock.yaml'), 'utf8'), /standup/u);
  });
});

describe('the skills of a workspace that is not trusted', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    workbench = await openSampleWorkbench({
      trust: false,
      async prepare({ workspace }) {
        for (const id of ['minutes', 'standup']) {
          await writeSkillFolder(join(workspace, 'shared'), { id });
          await openProjectFor(workspace, `shared/${id}`);
        }
        await rm(join(workspace, '.aios', 'skills', 'minutes'), { recursive: true });
      },
    });
    await recordLooks(workbench);
  });

  after(() => workbench?.close());

  const looks = (): Promise<string[]> => looksBelow(workbench, workbench.place.workspace);
  const run = (command: string): Promise<unknown> =>
    workbench.evaluate((vscode, id) => vscode.commands.executeCommand(id), command);

  it('are neither read nor listed, and neither restored nor updated when that is asked for', async () => {
    const { driver, page, place } = workbench;
    await driver.openView('AI OS');
    await driver.statusBarItem('Restricted Mode');
    assert.deepEqual([await run('aios.project.restore'), await run('aios.project.update')], [0, 0]);
    // A file that is written there is no reason to look, either.
    const prompt = join(place.workspace, '.aios', 'skills', 'standup', 'prompt.md');
    await writeFile(prompt, await readFile(prompt));
    assert.equal(await run('aios.project.restore'), 0);
    assert.equal(await driver.tree('Project Skills').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Project Skills Section' }).count(), 0);
    assert.deepEqual(await readdir(join(place.workspace, '.aios', 'skills')), ['standup']);
    assert.deepEqual(await looks(), []);
    const told = await driver.notifications();
    assert.ok(!told.some(({ message }) => /names one skill/u.test(message)), JSON.stringify(told));
    const { buttons } = await driver.waitForNotification(/have not trusted this workspace, so its skills/u);
    assert.deepEqual(buttons, ['Manage Workspace Trust']);
    await driver.screenshot('project-not-trusted');
  });

  it('are listed and offered once it is trusted, and restored when the person says so', async () => {
    const { driver } = workbench;
    await driver.pressNotificationButton('have not trusted this workspace', 'Manage Workspace Trust');
    await driver.trustOnPage();
    const { message } = await driver.waitForNotification(/names one skill for everyone.*: minutes/u);
    const before = await driver.waitForTreeItems('Project Skills', (rows) => rows.length === 2);
    assert.deepEqual(
      before.map(({ accessibleName }) => accessibleName),
      ['minutes, version 1.0.0, not here yet', 'Meeting Notes, version 1.0.0, as locked'],
    );
    assert.ok((await looks()).length > 0, 'what reads them is seen');
    await driver.pressNotificationButton(message, 'Restore');
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Project Skills', (rows) =>
      rows.every(({ accessibleName }) => accessibleName.endsWith('as locked')),
    );
  });
});

describe('the skills of a workspace of several folders', () => {
  let workbench: SampleWorkbench;
  const folders = ['broken', 'desk', 'shop'];

  before(async () => {
    workbench = await openSampleWorkbench({
      workspaceFile: 'all.code-workspace',
      async prepare({ workspace }) {
        for (const name of folders) {
          const folder = join(workspace, name);
          await writeSkillFolder(join(folder, 'shared'), { id: `${name}-notes` });
          await openProjectFor(folder, `shared/${name}-notes`);
          await rm(join(folder, '.aios'), { recursive: true });
        }
        await writeFile(join(workspace, 'broken', 'aios.lock.yaml'), '<<<<<<< ours\n');
        const file = { folders: folders.map((path) => ({ path })) };
        await writeFile(join(workspace, 'all.code-workspace'), JSON.stringify(file));
      },
    });
    await workbench.driver.openView('AI OS');
  });

  after(() => workbench?.close());

  const areThere = (): boolean[] =>
    folders.map((name) =>
      existsSync(join(workbench.place.workspace, name, '.aios', 'skills', `${name}-notes`)),
    );

  it('are offered side by side, and each answer brings those of its own folder', async () => {
    const { driver } = workbench;
    await driver.waitForNotification(/desk names one skill/u);
    const { message } = await driver.waitForNotification(/shop names one skill/u);
    await driver.screenshot('project-offers');
    await driver.pressNotificationButton(message, 'Restore');
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/One project skill restored/u);
    assert.deepEqual(areThere(), [false, false, true]);
  });

  it('are restored and updated though the lock file of one folder is broken, which is said', async () => {
    const { driver, place } = workbench;
    // Told of what was restored before.
    await clearNotifications(workbench);
    await startCommand(workbench, 'aios.project.restore');
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/One project skill restored/u);
    await driver.waitForNotification(/broken.*aios\.lock\.yaml/u);
    assert.deepEqual(areThere(), [false, true, true]);
    await writeSkillFolder(join(place.workspace, 'shop', 'shared'), {
      id: 'shop-notes',
      version: '1.1.0',
    });
    await startCommand(workbench, 'aios.project.update');
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/1\.1\.0 is updated\. Commit/u);
  });
});

/** Has the extension host remember from now on which paths are looked at. */
async function recordLooks({ evaluate }: SampleWorkbench): Promise<void> {
  await evaluate(() => {
    const fs = process.getBuiltinModule('node:fs');
    const seen: string[] = [];
    const names = ['open', 'readFile', 'opendir', 'readdir', 'stat', 'lstat', 'realpath', 'access'];
    for (const functions of [fs, fs.promises] as unknown as Record<
      string,
      (...words: unknown[]) => unknown
    >[])
      for (const name of names.flatMap((one) => [one, `${one}Sync`])) {
        const original = functions[name];
        if (original === undefined) continue;
        const recording = (...words: unknown[]): unknown => {
          seen.push(String(words[0]));
          return original.apply(functions, words);
        };
        functions[name] = Object.assign(recording, original);
      }
    process.getBuiltinModule('node:module').syncBuiltinESMExports();
    Object.assign(globalThis, { aiosTestLooks: seen });
  });
}

/** @returns the paths of the project's own skills and of its lock file that were looked at since then */
async function looksBelow({ evaluate }: SampleWorkbench, workspace: string): Promise<string[]> {
  const seen = await evaluate(() => (globalThis as unknown as { aiosTestLooks: string[] }).aiosTestLooks);
  return seen.filter((path) => path.startsWith(join(workspace, '.aios')) || path.endsWith('aios.lock.yaml'));
}
