import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSampleWorkbench, type SampleWorkbench } from '../support/editor/sample-workbench.ts';
import { agreeOnPage } from '../support/editor/skill-page.ts';
import { clearNotifications, startCommand } from '../support/editor/start-command.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';

/** What is edited in the delivered copy: part of the prompt, so that it can be adopted. */
const told = 'List the decisions in these notes';

describe('the Clients view', () => {
  let workbench: SampleWorkbench;
  let configs: Record<'cursor' | 'desktop' | 'code', string>;
  let copy: string;

  before(async () => {
    workbench = await openSampleWorkbench();
    const { driver, place } = workbench;
    configs = {
      cursor: join(place.home, '.cursor', 'mcp.json'),
      desktop: join(place.home, '.config', 'Claude', 'claude_desktop_config.json'),
      code: join(place.home, '.claude.json'),
    };
    copy = join(place.home, '.claude', 'skills', 'meeting-notes', 'SKILL.md');
    await driver.openView('AI OS');
    const folder = await writeSkillFolder(place.workspace);
    await call('aios.skills.install', folder);
    await agreeOnPage(workbench.page);
    await driver.waitForTreeItems('Skills', (rows) => rows.length === 1);
    await clearNotifications(workbench);
  });

  after(() => workbench?.close());

  const call = (command: string, argument?: string): Promise<void> =>
    startCommand(workbench, command, argument);

  async function texts(): Promise<string[]> {
    return Promise.all(Object.values(configs).map((path) => readFile(path, 'utf8')));
  }

  async function waitForClient(words: string): Promise<void> {
    await workbench.driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => accessibleName === words),
    );
  }

  async function waitForTab(title: RegExp): Promise<void> {
    const { driver } = workbench;
    await driver.waitFor(`the tab ${title}`, async () =>
      title.test(
        await workbench.evaluate(({ window }) => window.tabGroups.activeTabGroup.activeTab?.label ?? ''),
      )
        ? true
        : undefined,
    );
  }

  async function editCopy(to: string): Promise<void> {
    const text = await readFile(copy, 'utf8');
    assert.ok(text.includes(told));
    await writeFile(copy, text.replace(told, to));
    await waitForClient('Claude Code, drifted');
  }

  async function pressInRow(label: string, action: string): Promise<void> {
    const row = workbench.driver.treeRow('Clients', label);
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  it('shows every edit before the first write, and writes nothing when told not to', async () => {
    const { driver } = workbench;
    const before = await texts();
    await driver.runCommand('AI OS: Sync All');
    assert.deepEqual(await driver.quickPickLabels(), [
      'Apply',
      'Choose Clients…',
      'Not Now',
      'Never for Some…',
    ]);
    await waitForTab(/^What AI OS Will Write/u);
    const editor = workbench.page.locator('.multiDiffEntry').first();
    await editor.waitFor();
    await driver.screenshot('first-write');
    await driver.quickPickRow('Not Now').click();
    await waitForTab(/^$/u);
    assert.deepEqual(await texts(), before);
    await waitForClient('Cursor, not delivered yet');
  });

  it('leaves a client alone from then on when told so, and delivers to it again when asked to', async () => {
    const { driver, page } = workbench;
    const before = await texts();
    await driver.runCommand('AI OS: Sync All');
    await driver.quickPickRow('Never for Some…').click();
    await driver.quickPickRow('Claude Desktop').click();
    await page.getByText('1 Selected').waitFor();
    await page.keyboard.press('Enter');
    await waitForClient('Claude Desktop, left alone');
    await driver.quickPickRow('Apply').getByText('Cursor, Claude Code').waitFor();
    await driver.quickPickRow('Not Now').click();
    await driver.expand('Clients', 'Claude Desktop');
    await driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => accessibleName.startsWith('Deliver Again')),
    );
    await driver.screenshot('left-alone');
    await driver.treeRow('Clients', 'Deliver Again').click();
    await driver.quickPickRow('Never for Claude Desktop').waitFor();
    await driver.screenshot('first-write-never');
    await driver.quickPickRow('Not Now').click();
    await waitForClient('Claude Desktop, not delivered yet');
    assert.deepEqual(await texts(), before);
    await driver.treeRow('Clients', 'Claude Desktop').click();
  });

  it('writes to those of the clients that are chosen, and asks for the others again', async () => {
    const { driver, page } = workbench;
    const { desktop } = configs;
    const before = await readFile(desktop, 'utf8');
    await driver.runCommand('AI OS: Sync All');
    await driver.quickPickRow('Choose Clients…').click();
    await page.getByText('3 Selected').waitFor();
    await driver.quickPickRow('Claude Desktop').click();
    await page.getByText('2 Selected').waitFor();
    await driver.screenshot('first-write-choose');
    await page.keyboard.press('Enter');
    await driver.waitForNotification(/3 changes made for Cursor, Claude Code/u);
    await waitForClient('Cursor, delivered');
    assert.equal(await readFile(desktop, 'utf8'), before);
    await driver.runCommand('AI OS: Sync All');
    assert.deepEqual(await driver.quickPickLabels(), ['Apply', 'Not Now', 'Never for Claude Desktop']);
    await driver.quickPickRow('Apply').click();
    const { buttons } = await driver.waitForNotification(/1 change made for Claude Desktop/u);
    assert.deepEqual(buttons, ['How to Reload', 'Undo']);
    await waitForClient('Claude Desktop, delivered');
    await clearNotifications(workbench);
  });

  it('shows what a client sees: the server, our skill, the person’s own, and how full its listing is', async () => {
    const { driver } = workbench;
    await driver.expand('Clients', 'Claude Code');
    const rows = await driver.waitForTreeItems(
      'Clients',
      (found) => found.filter(({ level }) => level === 2).length === 4,
    );
    assert.deepEqual(
      rows
        .filter(({ level }) => level === 2)
        .map(({ accessibleName }) => accessibleName.replace(/\d+ %/u, 'N %')),
      [
        'MCP server “aios”, in sync',
        'Skill “meeting-notes”, in sync',
        'Skill “my-notes”, not from AI OS',
        'Skill listing, N %',
      ],
    );
    await driver.treeRow('Clients', 'Skill listing').hover();
    await workbench.page.locator('.monaco-hover').getByText('of the 8,000 characters').waitFor();
    await driver.screenshot('client-sees');
  });

  it('leads from a listing that is too full to the clients that our skill is on for', async () => {
    const { driver, page, place } = workbench;
    const folders = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => join(place.home, '.claude', 'skills', name));
    for (const folder of folders) {
      await mkdir(folder);
      const text = `---\nname: x\ndescription: ${'x'.repeat(1400)}\n---\nBody.\n`;
      await writeFile(join(folder, 'SKILL.md'), text.replace('name: x', `name: ${folder.at(-1)}`));
    }
    await call('aios.drift.check');
    await driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) => /^Skill listing, 1\d\d %, too much$/u.test(accessibleName)),
    );
    // Where the client is not opened, its own row says so.
    const code = page.getByRole('treeitem', { name: 'Claude Code, delivered, listing full', exact: true });
    await code.click();
    await driver.waitFor('the client to be closed', async () =>
      (await code.getAttribute('aria-expanded')) === 'false' ? true : undefined,
    );
    await page.mouse.move(0, 0);
    await code.hover();
    await page.locator('.monaco-hover').getByText('most is taken by “meeting-notes”').waitFor();
    await driver.screenshot('client-full-closed');
    await driver.expand('Clients', 'Claude Code');
    await driver.treeRow('Clients', 'Skill listing').click();
    assert.deepEqual(await driver.quickPickLabels(), ['Claude Desktop', 'Cursor', 'Claude Code']);
    await driver.screenshot('client-listing-full');
    await page.keyboard.press('Escape');
    for (const folder of folders) await rm(folder, { recursive: true });
    await call('aios.drift.check');
    await page.getByRole('treeitem', { name: /^Skill listing, \d %$/u }).waitFor();
    await waitForClient('Claude Code, delivered');
  });

  it('says when a client took its entry up', async () => {
    const { place } = workbench;
    const folder = join(place.aiosHome, 'state', 'heartbeats');
    await mkdir(folder, { recursive: true });
    const now = new Date().toISOString();
    const client = { name: 'cursor-vscode', version: '1.2' };
    const beat = { pid: process.pid, client, started: now, lastSeen: now };
    await writeFile(join(folder, 'beat.json'), JSON.stringify(beat));
    await call('aios.drift.check');
    await workbench.driver.waitForTreeItems('Clients', (rows) =>
      rows.some(({ accessibleName }) =>
        /^Cursor, seen at \d\d:\d\d by cursor-vscode 1\.2$/u.test(accessibleName),
      ),
    );
    await clearNotifications(workbench);
  });

  it('compares what was delivered with what is there, in the editor’s own comparison', async () => {
    const { driver, page } = workbench;
    await editCopy('Sing the decisions');
    const { buttons } = await driver.waitForNotification(
      /Claude Code: the skill “meeting-notes” was edited there/u,
    );
    assert.deepEqual(buttons, ['Show Changes', 'Show']);
    await driver.treeRow('Clients', 'Skill “meeting-notes”').click();
    await waitForTab(/^“meeting-notes” in Claude Code: ours ↔ what is there$/u);
    await page.locator('.monaco-diff-editor').getByText('Sing the decisions').first().waitFor();
    await page.getByRole('button', { name: 'Keep What Is There' }).first().waitFor();
    await page.getByRole('button', { name: 'Adopt as New Version' }).first().waitFor();
    await driver.screenshot('drift-diff');
  });

  it('tells of the same drift once, also after a reload', async () => {
    const { driver } = workbench;
    await clearNotifications(workbench);
    await workbench.reload();
    await driver.openView('AI OS');
    await waitForClient('Claude Code, drifted');
    await driver.statusBarItem('AI OS: 1 drifted, show changes');
    await call('aios.drift.check');
    // Told after whatever the first look had to tell.
    await driver.waitForNotification(/One place differs/u);
    const messages = (await driver.notifications()).map(({ message }) => message);
    assert.deepEqual(
      messages.filter((message) => /edited there/u.test(message)),
      [],
    );
    await clearNotifications(workbench);
  });

  it('puts back what was delivered, and the edit again with Undo', async () => {
    const { driver } = workbench;
    await driver.expand('Clients', 'Claude Code');
    await pressInRow('Skill “meeting-notes”', 'Restore What Was Delivered');
    const { buttons } = await driver.waitForNotification(/is as AI OS delivered it again/u);
    assert.deepEqual(buttons, ['Undo']);
    assert.ok((await readFile(copy, 'utf8')).includes(told));
    await waitForClient('Claude Code, delivered');
    await driver.pressNotificationButton('delivered it again', 'Undo');
    await waitForClient('Claude Code, drifted');
    assert.match(await readFile(copy, 'utf8'), /Sing the decisions/u);
    await clearNotifications(workbench);
  });

  it('makes an edit the installed version, from the button above the comparison', async () => {
    const { driver, page } = workbench;
    await driver.treeRow('Clients', 'Skill “meeting-notes”').click();
    await waitForTab(/ours ↔ what is there$/u);
    await page.locator('.editor-actions').getByRole('button', { name: 'Adopt as New Version' }).click();
    await driver.waitForTreeItems('Skills', ([first]) =>
      /version 1\.0\.1/u.test(first?.accessibleName ?? ''),
    );
    await waitForClient('Claude Code, delivered');
    await waitForTab(/^$/u);
    await driver.waitForNotification(/is the installed version now/u);
    assert.match(await readFile(copy, 'utf8'), /Sing the decisions/u);
    await clearNotifications(workbench);
  });

  it('leaves an edited entry to the person, who may take that back', async () => {
    const { driver } = workbench;
    const text = await readFile(configs.cursor, 'utf8');
    await writeFile(configs.cursor, text.replace('/bin/aios-mcp"', '/bin/mine", "env": { "KEY": "hush" }'));
    await waitForClient('Cursor, drifted');
    await driver.expand('Clients', 'Cursor');
    const server = driver.tree('Clients').getByRole('treeitem', { name: 'MCP server “aios”, edited here' });
    await server.click();
    await waitForTab(/^“aios” in Cursor/u);
    const diff = workbench.page.locator('.monaco-diff-editor');
    await diff.getByText('(hidden)').first().waitFor();
    assert.doesNotMatch(await diff.innerText(), /hush/u);
    await driver.screenshot('drift-entry');
    await server.hover();
    await server.getByRole('button', { name: 'Keep What Is There' }).click();
    await driver.waitForNotification(/Cursor: its entry for AI OS is yours now/u);
    await waitForClient('Cursor, in sync');
    await driver.pressNotificationButton('is yours now', 'Undo');
    await waitForClient('Cursor, drifted');
    await writeFile(configs.cursor, text);
    await driver.waitForTreeItems('Clients', (rows) =>
      rows.every(({ description }) => description !== 'drifted'),
    );
    await clearNotifications(workbench);
  });

  it('compares several files in one editor, with the same choices above it', async () => {
    const { driver, page } = workbench;
    const schema = join(copy, '..', 'references', 'schema.output.json');
    await writeFile(schema, '{ "type": "object", "description": "Mine." }\n');
    await writeFile(copy, (await readFile(copy, 'utf8')).replace('Sing the decisions', 'Hum the decisions'));
    await waitForClient('Claude Code, drifted');
    const skill = driver
      .tree('Clients')
      .getByRole('treeitem', { name: 'Skill “meeting-notes”, edited here' });
    await skill.first().click();
    await waitForTab(/^“meeting-notes” in Claude Code/u);
    await page.locator('.multiDiffEntry').nth(1).waitFor();
    await driver.screenshot('drift-several');
    await page.locator('.editor-actions').getByRole('button', { name: 'Restore What Was Delivered' }).click();
    await driver.waitForNotification(/is as AI OS delivered it again/u);
    await waitForTab(/^$/u);
    assert.match(await readFile(copy, 'utf8'), /Sing the decisions/u);
    assert.doesNotMatch(await readFile(schema, 'utf8'), /Mine/u);
    await clearNotifications(workbench);
  });

  it('waits for Claude Desktop to be quit, and then writes by itself', async () => {
    const { driver, place } = workbench;
    const program = join(place.home, 'claude-desktop');
    await copyFile('/bin/sleep', program);
    const child = spawn(program, ['120'], { env: { HOME: place.home }, stdio: 'ignore' });
    try {
      const text = await readFile(configs.desktop, 'utf8');
      const [start = '', end = ''] = text.split(/,?\s*"aios": \{[^}]*\}/u);
      await writeFile(configs.desktop, start + end);
      await waitForClient('Claude Desktop, waiting for it to be quit');
      await driver.runCommand('AI OS: Sync to Claude Desktop');
      await driver.waitForNotification(/Waiting for Claude Desktop to be quit/u);
      const offers = workbench.page.locator('.notification-toast', { hasText: 'Wait for It' });
      assert.equal(await offers.filter({ visible: true }).count(), 0, 'it waits already');
      await driver.screenshot('waiting-for-desktop');
      await driver.pressNotificationButton('Waiting for Claude Desktop', 'Cancel');
      await driver.waitFor('the end of the waiting', async () => {
        const messages = (await driver.notifications()).map(({ message }) => message);
        return messages.some((message) => message.startsWith('Waiting')) ? undefined : true;
      });
      await driver.runCommand('AI OS: Sync to Claude Desktop');
      await driver.waitForNotification(/Waiting for Claude Desktop to be quit/u);
      assert.equal(await readFile(configs.desktop, 'utf8'), start + end);
      child.kill();
      const { buttons } = await driver.waitForNotification(/1 change made for Claude Desktop/u);
      assert.deepEqual(buttons, ['Export for Upload…', 'How to Reload', 'Undo']);
      assert.match(await readFile(configs.desktop, 'utf8'), /"aios"/u);
      await waitForClient('Claude Desktop, delivered');
    } finally {
      child.kill();
    }
  });

  it('exports the skills that Claude Desktop takes by upload', async () => {
    const { driver, place } = workbench;
    await workbench.evaluate(async (vscode, folder) => {
      void vscode.commands.executeCommand('aios.clients.exportForUpload', vscode.Uri.file(folder));
    }, place.workspace);
    await driver.waitForNotification(/One skill exported/u);
    assert.equal(
      (await readFile(join(place.workspace, 'meeting-notes.zip'))).subarray(0, 2).toString(),
      'PK',
    );
  });
});

describe('the Clients view of somebody without an AI client', () => {
  let workbench: SampleWorkbench;

  before(async () => {
    workbench = await openSampleWorkbench({
      prepare: async ({ home }) => {
        for (const name of ['.config', '.cursor', '.claude', '.claude.json'])
          await rm(join(home, name), { recursive: true, force: true });
      },
    });
  });

  after(() => workbench?.close());

  it('says what to do', async () => {
    const { driver } = workbench;
    await driver.openView('AI OS');
    const text = await driver.welcomeText('Clients');
    assert.match(text, /No AI client was found on this machine/u);
    assert.match(text, /Look Again/u);
    await driver.runCommand('AI OS: Sync to Claude Desktop');
    await driver.waitForNotification(/Claude Desktop was not found\. Install it and open it once/u);
    await driver.screenshot('no-client');
  });
});
