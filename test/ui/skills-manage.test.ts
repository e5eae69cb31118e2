import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SamplePlace } from '../support/editor/sample.ts';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage, findSkillPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { runCli } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('managing installed skills in the editor', () => {
  let workbench: SampleWorkbench;
  let folder: string;
  let lockFile: string;

  before(async () => {
    workbench = await openSampleWorkbench();
    const { driver, place } = workbench;
    lockFile = join(place.aiosHome, 'registry', 'skills.lock.yaml');
    await driver.openView('AI OS');
    folder = await writeSkillFolder(place.workspace);
    await call('install', folder);
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Skills', (rows) => rows.length === 1);
    await writeSkillFolder(place.workspace, { version: '1.1.0' });
  });

  after(() => workbench?.close());

  const call = (command: string, argument: string): Promise<void> =>
    startCommand(workbench, `aios.skills.${command}`, argument);

  function choose(name: string): Promise<void> {
    const { driver } = workbench;
    return driver.chooseFromMenu(driver.treeRow('Skills', 'Meeting Notes'), name);
  }

  async function waitForSkill(told: RegExp): Promise<void> {
    await workbench.driver.waitForTreeItems('Skills', ([first]) => told.test(first?.accessibleName ?? ''));
  }

  it('offers what can be done with a skill in its menu', async () => {
    const { driver, page } = workbench;
    await driver.openMenu(driver.treeRow('Skills', 'Meeting Notes'), 'Show Skill Details');
    assert.deepEqual(
      (await page.getByRole('menuitem').allInnerTexts())
        .map((text) => text.trim())
        .filter((text) => text !== ''),
      [
        'Show Skill Details',
        'Show Skill History',
        'Update Skill',
        'Roll Back Skill…',
        'Pin Skill',
        'Enable Skill for…',
        'Copy Skill Source',
        'Remove Skill',
      ],
    );
    await driver.screenshot('skill-menu');
    await page.keyboard.press('Escape');
  });

  it('updates a skill from its page, which follows', async () => {
    const { driver, page } = workbench;
    await driver.treeRow('Skills', 'Meeting Notes').click();
    const shown = await findSkillPage(page, /^Meeting Notes/u);
    assert.match(await shown.locator('h1').innerText(), /1\.0\.0/u);
    await shown.getByRole('link', { name: 'Update', exact: true }).click();
    await agreeOnPage(page);
    await waitForSkill(/version 1\.1\.0/u);
    const updated = await findSkillPage(page, /^Meeting Notes 1\.1\.0/u);
    const snapshot = await updated.locator('main').ariaSnapshot();
    for (const heading of [
      'What the Model Is Told',
      'What It Asks For',
      'Where It Is Delivered',
      'What a Scan Finds Now',
      'Versions Kept',
      'History',
    ])
      assert.ok(snapshot.includes(`heading "${heading}" [level=2]`), `${heading} in ${snapshot}`);
    assert.match(snapshot, /row "1\.1\.0 \(current\)/u);
    assert.match(snapshot, /row ".*Updated 1\.0\.0 → 1\.1\.0 editor"/u);
    assert.equal(await updated.locator('.actions .primary').count(), 0, 'there is nothing newer');
    await driver.waitForNotification(/1\.1\.0 is updated/u);
    const offers = (await driver.notifications()).filter(({ buttons }) => buttons.includes('Sync'));
    assert.equal(offers.length, 1, JSON.stringify(offers));
    await driver.screenshot('details-updated');
  });

  it('reaches every link of a page by the keyboard', async () => {
    const { driver, page } = workbench;
    await driver.runCommand('AI OS: Show Skill Details');
    await driver.quickPickRow('Meeting Notes').click();
    const shown = await findSkillPage(page, /^Meeting Notes/u);
    const links = ['Update', 'Roll Back…', 'Pin', 'Enable for…', 'Copy Source', 'Remove'];
    const reached = new Set<string>();
    // The page takes the focus a moment after it is shown: the first keys may go elsewhere.
    for (let presses = 0; presses < 20 && !links.every((link) => reached.has(link)); presses += 1) {
      await page.keyboard.press('Tab');
      const focused = shown.locator(':focus').first();
      reached.add(await focused.innerText({ timeout: 1000 }).catch(() => ''));
    }
    assert.deepEqual(
      links.filter((link) => !reached.has(link)),
      [],
      `reached: ${[...reached].join(', ')}`,
    );
    await workbench.evaluate((vscode) => vscode.commands.executeCommand('workbench.action.closeAllEditors'));
  });

  it('rolls back to a version that is kept', async () => {
    const { driver } = workbench;
    await choose('Roll Back Skill…');
    assert.deepEqual(await driver.quickPickLabels(), ['1.0.0']);
    await driver.screenshot('roll-back');
    await driver.quickPickRow('1.0.0').click();
    const { buttons } = await driver.waitForNotification(/Meeting Notes is at 1\.0\.0 again/u);
    assert.deepEqual(buttons, ['Pin', 'Sync', 'Not Now']);
    await driver.pressNotificationButton('is at 1.0.0 again', 'Pin');
    await waitForSkill(/version 1\.0\.0, pinned/u);
    await driver.screenshot('pinned');
  });

  it('asks before it updates a pinned skill', async () => {
    const { driver } = workbench;
    await choose('Update Skill');
    await driver.waitForNotification(/Meeting Notes is pinned at 1\.0\.0/u);
    await driver.pressNotificationButton('is pinned', 'Unpin and Update');
    await agreeOnPage(workbench.page);
    await waitForSkill(/version 1\.1\.0, (?!pinned)/u);
  });

  it('switches a skill off for a client', async () => {
    const { driver, page } = workbench;
    await choose('Enable Skill for…');
    assert.deepEqual(await driver.quickPickLabels(), ['Claude Desktop', 'Cursor', 'Claude Code']);
    await page.getByText('3 Selected').waitFor();
    await driver.screenshot('enable-for');
    await driver.quickPickRow('Cursor').click();
    await page.getByText('2 Selected').waitFor();
    await page.keyboard.press('Enter');
    await driver.waitForNotification(/on for Claude Desktop, Claude Code only/u);
    await driver.expand('Skills', 'Meeting Notes');
    const rows = await driver.waitForTreeItems('Skills', (found) => found.length === 4);
    assert.deepEqual(
      rows.slice(1).map(({ accessibleName }) => accessibleName),
      ['Claude Desktop, not delivered yet', 'Cursor, switched off', 'Claude Code, not delivered yet'],
    );
    await driver.screenshot('switched-off');
  });

  it('removes a skill and brings it back as it was', async () => {
    const { driver } = workbench;
    await choose('Remove Skill');
    const { buttons } = await driver.waitForNotification(/Meeting Notes is removed here/u);
    assert.deepEqual(buttons, ['Undo', 'Sync', 'Not Now']);
    assert.match(await driver.welcomeText('Skills'), /No skill is installed yet/u);
    await driver.pressNotificationButton('is removed here', 'Undo');
    await waitForSkill(/version 1\.1\.0/u);
    const rows = await driver.waitForTreeItems('Skills', (found) => found.length >= 1);
    assert.ok(
      rows.length === 1 || rows.some(({ accessibleName }) => accessibleName === 'Cursor, switched off'),
    );
  });

  it('shows what was done', async () => {
    const { driver, page } = workbench;
    await driver.runCommand('AI OS: Show Skill History');
    const shown = await findSkillPage(page, 'History of Skills');
    const done = await shown.locator('tbody tr td:nth-child(2)').allInnerTexts();
    assert.deepEqual(done, [
      'Brought back',
      'Removed',
      'Switched off',
      'Updated',
      'Unpinned',
      'Pinned',
      'Rolled back',
      'Updated',
      'Installed',
    ]);
    await driver.screenshot('history');
    await driver.runCommand('View: Close All Editors');
  });

  it('brings a removed skill back when its notification is long gone', async () => {
    const { driver, page } = workbench;
    await driver.runCommand('View: Close All Editors');
    await driver.runCommand('AI OS: Bring Back Removed Skill…');
    await driver.waitForNotification(/No removed skill is kept here/u);
    await call('remove', 'meeting-notes');
    await driver.waitForNotification(/Meeting Notes is removed here/u);
    await clearNotifications(workbench);
    await driver.runCommand('AI OS: Show Skill History');
    const history = await findSkillPage(page, 'History of Skills');
    await history.getByRole('link', { name: 'Bring Back Removed Skill…' }).click();
    assert.deepEqual(await driver.quickPickLabels(), ['Meeting Notes']);
    const row = driver.quickPickRow('Meeting Notes');
    assert.match(await row.innerText(), /1\.1\.0\s+meeting-notes\s+Removed .*, kept for 30 more days/u);
    await driver.screenshot('bring-back');
    await row.click();
    const { buttons } = await driver.waitForNotification(/Meeting Notes 1\.1\.0 is back as it was/u);
    assert.deepEqual(buttons, ['Sync', 'Not Now']);
    await waitForSkill(/version 1\.1\.0/u);
    await driver.runCommand('View: Close All Editors');
    await clearNotifications(workbench);
  });

  it('restores what the lock file says, once the person has seen what that changes', async () => {
    const { driver, page, place } = workbench;
    const lock = await readFile(lockFile, 'utf8');
    const extra = await writeSkillFolder(join(place.workspace, 'more'), { id: 'extra' });
    await call('install', extra);
    await agreeOnPage(page);
    await driver.waitForTreeItems('Skills', (rows) => rows.filter(({ level }) => level === 1).length === 2);
    await writeFile(lockFile, lock);
    await driver.runCommand('AI OS: Restore Skills…');
    const dialog = page.getByRole('dialog', { name: /exactly what the lock file says/u });
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Removed: Meeting Notes 1\.0\.0 \(extra\)/u);
    await driver.screenshot('restore');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await driver.waitForNotification(/0 skills restored, 1 removed/u);
    await driver.waitForTreeItems('Skills', (rows) => rows.filter(({ level }) => level === 1).length === 1);
  });
});

describe('skills in a workspace that is not trusted', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    workbench = await openSampleWorkbench({ trust: false, prepare: linkTwoSkills });
  });

  after(() => workbench?.close());

  it('are not followed where they are linked, unlike those that stand elsewhere', async () => {
    const { driver } = workbench;
    await driver.openView('AI OS');
    const versions = async (isDone: (rows: string) => boolean): Promise<string> => {
      const rows = await driver.waitForTreeItems('Skills', (found) =>
        isDone(found.map(({ accessibleName }) => accessibleName).join('\n')),
      );
      return rows.map(({ accessibleName }) => accessibleName).join('\n');
    };
    const before = await versions((rows) => /elsewhere, version 2\.0\.0/u.test(rows));
    assert.match(before, /inside, version 1\.0\.0/u);
    await driver.screenshot('linked-not-trusted');
  });

  it('are not read before it is', async () => {
    const { driver, place } = workbench;
    const folder = await writeSkillFolder(place.workspace);
    await driver.openView('AI OS');
    const install = (): Promise<void> =>
      workbench.evaluate(
        async (vscode, source) => void vscode.commands.executeCommand('aios.skills.install', source),
        folder,
      );
    await install();
    await driver.waitForNotification(/in a workspace that you have not trusted/u);
    await driver.screenshot('not-trusted');
    await driver.grantTrust();
    await install();
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/Meeting Notes 1\.0\.0 is installed/u);
    await driver.waitForTreeItems('Skills', (rows) =>
      rows.some(({ accessibleName }) => /inside, version 2\.0\.0/u.test(accessibleName)),
    );
  });
});

/** Links a skill inside the workspace and one outside; both have a newer version by the time the editor starts. */
async function linkTwoSkills({ home, workspace }: SamplePlace): Promise<void> {
  for (const [parent, id] of [
    [workspace, 'inside'],
    [join(home, 'skills'), 'elsewhere'],
  ] as const) {
    await mkdir(parent, { recursive: true });
    const folder = await writeSkillFolder(parent, { id });
    await runCli(home, ['install', folder, '--link']);
    await writeSkillFolder(parent, { id, version: '2.0.0' });
  }
}
