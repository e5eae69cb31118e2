import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

const left = 'Cursor: its entry for AI OS is not wanted any more, but holds something of yours.';
const asked = `${left} Keep it as yours or take it out with that.`;

describe('what a person put into our entry of a client that nothing is on for any more', () => {
  let workbench: SampleWorkbench;
  let config: string;
  let untouched: string;
  let delivered: string;
  let added: string;

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
    await waitForRow('Cursor, delivered');
    delivered = await readFile(config, 'utf8');
    await clearNotifications(workbench);
  });

  after(() => workbench?.close());

  async function waitForRow(words: string): Promise<void> {
    await workbench.driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => accessibleName === words),
    );
  }

  async function waitForText(text: string): Promise<void> {
    await workbench.driver.waitFor(`the config to be\n${text}`, async () =>
      (await readFile(config, 'utf8')) === text ? true : undefined,
    );
  }

  /** Writes it to the beginning of the entry that was delivered. */
  async function putIn(text: string): Promise<void> {
    added = delivered.replace('"aios": {', (start) => `${start}${text}`);
    assert.notEqual(added, delivered);
    await writeFile(config, added);
  }

  it('stays when that is synced, and is told of by what can be done about it', async () => {
    const { driver, page } = workbench;
    await putIn('\n      "env": { "LEVEL": "debug" },');
    await driver.runCommand('AI OS: Enable Skill for…');
    await driver.quickPickRow('Meeting Notes').click();
    await driver.quickPickRow('Cursor').click();
    await page.getByText('2 Selected').waitFor();
    await page.keyboard.press('Enter');
    const notice = await driver.waitForNotification(left);
    assert.deepEqual(notice, { message: left, buttons: ['Show Changes', 'Show'] });
    await driver.pressNotificationButton('Claude Code only', 'Sync');
    const report = await driver.waitForNotification(asked);
    assert.deepEqual(report, { message: asked, buttons: ['Show Changes', 'Show Log'] });
    assert.equal(await readFile(config, 'utf8'), added);
    await driver.expand('Clients', 'Cursor');
    await waitForRow('MCP server “aios”, edited here');
    await driver.treeRow('Clients', 'MCP server “aios”').hover();
    await page.locator('.monaco-hover').getByText('It is not wanted any more').waitFor();
    await driver.screenshot('put-into-entry');
  });

  it('is compared with what was delivered, its values hidden, and the question is asked beside that', async () => {
    const { driver, page } = workbench;
    await driver.pressNotificationButton('Keep it as yours', 'Show Changes');
    const diff = page.locator('.monaco-diff-editor');
    await diff.getByText('(hidden)').first().waitFor();
    assert.match(await diff.innerText(), /LEVEL/u);
    assert.doesNotMatch(await diff.innerText(), /debug/u);
    const { buttons } = await driver.waitForNotification(asked);
    await driver.screenshot('put-into-entry-changes');
    assert.deepEqual(buttons, ['Keep', 'Take Out']);
  });

  it('goes with the entry when that is taken out, and comes back with Undo', async () => {
    const { driver, page } = workbench;
    await clearNotifications(workbench);
    await page.locator('.editor-actions').getByRole('button', { name: 'Take It Out' }).click();
    await driver.waitForNotification('Cursor: its entry for AI OS is gone, with what was put into it.');
    await waitForRow('Cursor, nothing to deliver');
    assert.equal(await readFile(config, 'utf8'), untouched);
    await driver.screenshot('put-into-entry-taken-out');
    await driver.pressNotificationButton('with what was put into it', 'Undo');
    await waitForText(added);
    await waitForRow('Cursor, drifted');
    await clearNotifications(workbench);
  });

  it('is shown in the config where it is only a comment, and taken out or kept from there', async () => {
    const { driver, page } = workbench;
    await putIn(' // Mine.');
    await driver.expand('Clients', 'Cursor');
    await startCommand(workbench, 'aios.drift.check');
    await driver.waitForNotification('One place differs');
    await clearNotifications(workbench);
    await driver.treeRow('Clients', 'MCP server “aios”').click();
    await page.locator('.monaco-editor').getByText('// Mine.').waitFor();
    const { buttons } = await driver.waitForNotification(asked);
    assert.deepEqual(buttons, ['Keep', 'Take Out']);
    await driver.screenshot('put-into-entry-comment');
    await driver.pressNotificationButton(asked, 'Take Out');
    await driver.waitForNotification('is gone, with what was put into it');
    await waitForText(untouched);
    await driver.pressNotificationButton('with what was put into it', 'Undo');
    await waitForText(added);
    await waitForRow('MCP server “aios”, edited here');
    await clearNotifications(workbench);
    await driver.treeRow('Clients', 'MCP server “aios”').click();
    await driver.waitForNotification(asked);
    await driver.pressNotificationButton(asked, 'Keep');
    await driver.waitForNotification('Cursor: its entry for AI OS is yours now.');
    await driver.screenshot('put-into-entry-kept');
    await waitForRow('Cursor, nothing to deliver');
    assert.equal(await readFile(config, 'utf8'), added);
  });
});
