import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('mending by itself', () => {
  let workbench: SampleWorkbench;
  let config: string;
  let delivered: string;

  before(async () => {
    workbench = await openSampleWorkbench();
    const { driver, place } = workbench;
    config = join(place.home, '.cursor', 'mcp.json');
    await driver.openView('AI OS');
    await call('aios.skills.install', await writeSkillFolder(place.workspace));
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Skills', (rows) => rows.length === 1);
    await call('aios.sync');
    await driver.quickPickRow('Apply').click();
    await waitForClient('Cursor, delivered');
    delivered = await readFile(config, 'utf8');
    await clearNotifications(workbench);
  });

  after(() => workbench?.close());

  const call = (command: string, argument?: string): Promise<void> =>
    startCommand(workbench, command, argument);

  async function waitForClient(words: string): Promise<void> {
    await workbench.driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => accessibleName === words),
    );
  }

  async function choose(repair: 'ask' | 'safe'): Promise<void> {
    await workbench.evaluate(async ({ workspace }, value) => {
      await workspace.getConfiguration('aios').update('drift.repair', value, true);
    }, repair);
  }

  async function removeEntry(): Promise<void> {
    const [start = '', end = ''] = delivered.split(/,?\s*"aios": \{[^}]*\}/u);
    assert.ok(end.length > 0);
    await writeFile(config, start + end);
  }

  async function waitUntilMended(): Promise<void> {
    await workbench.driver.waitFor('the entry to come back', async () =>
      (await readFile(config, 'utf8')) === delivered ? true : undefined,
    );
  }

  it('is not done unless it is chosen: the notice tells', async () => {
    const { driver } = workbench;
    await removeEntry();
    const { buttons } = await driver.waitForNotification(/Cursor: its entry for AI OS is missing/u);
    assert.deepEqual(buttons, ['Repair', 'Leave Cursor Alone', 'Show']);
    await call('aios.drift.check');
    await driver.waitForNotification(/One place differs/u);
    assert.doesNotMatch(await readFile(config, 'utf8'), /"aios"/u);
    await clearNotifications(workbench);
  });

  it('begins with what drifted already, as soon as it is chosen', async () => {
    await choose('safe');
    await waitUntilMended();
    await waitForClient('Cursor, delivered');
  });

  it('puts a removed entry back and says so in the status bar, without a notification', async () => {
    const { driver, page } = workbench;
    await clearNotifications(workbench);
    await removeEntry();
    await waitUntilMended();
    await page.locator('.statusbar').getByText('AI OS mended Cursor').waitFor();
    await waitForClient('Cursor, delivered');
    await driver.statusBarItem('AI OS: in sync');
    await driver.screenshot('mended-by-itself');
    // Told after whatever the look before had to tell.
    await call('aios.drift.check');
    await driver.waitForNotification(/No drift/u);
    const messages = (await driver.notifications()).map(({ message }) => message);
    assert.deepEqual(
      messages.filter((message) => !message.startsWith('No drift')),
      [],
    );
    await clearNotifications(workbench);
  });

  it('leaves alone what the person took back', async () => {
    const { driver } = workbench;
    await call('aios.undo');
    await driver.waitForNotification(/Cursor: its entry for AI OS is missing/u);
    await call('aios.drift.check');
    await driver.waitForNotification(/One place differs/u);
    assert.doesNotMatch(await readFile(config, 'utf8'), /"aios"/u);
  });
});
