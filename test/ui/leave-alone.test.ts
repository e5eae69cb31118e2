import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { noteOffer } from '../../runtime/sync/offers.ts';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('a client that is not to be written to any more', () => {
  let workbench: SampleWorkbench;
  let config: string;
  let untouched: string;

  before(async () => {
    workbench = await openSampleWorkbench();
    const { driver, place } = workbench;
    config = join(place.home, '.cursor', 'mcp.json');
    untouched = await readFile(config, 'utf8');
    await driver.openView('AI OS');
    await startCommand(workbench, 'aios.skills.install', await writeSkillFolder(place.workspace));
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Skills', (rows) => rows.length === 1);
    await driver.runCommand('AI OS: Sync All');
    await driver.quickPickRow('Apply').click();
    await waitForClient(/^Cursor, delivered$/u);
    await clearNotifications(workbench);
  });

  after(() => workbench?.close());

  async function waitForClient(words: RegExp): Promise<void> {
    await workbench.driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => words.test(accessibleName)),
    );
  }

  it('is left alone by the notice that its entry is missing, which somebody may have wanted', async () => {
    const { driver } = workbench;
    await writeFile(config, untouched);
    const { message, buttons } = await driver.waitForNotification(/Cursor: its entry for AI OS is missing/u);
    assert.deepEqual(buttons, ['Repair', 'Leave Cursor Alone', 'Show']);
    await driver.screenshot('missing-notice');
    await driver.pressNotificationButton(message, 'Leave Cursor Alone');
    await driver.waitForNotification(/AI OS leaves Cursor alone from now on/u);
    await waitForClient(/^Cursor, left alone$/u);
    assert.equal(await readFile(config, 'utf8'), untouched);
    await driver.pressNotificationButton('alone from now on', 'Undo');
    await waitForClient(/^Cursor, drifted$/u);
    await clearNotifications(workbench);
  });

  it('is left alone where its entry is missing, and what others read stays readable', async () => {
    const { driver, page } = workbench;
    await driver.expand('Clients', 'Cursor');
    const server = driver.tree('Clients').getByRole('treeitem', { name: 'MCP server “aios”, missing' });
    await server.hover();
    await server.getByRole('button', { name: 'Leave This Client Alone' }).click();
    const told = /AI OS leaves Cursor alone from now on\. Nothing from AI OS was left there\./u;
    const { buttons } = await driver.waitForNotification(told);
    assert.deepEqual(buttons, ['Undo']);
    await waitForClient(/^Cursor, left alone$/u);
    await driver.screenshot('leave-alone');
    await driver.statusBarItem('AI OS: in sync');
    assert.equal(await readFile(config, 'utf8'), untouched);
    await driver.pressNotificationButton('alone from now on', 'Undo');
    await waitForClient(/^Cursor, drifted$/u);
    await clearNotifications(workbench);
    await page.keyboard.press('Escape');
  });

  it('is left alone from its own menu, and loses what is ours there, until that is taken back', async () => {
    const { driver, place } = workbench;
    const copy = join(place.home, '.claude', 'skills', 'meeting-notes');
    await driver.runCommand('AI OS: Repair');
    await waitForClient(/^Cursor, delivered$/u);
    await clearNotifications(workbench);
    const delivered = await readFile(config, 'utf8');
    await driver.runCommand('AI OS: Leave This Client Alone');
    await driver.quickPickRow('Cursor').click();
    await driver.waitForNotification(
      /AI OS leaves Cursor alone from now on\. It took away its MCP server\./u,
    );
    await waitForClient(/^Cursor, left alone$/u);
    assert.equal(await readFile(config, 'utf8'), untouched);
    assert.ok(existsSync(copy));
    await driver.pressNotificationButton('alone from now on', 'Undo');
    await waitForClient(/^Cursor, delivered$/u);
    assert.equal(await readFile(config, 'utf8'), delivered);
    await clearNotifications(workbench);
    await driver.chooseFromMenu(driver.treeRow('Clients', 'Cursor'), 'Leave This Client Alone');
    await waitForClient(/^Cursor, left alone$/u);
    await clearNotifications(workbench);
  });

  it('has one thing said of its server where its editor was offered that', async () => {
    const { driver, place } = workbench;
    const now = new Date();
    const offer = { client: 'cursor', config, version: '0.1.0' };
    await noteOffer(join(place.aiosHome, 'state', 'offers'), offer, now);
    await startCommand(workbench, 'aios.clients.deliverAgain', 'cursor');
    await waitForClient(/^Cursor, in sync$/u);
    const rows = await driver.waitForTreeItems('Clients', (found) =>
      found.some(({ accessibleName }) => /^MCP server “aios”, by the editor’s API/u.test(accessibleName)),
    );
    assert.equal(rows.filter(({ accessibleName }) => accessibleName.startsWith('MCP server')).length, 1);
    await driver.screenshot('offered-elsewhere');
    await startCommand(workbench, 'aios.sync');
    await driver.waitForNotification(/Every client is as it should be/u);
    assert.equal(await readFile(config, 'utf8'), untouched);
  });
});
