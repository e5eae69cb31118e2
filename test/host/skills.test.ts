import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InstalledSkill } from '../../runtime/registry/installed-skill.ts';
import { writeZip } from '../support/hostile-archive.ts';
import { startLoopbackProxy } from '../support/loopback-proxy.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';
import { writeSkillFolder } from '../support/skill-folder.ts';
import { installAgreed, runAndLeave, updateAgreed } from './install-agreed.ts';
import { syncAgreed } from './sync-agreed.ts';

async function installed(id: string): Promise<InstalledSkill | undefined> {
  const text = await readFile(join(homedir(), '.aios', 'registry', 'index.json'), 'utf8');
  const { skills } = JSON.parse(text) as { skills: InstalledSkill[] };
  return skills.find(({ manifest }) => manifest.id === id);
}

async function versionOf(id: string): Promise<string | undefined> {
  return (await installed(id))?.manifest.version;
}

function run<T>(command: string, ...words: unknown[]): Thenable<T> {
  return vscode.commands.executeCommand<T>(`aios.skills.${command}`, ...words);
}

/** The pages of skills that are open, once they are as expected: the editor tells of its tabs a moment later. */
async function pagesOpen(isExpected: (pages: vscode.Tab[]) => boolean): Promise<vscode.Tab[]> {
  for (;;) {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const pages = tabs.filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('aios.skill'),
    );
    if (isExpected(pages)) return pages;
    await new Promise((resolve) => {
      const listening = vscode.window.tabGroups.onDidChangeTabs((event) => {
        listening.dispose();
        resolve(event);
      });
    });
  }
}

describe('the commands of the Skills view', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aios-host-skills-'));
    await writeSkillFolder(folder, { id: 'minutes' });
    await writeSkillFolder(folder, { id: 'decisions' });
    await writeSkillFolder(folder, { id: 'left-alone' });
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('show those skills of a folder that are asked for, and install nothing when that page is left', async () => {
    const wanted = { source: folder, skills: ['minutes', 'decisions'] };
    const { title } = await runAndLeave('aios.skills.install', wanted);
    assert.equal(title, 'Install 2 Skills?');
    assert.equal(await versionOf('minutes'), undefined);
    assert.equal(await versionOf('decisions'), undefined);
  });

  it('find what is outdated, and leave it as it is when the page that shows the update is left', async () => {
    await installAgreed(folder, { skills: ['minutes', 'decisions'] });
    await writeSkillFolder(folder, { id: 'minutes', version: '1.1.0' });
    await writeSkillFolder(folder, { id: 'decisions', version: '2.0.0' });
    assert.equal(await run('checkForUpdates'), 2);
    assert.equal((await runAndLeave('aios.skills.update', 'minutes')).title, 'Update Meeting Notes?');
    assert.equal(await versionOf('minutes'), '1.0.0');
    await updateAgreed('minutes');
    assert.equal(await run('checkForUpdates'), 1);
  });

  it('pass over a pinned skill when all are updated, until it is unpinned', async () => {
    await run('pin', 'decisions');
    assert.equal(await run('checkForUpdates'), 0);
    assert.equal((await runAndLeave('aios.skills.updateAll')).title, '');
    assert.equal(await versionOf('decisions'), '1.0.0');
    await run('unpin', 'decisions');
    assert.equal((await runAndLeave('aios.skills.updateAll')).title, 'Update Meeting Notes?');
  });

  it('bring back an earlier version that is kept', async () => {
    const { digest = '' } = (await installed('minutes')) ?? {};
    await writeSkillFolder(folder, { id: 'minutes', version: '1.2.0' });
    await updateAgreed('minutes');
    assert.equal(await versionOf('minutes'), '1.2.0');
    await run('rollBack', 'minutes', digest);
    assert.equal(await versionOf('minutes'), '1.1.0');
  });

  it('switch a skill on for the clients that are chosen', async () => {
    await syncAgreed();
    await run('enableFor', 'minutes', ['cursor', 'claude-desktop']);
    const skill = await installed('minutes');
    assert.deepEqual(skill?.disabledFor, ['claude-code']);
    const { errors } = await syncAgreed();
    assert.deepEqual(errors, []);
    await run('enableFor', 'minutes', ['cursor', 'claude-desktop', 'claude-code']);
    assert.equal((await installed('minutes'))?.disabledFor, undefined);
  });

  it('copy where a skill came from', async () => {
    await run('copySource', 'minutes');
    assert.equal(await vscode.env.clipboard.readText(), join(folder, 'minutes'));
  });

  it('open the page of a skill once', async () => {
    await run('showDetails', 'minutes');
    await run('showDetails', 'minutes');
    const pages = await pagesOpen((found) => found.length > 0);
    assert.deepEqual(
      pages.map(({ label }) => label),
      ['Meeting Notes'],
    );
    await vscode.window.tabGroups.close(pages);
  });

  it('reach a host on a private network only when the setting names it', async () => {
    await using server = await startLoopbackServer((_request, response) => {
      response.writeHead(404).end();
    });
    const source = `${server.origin}/notes.zip`;
    await run('install', source);
    assert.equal(server.requests.length, 0);
    const settings = vscode.workspace.getConfiguration('aios');
    await settings.update('network.allowedPrivateHosts', [server.host], vscode.ConfigurationTarget.Global);
    await run('install', source);
    assert.equal(server.requests.length, 1);
    await settings.update('network.allowedPrivateHosts', undefined, vscode.ConfigurationTarget.Global);
    await run('install', source);
    assert.equal(server.requests.length, 1);
  });

  it('take a skill out', async () => {
    await run('remove', 'minutes');
    await run('remove', 'decisions');
    assert.equal(await installed('minutes'), undefined);
  });

  it('reach a name that only the proxy of the editor’s settings knows', async () => {
    const zip = writeZip([
      { name: 'SKILL.md', content: '---\nname: zipped\ndescription: Z.\n---\nDo it.\n' },
    ]);
    await using site = await startLoopbackServer((_request, response) => void response.end(zip));
    await using proxy = await startLoopbackProxy({
      hosts: { 'files.test': Number(new URL(site.origin).port) },
    });
    const settings = vscode.workspace.getConfiguration('http');
    await settings.update('proxy', proxy.origin, vscode.ConfigurationTarget.Global);
    try {
      const agreed = vscode.commands.executeCommand('aios.skills.install', 'http://files.test/zipped.zip');
      await pagesOpen((pages) => pages.length > 0 || proxy.asked.length > 0);
      assert.deepEqual(proxy.asked, ['GET http://files.test/zipped.zip']);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await agreed;
    } finally {
      await settings.update('proxy', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
