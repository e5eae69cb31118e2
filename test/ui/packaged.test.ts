import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '../support/editor/project.ts';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';

describe('the packaged extension', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(projectFolder, 'scripts', 'package.ts')],
      {
        cwd: projectFolder,
      },
    );
    const file = /^(\S+\.vsix)/mu.exec(stdout)?.[1];
    assert.ok(file, stdout);
    workbench = await openSampleWorkbench({ vsix: join(projectFolder, file) });
  });

  after(() => workbench?.close());

  it('installs, activates and installs a shipped skill by its command', async () => {
    const { driver } = workbench;
    await driver.openView('AI OS');
    await driver.runCommand('AI OS: Install Shipped Skill…');
    await driver.quickPickLabels();
    await driver.quickPickRow('Roadmap Reader').click();
    await agreeOnPage(workbench.page);
    await driver.waitForNotification(/Roadmap Reader 0\.1\.0 is installed/u);
    await driver.pressNotificationButton('Roadmap Reader', 'Sync');
    await driver.quickPickRow('Apply').click();
    await driver.statusBarItem('AI OS: in sync');
  });
});
