import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
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
    await driver.waitForNotification(/One project skill restored/u);
    const rows = await driver.waitForTreeItems('Project Skills', (found) =>
      found.some(({ accessibleName }) => accessibleName.endsWith('as locked')),
    );
    assert.equal(rows.length, 1);
    await driver.screenshot('project-skills');
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
