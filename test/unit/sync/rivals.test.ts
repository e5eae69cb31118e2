import assert from 'node:assert/strict';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Rival } from '../../../runtime/sync/rivals.ts';
import { hostPlatform, makeSyncHome, type SyncHome, snapshot } from '../../support/sync-home.ts';

const skillText = '---\nname: meeting-notes\ndescription: Ours in this project.\n---\nList them.\n';

/** A home to which a skill was delivered, and a project beside it. */
async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  assert.deepEqual((await home.runtime.sync.sync()).errors, []);
  await mkdir(home.at('shop'));
  return home;
}

function launcherOf(home: SyncHome): string {
  return join(home.aios, 'bin', hostPlatform === 'win32' ? 'aios-mcp.cmd' : 'aios-mcp');
}

async function rivals({ runtime: { sync } }: SyncHome, project?: string): Promise<readonly Rival[]> {
  return sync.rivals(await sync.status(), project);
}

async function put(home: SyncHome, text: string, ...parts: string[]): Promise<void> {
  await mkdir(dirname(home.at(...parts)), { recursive: true });
  await home.write(text, ...parts);
}

function serversText(servers: object): string {
  return JSON.stringify({ mcpServers: servers });
}

/** As `client kind state id path`, the path below the home. */
function told(home: SyncHome, found: readonly Rival[]): string[] {
  return found.map(({ client, kind, state, id, path }) =>
    [client, kind, state, id, path.slice(home.path.length + 1).replaceAll('\\', '/')].join(' '),
  );
}

describe('Our server in a config a second time', () => {
  it('is told of with its name, its file and what can be done, and stays', async () => {
    await using home = await delivered();
    const { path } = home.laid.cursor;
    const text = await home.read(path);
    const launcher = JSON.stringify(launcherOf(home));
    await home.write(
      text.replace('"mcpServers": {', `"mcpServers": {\n\t\t"my-aios": { "command": ${launcher} }, // mine`),
      path,
    );
    const before = await snapshot(home.path);
    const found = await rivals(home);
    assert.deepEqual(told(home, found), ['cursor server duplicate my-aios .cursor/mcp.json']);
    assert.match(found[0]?.message ?? '', /as "my-aios": Cursor has every tool of it twice\.$/u);
    assert.match(found[0]?.remedy ?? '', /^Remove "my-aios"/u);
    assert.deepEqual(await snapshot(home.path), before, 'looking changes nothing');
    await home.runtime.sync.sync();
    await home.runtime.sync.repair({ edited: 'restore' });
    await home.runtime.registry.remove('meeting-notes');
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.match(await home.read(path), /"my-aios"/u);
  });

  it('is no second time where the first does not stand', async () => {
    await using home = await delivered();
    const servers = { mine: { command: launcherOf(home) }, other: { command: launcherOf(home) } };
    await home.write(serversText(servers), home.laid.cursor.path);
    assert.deepEqual(await rivals(home), []);
  });

  it('is nothing where nothing of the kind is there, or a config cannot be read', async () => {
    await using home = await delivered();
    assert.deepEqual(await rivals(home), []);
    await home.write(`{ "aios-mcp": "aios-mcp`, home.laid.cursor.path);
    assert.deepEqual(await rivals(home), []);
  });
});

describe('What a project has of its own', () => {
  it('counts only when the project is named', async () => {
    await using home = await delivered();
    await put(home, serversText({ aios: { command: launcherOf(home) } }), 'shop', '.mcp.json');
    await put(home, serversText({ aios: { command: 'mine' } }), 'shop', '.cursor', 'mcp.json');
    await put(home, skillText, 'shop', '.claude', 'skills', 'meeting-notes', 'SKILL.md');
    assert.deepEqual(await rivals(home), []);
    const before = await snapshot(home.path);
    assert.deepEqual(told(home, await rivals(home, home.at('shop'))), [
      'cursor server shadowed aios shop/.cursor/mcp.json',
      'cursor skill duplicate meeting-notes shop/.claude/skills/meeting-notes',
      'claude-code server duplicate aios shop/.mcp.json',
      'claude-code skill duplicate meeting-notes shop/.claude/skills/meeting-notes',
    ]);
    assert.deepEqual(await snapshot(home.path), before, 'a project’s files are never written');
  });

  it('says which of two skills of one name a client shows, as far as it is known', async () => {
    await using home = await makeSyncHome();
    for (const client of ['.codex', join('.codeium', 'windsurf')])
      await mkdir(home.at(client), { recursive: true });
    await home.install();
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    for (const root of ['.claude', '.agents'])
      await put(home, skillText, 'shop', root, 'skills', 'another-folder', 'SKILL.md');
    const found = await rivals(home, home.at('shop'));
    const messages = new Map(found.map(({ client, message }) => [client, message]));
    assert.match(messages.get('claude-code') ?? '', /Claude Code shows one of the two\.$/u);
    assert.match(messages.get('cursor') ?? '', /Cursor may show both\.$/u);
    assert.match(messages.get('windsurf') ?? '', /Windsurf may show both\.$/u);
    assert.match(messages.get('codex') ?? '', /Codex may show both\.$/u);
    for (const { client, remedy } of found)
      assert.match(remedy, new RegExp(`aios disable meeting-notes --client ${client}`, 'u'));
  });

  it('is nothing where the project is the home itself, or only leads to what we deliver', async function () {
    if (process.platform === 'win32') this.skip();
    await using home = await delivered();
    await put(home, skillText, '.claude', 'skills', 'another-folder', 'SKILL.md');
    assert.deepEqual(await rivals(home, home.path), [], 'these are the person’s, not the project’s');
    await rm(home.at('.claude', 'skills', 'another-folder'), { recursive: true });
    await mkdir(home.at('shop', '.claude'));
    await symlink(home.at('.claude', 'skills'), home.at('shop', '.claude', 'skills'));
    assert.deepEqual(await rivals(home, home.at('shop')), []);
    await rm(home.at('shop', '.claude', 'skills'));
    await put(home, skillText, 'shop', '.claude', 'skills', 'meeting-notes', 'SKILL.md');
    assert.equal((await rivals(home, home.at('shop'))).length, 2);
  });

  it('is nothing for a client that the skill is not for', async () => {
    await using home = await makeSyncHome();
    await home.install({ clients: ['claude-code'] });
    await home.runtime.sync.sync();
    await put(home, skillText, 'shop', '.claude', 'skills', 'meeting-notes', 'SKILL.md');
    assert.deepEqual(told(home, await rivals(home, home.at('shop'))), [
      'claude-code skill duplicate meeting-notes shop/.claude/skills/meeting-notes',
    ]);
  });
});
