import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { WorkbenchDriver } from '../support/editor/workbench.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('two windows of a person', () => {
  let workbench: SampleWorkbench;
  let windows: readonly WorkbenchDriver[];
  let config: string;
  let delivered: string;

  before(async function () {
    // Two workbenches are opened, one after the other.
    this.timeout(180_000);
    workbench = await openSampleWorkbench();
    const { driver, page, place } = workbench;
    config = join(place.home, '.cursor', 'mcp.json');
    await driver.openView('AI OS');
    await startCommand(workbench, 'aios.skills.install', await writeSkillFolder(place.workspace));
    await agreeOnPage(page);
    await driver.waitForTreeItems('Skills', (rows) => rows.length === 1);
    await startCommand(workbench, 'aios.sync');
    await driver.quickPickRow('Apply').click();
    await driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => accessibleName === 'Cursor, delivered'),
    );
    delivered = await readFile(config, 'utf8');
    const second = await page.context().newPage();
    await second.goto(page.url(), { waitUntil: 'commit' });
    const other = new WorkbenchDriver(second);
    await other.waitUntilRestored();
    windows = [driver, other];
    for (const window of windows) await window.statusBarItem('AI OS: in sync');
  });

  after(() => workbench?.close());

  async function empty(): Promise<void> {
    const [start = '', end = ''] = delivered.split(/,?\s*"aios": \{[^}]*\}/u);
    assert.ok(end.length > 0);
    await writeFile(config, start + end);
  }

  /** Notifications of drift in both windows, once each has told of whatever it looked at before. */
  async function told(): Promise<string[]> {
    for (const window of windows) {
      await window.page.bringToFront();
      await window.runCommand('AI OS: Check for Drift');
      await window.waitForNotification(/place differs|No drift/u);
      // All of them, and not only those that pop up still.
      await window.runCommand('Notifications: Show Notifications');
    }
    const messages = await Promise.all(
      windows.map(async (window) => (await window.notifications()).map(({ message }) => message)),
    );
    return messages.flat().filter((message) => /Cursor: its entry for AI OS is missing/u.test(message));
  }

  it('hear of the same drift in one of them, and again when it comes again', async () => {
    const claims = join(workbench.place.home, '.aios', 'state', 'told', 'drift');
    for (const round of [1, 2]) {
      await empty();
      for (const window of windows) await window.statusBarItem('AI OS: 1 drifted');
      assert.equal((await told()).length, 1, `round ${round}`);
      await writeFile(config, delivered);
      for (const window of windows) await window.statusBarItem('AI OS: in sync');
      await workbench.driver.waitFor('the drift to be forgotten', async () =>
        (await readdir(claims)).length === 0 ? true : undefined,
      );
      for (const window of windows) {
        await window.page.bringToFront();
        await window.runCommand('Notifications: Clear All Notifications');
      }
    }
    await clearNotifications(workbench);
  });
});
