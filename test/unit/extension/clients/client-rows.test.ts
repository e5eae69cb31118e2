import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { clientRows } from '../../../../extension/features/clients/client-rows.ts';
import {
  type ClientWords,
  clientDetails,
  clientWords,
} from '../../../../extension/features/clients/client-words.ts';
import { findFullListings } from '../../../../extension/features/clients/listing-row.ts';
import type { LocatedClient } from '../../../../runtime/client/locate.ts';
import type { Confirmation } from '../../../../runtime/sync/confirmation.ts';
import { homeOfAll } from '../../../support/home-of-all.ts';
import { claudeDesktopLines } from '../../../support/running-programs.ts';
import { hostPlatform, makeSyncHome, type SyncHome } from '../../../support/sync-home.ts';

const now = new Date(2026, 0, 2, 10, 45);
const seen: Confirmation = { state: 'seen', at: new Date(2026, 0, 2, 10, 42), by: 'claude-ai 1.2' };

async function clientOf(home: SyncHome, id: string): Promise<LocatedClient> {
  const { clients } = await home.runtime.sync.status();
  const found = clients.find(({ definition }) => definition.id === id);
  assert.ok(found);
  return found;
}

async function wordsOf(home: SyncHome, id: string, confirmation?: Confirmation): Promise<string> {
  return (await bothWordsOf(home, id, confirmation)).whole;
}

async function bothWordsOf(
  home: SyncHome,
  id: string,
  confirmation?: Confirmation,
  isFull = false,
): Promise<ClientWords> {
  return clientWords(await home.runtime.sync.status(), await clientOf(home, id), confirmation, isFull, now);
}

/** As `label: description`, the whole of it. */
async function rowsOf(home: SyncHome, id: string): Promise<string[]> {
  const client = await clientOf(home, id);
  const rows = clientRows(await home.runtime.sync.status(), client, await home.runtime.sync.view(client));
  return rows.map(({ label, description, whole = description }) => `${label}: ${whole}`);
}

/** As `label: description`, as a narrow view shows it. */
async function shortRowsOf(home: SyncHome, id: string): Promise<string[]> {
  const client = await clientOf(home, id);
  const rows = clientRows(await home.runtime.sync.status(), client, await home.runtime.sync.view(client));
  return rows.map(({ label, description }) => `${label}: ${description}`);
}

async function writeSkill(home: SyncHome, root: string, name: string, description: string): Promise<void> {
  await mkdir(home.at(root, name), { recursive: true });
  await home.write(`---\nname: ${name}\ndescription: ${description}\n---\nBody.\n`, root, name, 'SKILL.md');
}

describe('How a client stands, in words', () => {
  it('goes from nothing to deliver to seen, and to drifted', async () => {
    await using home = await makeSyncHome();
    assert.equal(await wordsOf(home, 'cursor'), 'nothing to deliver');
    await home.install();
    assert.equal(await wordsOf(home, 'cursor'), 'not delivered yet');
    await home.runtime.sync.sync();
    assert.equal(await wordsOf(home, 'cursor', { state: 'delivered', since: now }), 'delivered');
    assert.equal(await wordsOf(home, 'cursor', seen), 'seen at 10:42 by claude-ai 1.2');
    const before = { state: 'not-seen', since: new Date(2026, 0, 1, 9, 5), by: 'claude-ai 1.2' } as const;
    assert.equal(await wordsOf(home, 'cursor', before), 'not seen since 2026-01-01 09:05');
    assert.equal((await bothWordsOf(home, 'cursor', seen)).short, 'seen at 10:42');
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    assert.equal(await wordsOf(home, 'cursor', seen), 'drifted');
  });

  it('shows a client’s name for itself as one harmless line', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const hostile = { ...seen, by: 'evil\n$(trash)\u202E 1' };
    assert.equal(await wordsOf(home, 'cursor', hostile), 'seen at 10:42 by evil $ (trash) 1');
  });

  it('says that a client which runs has to be quit, and why', async () => {
    await using home = await makeSyncHome({ running: () => [claudeDesktopLines[hostPlatform]] });
    await home.install();
    assert.equal(await wordsOf(home, 'claude-desktop'), 'waiting for it to be quit');
    const status = await home.runtime.sync.status();
    const details = clientDetails(status, await clientOf(home, 'claude-desktop'));
    assert.match(details.join('\n'), /While Claude Desktop runs it would write over/u);
    assert.deepEqual(await rowsOf(home, 'claude-desktop'), [
      'MCP server “aios”: waiting for Claude Desktop to be quit',
      'Skills by upload: one skill to export',
    ]);
    assert.equal((await shortRowsOf(home, 'claude-desktop'))[0], 'MCP server “aios”: waiting');
    assert.equal((await bothWordsOf(home, 'claude-desktop')).short, 'quit it first');
  });
});

describe('What a client sees, as rows', () => {
  it('begins with the way back where the person chose that it is left alone', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.leaveAlone('cursor', true);
    assert.equal(await wordsOf(home, 'cursor'), 'left alone');
    const [first] = await rowsOf(home, 'cursor');
    assert.equal(first, 'Deliver Again: left alone until then');
    const details = clientDetails(await home.runtime.sync.status(), await clientOf(home, 'cursor'));
    assert.match(details.join('\n'), /AI OS delivers nothing to Cursor, as you chose\./u);
    await home.runtime.sync.leaveAlone('claude-desktop', true);
    assert.deepEqual(await rowsOf(home, 'claude-desktop'), ['Deliver Again: left alone until then']);
  });

  it('are our places, the person’s own skills, and the room in its listing', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const rows = await rowsOf(home, 'claude-code');
    assert.deepEqual(rows.slice(0, 3), [
      'MCP server “aios”: in sync',
      'Skill “meeting-notes”: in sync',
      'Skill “my-notes”: not from AI OS',
    ]);
    assert.match(rows[3] ?? '', /^Skill listing: [1-9]\d? %$/u);
    assert.equal(rows.length, 4);
    const { sync } = home.runtime;
    assert.equal((await findFullListings(sync, await sync.status())).size, 0);
  });

  it('say plainly what is shown twice, what hides ours, and what is taken', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await writeSkill(home, '.claude/skills', 'meeting-notes', 'Mine.');
    await writeSkill(home, '.cursor/skills', 'maps', 'One.');
    await writeSkill(home, '.claude/skills', 'maps', 'Two.');
    await home.runtime.sync.sync();
    assert.ok((await rowsOf(home, 'claude-code')).includes('Skill “meeting-notes”: name taken by another'));
    const rows = await rowsOf(home, 'cursor');
    assert.ok(
      rows.some((row) => /^Skill “maps”: not from AI OS, (shown twice|hides another one)$/u.test(row)),
      rows.join('\n'),
    );
    const short = await shortRowsOf(home, 'cursor');
    assert.ok(
      short.some((row) => /^Skill “maps”: (shown twice|hides another one)$/u.test(row)),
      short.join('\n'),
    );
  });

  it('say what an editor has by its own API, and since when', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at('.aios', 'plugins', 'cursor', '.cursor-plugin'), { recursive: true });
    await home.write('{"name":"aios"}', '.aios', 'plugins', 'cursor', '.cursor-plugin', 'plugin.json');
    await home.install({ clients: ['cursor'] });
    const { sync } = home.runtime;
    await sync.sync({ clients: ['cursor'] });
    // As if an editor had taken the server: nothing of it is in a config.
    await home.runtime.sync.undo();
    await sync.noteOffer('cursor', home.laid.cursor.path, true);
    const client = await clientOf(home, 'cursor');
    const status = await sync.status();
    const rows = clientRows(status, client, await sync.view(client), await sync.offers(status));
    const server = rows.find(({ icon }) => icon === 'offered');
    assert.equal(server?.label, 'MCP server “aios”');
    assert.equal(rows.filter(({ label }) => label === server.label).length, 1);
    assert.match(server.description, /^by the editor’s API, since 2026-01-01 \d\d:\d\d$/u);
    assert.match(server.details.join('\n'), /offers it to Cursor for as long as a window is open/u);
    await sync.sync({ clients: ['cursor'] });
    const skill = (await rowsOf(home, 'cursor')).find((row) => row.startsWith('Skill “meeting-notes”'));
    assert.match(skill ?? '', /: in sync, by the editor’s API, since 2026-01-01 \d\d:\d\d$/u);
  });

  it('say why a client gets none of ours', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await writeSkill(home, '.agents/skills', 'meeting-notes', 'Mine.');
    await home.install();
    const client = await clientOf(home, 'claude-code');
    const rows = clientRows(await home.runtime.sync.status(), client, await home.runtime.sync.view(client));
    const { details } = rows.find(({ label }) => label.includes('meeting-notes')) ?? {};
    assert.match(
      details?.join('\n') ?? '',
      /Claude Code gets no meeting-notes from AI OS: a copy for it might hide /u,
    );
  });

  it('say of a skill that is off for the client why it is read all the same', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.registry.enable('meeting-notes', false, ['codex']);
    await home.runtime.sync.sync();
    assert.ok((await rowsOf(home, 'codex')).includes('Skill “meeting-notes”: off, still read'));
    const client = await clientOf(home, 'codex');
    const rows = clientRows(await home.runtime.sync.status(), client, await home.runtime.sync.view(client));
    const { details } = rows.find(({ label }) => label.includes('meeting-notes')) ?? {};
    assert.match(details?.join('\n') ?? '', /where Zed needs it\. Switch it off for zed too/u);
  });

  it('say when the listing is full', async () => {
    await using home = await makeSyncHome();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
      await writeSkill(home, '.claude/skills', name, 'x'.repeat(1400));
    const rows = await rowsOf(home, 'claude-code');
    assert.match(rows.at(-1) ?? '', /^Skill listing: 1[12]\d %, too much$/u);
  });

  it('lead from a full listing to the clients that the longest skill of ours is on for', async () => {
    await using home = await makeSyncHome();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      await writeSkill(home, '.claude/skills', name, 'x'.repeat(1400));
    await home.install();
    await home.runtime.sync.sync();
    const client = await clientOf(home, 'claude-code');
    const view = await home.runtime.sync.view(client);
    const row = clientRows(await home.runtime.sync.status(), client, view).at(-1);
    assert.equal(row?.icon, 'full');
    assert.equal(row?.skill, 'meeting-notes');
    const [, overflow, remedy] = row?.details ?? [];
    const full = await findFullListings(home.runtime.sync, await home.runtime.sync.status());
    assert.deepEqual([...full.keys()], ['claude-code']);
    const told = full.get('claude-code') ?? [];
    assert.deepEqual(told.slice(0, 2), row?.details.slice(0, 2));
    assert.match(
      told[2] ?? '',
      /by “meeting-notes”\. Open it and click “Skill listing” to choose the clients/u,
    );
    const words = await bothWordsOf(home, 'claude-code', { state: 'delivered', since: now }, true);
    assert.deepEqual(words, { short: 'listing full, delivered', whole: 'delivered, listing full' });
    await home.runtime.sync.leaveAlone('claude-code', true);
    const leftAlone = await findFullListings(home.runtime.sync, await home.runtime.sync.status());
    assert.equal(leftAlone.size, 0, 'nothing more is delivered there');
    assert.equal(overflow, 'Claude Code tells its model of some skills by name alone.');
    assert.match(remedy ?? '', /most is taken by “meeting-notes”\. Click to choose the clients/u);
  });

  it('say how much skills take where there is no limit, and where none is known', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    const listingOf = async (id: string) => (await rowsOf(home, id)).at(-1) ?? '';
    assert.match(await listingOf('gemini-cli'), /^Skill listing: \d+ characters, no limit$/u);
    assert.match(await listingOf('cursor'), /^Skill listing: \d+ characters, limit unknown$/u);
    assert.match(await listingOf('vscode'), /^Skill listing: \d %$/u);
    const shortListingOf = async (id: string) => (await shortRowsOf(home, id)).at(-1) ?? '';
    assert.match(await shortListingOf('gemini-cli'), /^Skill listing: no limit$/u);
    assert.match(await shortListingOf('cursor'), /^Skill listing: limit unknown$/u);
    const desktop = await rowsOf(home, 'claude-desktop');
    assert.ok(!desktop.some((row) => row.startsWith('Skill listing')), 'it reads none from disk');
  });
});
