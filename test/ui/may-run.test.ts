import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('Claude Desktop, where the system does not tell whether it runs', () => {
  let workbench: SampleWorkbench;
  let config: string;
  let text: string;

  before(async () => {
    workbench = await openSampleWorkbench();
    const { driver, place, evaluate } = workbench;
    config = join(place.home, '.config', 'Claude', 'claude_desktop_config.json');
    text = await readFile(config, 'utf8');
    await driver.openView('AI OS');
    const folder = await writeSkillFolder(place.workspace);
    await startCommand(workbench, 'aios.skills.install', folder);
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Skills', (rows) => rows.length === 1);
    await clearNotifications(workbench);
    // As where /proc is not mounted.
    await evaluate(() => {
      const { promises } = process.getBuiltinModule('node:fs');
      const { readdir } = promises;
      const hiding = (path: string, ...words: []): Promise<string[]> =>
        path === '/proc' ? Promise.reject(new Error('ENOENT: /proc')) : readdir(path, ...words);
      Object.assign(promises, { readdir: hiding });
      process.getBuiltinModule('node:module').syncBuiltinESMExports();
    });
  });

  after(() => workbench?.close());

  async function question(): Promise<Locator> {
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /Is Claude Desktop quit\?[\s\S]*does not tell whether/u);
    return dialog;
  }

  async function sync(): Promise<void> {
    await workbench.driver.runCommand('AI OS: Sync to Claude Desktop');
    await workbench.driver.quickPickRow('Apply').click();
  }

  it('is not written until the person says that it is quit', async () => {
    const { driver } = workbench;
    await sync();
    const dialog = await question();
    await driver.screenshot('is-desktop-quit');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await readFile(config, 'utf8'), text);
    await sync();
    await (await question()).getByRole('button', { name: 'It Is Quit, Write Now' }).click();
    await driver.waitForNotification(/1 change made for Claude Desktop/u);
    assert.match(await readFile(config, 'utf8'), /"aios"/u);
    await clearNotifications(workbench);
  });

  it('is asked about before a change is taken back, too', async () => {
    const { driver } = workbench;
    const delivered = await readFile(config, 'utf8');
    await driver.runCommand('AI OS: Undo Last Sync');
    await (await question()).getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await readFile(config, 'utf8'), delivered);
    await driver.runCommand('AI OS: Undo Last Sync');
    await (await question()).getByRole('button', { name: 'It Is Quit, Write Now' }).click();
    await driver.waitForNotification(/1 change taken back for Claude Desktop/u);
    assert.equal(await readFile(config, 'utf8'), text);
    await clearNotifications(workbench);
  });

  it('is said to wait when every client is synced, with a button that asks', async () => {
    const { driver } = workbench;
    await driver.runCommand('AI OS: Sync All');
    await driver.quickPickRow('Apply').click();
    const { message } = await driver.waitForNotification(/does not tell whether Claude Desktop runs/u);
    assert.doesNotMatch(message, /--is-quit/u);
    await driver.screenshot('may-run');
    await driver.pressNotificationButton('does not tell whether Claude Desktop runs', 'Is It Quit?');
    await driver.quickPickRow('Apply').click();
    await (await question()).getByRole('button', { name: 'It Is Quit, Write Now' }).click();
    await driver.waitForNotification(/1 change made for Claude Desktop/u);
    assert.match(await readFile(config, 'utf8'), /"aios"/u);
  });
});
