import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { SamplePlace } from '../support/editor/sample.ts';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage, findProposal, findSkillPage } from '../support/editor/skill-page.ts';
import { writeZip } from '../support/hostile-archive.ts';
import { runCli } from '../support/run-cli.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

describe('dragging onto the Skills view', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    workbench = await openSampleWorkbench({ prepare: layOut });
    const { driver } = workbench;
    // Two views that are in sight together, as for a person who drags from one to the other.
    await workbench.evaluate(async ({ commands }) => {
      const destinationId = 'workbench.view.explorer';
      await commands.executeCommand('vscode.moveViews', { viewIds: ['aios.skills'], destinationId });
      await commands.executeCommand(destinationId);
    });
    await skill('standup').waitFor();
    await driver.closeNotificationCentre();
  });

  after(() => workbench?.close());

  const skill = (id: string): Locator =>
    workbench.page.getByRole('treeitem', { name: new RegExp(`, ${id}, version `, 'u') });

  it('shows what a folder holds, installs nothing when that is left, and does when told to', async () => {
    const { driver, page, place } = workbench;
    await drag('minutes');
    const shown = await findSkillPage(page, /^Meeting Notes/u);
    const text = await shown.locator('main').innerText();
    for (const told of ['1.0.0', join(place.workspace, 'minutes'), 'sha256:', 'The scan found', 'prompt.md'])
      assert.ok(text.includes(told), `${told} in ${text}`);
    await driver.waitFor('the progress to go', async () =>
      (await driver.notifications()).length === 0 ? true : undefined,
    );
    await driver.screenshot('install-own-folder');
    await shown.getByRole('link', { name: 'Cancel' }).click();
    await driver.waitFor('the page to close', async () => (page.frames().includes(shown) ? undefined : true));
    assert.equal(await skill('minutes').count(), 0);
    await drag('minutes');
    await agreeOnPage(page);
    await driver.waitForNotification(/Meeting Notes 1\.0\.0 is installed/u);
    await skill('minutes').waitFor();
    await driver.pressNotificationButton('is installed', 'Not Now');
  });

  it('takes an archive', async () => {
    const { driver, page } = workbench;
    await drag('packed.skill');
    const shown = await findSkillPage(page, /^packed/u);
    assert.match(await shown.locator('main').innerText(), /packed\.skill/u);
    await agreeOnPage(page);
    await driver.waitForNotification(/packed .* is installed/u);
    await skill('packed').waitFor();
  });

  /** Drags a file onto the view until its proposal is shown: while the editor draws anew, a drag may be lost. */
  async function drag(name: string): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await dragOnce(name);
      const isShown = await findProposal(workbench.page).then(
        () => true,
        () => false,
      );
      if (isShown) return;
    }
  }

  /** With the mouse, from the editor's own explorer. */
  async function dragOnce(name: string): Promise<void> {
    const { page } = workbench;
    const explorer = page.getByRole('tree', { name: 'Files Explorer' });
    const [from, onto] = [explorer.getByRole('treeitem', { name }), skill('standup')];
    await from.hover();
    await page.mouse.down();
    // The editor begins a drag with a movement, and takes a drop where it saw the mouse before.
    await onto.hover({ position: { x: 30, y: 6 } });
    await onto.hover({ position: { x: 40, y: 12 } });
    await page.mouse.up();
  }
});

/** A folder and an archive to drag, and one skill that is there: onto an empty view, the editor drops nothing. */
async function layOut({ home, workspace }: SamplePlace): Promise<void> {
  await runCli(home, ['install', await writeSkillFolder(join(home, 'skills'), { id: 'standup' })]);
  await writeSkillFolder(workspace, { id: 'minutes' });
  const content = '---\nname: packed\ndescription: Was packed. Use it unpacked.\n---\nUnpack.\n';
  await writeFile(join(workspace, 'packed.skill'), writeZip([{ name: 'packed/SKILL.md', content }]));
}
