import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startClawhub } from '../support/clawhub-server.ts';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { findSkillPage } from '../support/editor/skill-page.ts';
import type { LoopbackServer } from '../support/loopback-server.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

const standup = {
  slug: 'standup',
  displayName: 'Stand-up Notes',
  summary: 'Writes the notes of a stand-up meeting. Use after one.',
  version: '1.2.0',
  files: {
    'SKILL.md':
      '---\nname: standup\ndescription: Writes the notes of a stand-up meeting. Use after one.\nlicense: MIT\nmetadata:\n  author: ada\n  version: 1.2.0\n---\n## Steps\nAsk what was done, what is next and what is in the way.\n',
    'README.md':
      '# Stand-up Notes\n\nOne page, **every day**.\n\n- done\n- next\n\n<img src="https://example.com/pixel.png">\n![pixel](https://example.com/pixel.png)\n[run](command:aios.sync)\n',
  },
};

describe('installing skills in the editor', () => {
  let clawhub: LoopbackServer;
  let workbench: SampleWorkbench;

  before(async () => {
    clawhub = await startClawhub([standup]);
    workbench = await openSampleWorkbench({ environment: { CLAWHUB_REGISTRY: clawhub.origin } });
    await workbench.driver.openView('AI OS');
  });

  after(async () => {
    await workbench?.close();
    await clawhub?.[Symbol.asyncDispose]();
  });

  const input = () => workbench.page.locator('.quick-input-widget input').first();

  async function type(text: string): Promise<void> {
    await input().fill(text);
  }

  async function skills(): Promise<string[]> {
    const rows = await workbench.driver.treeItems('Skills').catch(() => []);
    return rows.filter(({ level }) => level === 1).map(({ label }) => label);
  }

  it('asks where from, and asks nobody else before there is something to search for', async () => {
    const { driver } = workbench;
    await driver.runCommand('AI OS: Install Skill…');
    const places = ['Browse for Folder…', 'Browse for Archive…', 'Shipped Skills'];
    assert.deepEqual(await driver.quickPickLabels(), places);
    await driver.screenshot('install-skill');
    await type('no');
    await driver.quickPickRow('Type at least 3 characters to search').waitFor();
    await type('/home/nobody/secret-notes');
    await driver.quickPickRow('Nothing known has this form').waitFor();
    await type('acme/skills');
    await driver.quickPickRow('Install from acme/skills').waitFor();
    assert.deepEqual(clawhub.requests, []);
  });

  it('searches ClawHub for words, once for all that is typed in one go', async () => {
    const { driver, page } = workbench;
    await type('');
    await input().pressSequentially('meeting notes', { delay: 10 });
    await driver.quickPickRow('Stand-up Notes').waitFor();
    await driver.screenshot('install-search');
    assert.deepEqual(
      clawhub.requests.map(({ url }) => url),
      ['/api/v1/search?q=meeting+notes&limit=25'],
    );
    await type('offline');
    const failed = page.locator('.quick-input-widget .monaco-list-row').first();
    await driver.waitFor('the failed search as an item', async () =>
      /503|did not|cannot|could not/iu.test(await failed.innerText()) ? true : undefined,
    );
    await driver.screenshot('install-search-failed');
    assert.deepEqual(await driver.notifications(), []);
  });

  it('shows what a skill is before it is installed, and installs it when told to', async () => {
    const { driver, page } = workbench;
    await type('stand-up');
    await driver.quickPickRow('Stand-up Notes').click();
    const shown = await findSkillPage(page, /^standup/iu);
    const text = await shown.locator('main').innerText();
    for (const told of ['clawhub:ada/standup', '1.2.0', 'sha256:', 'The scan found', 'SKILL.md'])
      assert.ok(text.includes(told), `${told} in ${text}`);
    await driver.screenshot('install-page');
    console.log(await shown.locator('body').ariaSnapshot());
    assert.deepEqual(await skills(), []);
    await shown.getByRole('link', { name: 'Install' }).click();
    await driver.waitForNotification(/is installed\. Deliver it to your AI clients now\?/u);
    assert.equal((await skills()).length, 1);
    await driver.screenshot('install-done');
  });
});
