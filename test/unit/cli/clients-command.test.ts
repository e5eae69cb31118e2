import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { clients } from '../../../runtime/cli/commands/clients.ts';
import type { ListingUse } from '../../../runtime/client/listing-use.ts';
import type { SeenSkill } from '../../../runtime/client/what-clients-see.ts';
import type { StillSeen } from '../../../runtime/sync/still-seen.ts';
import { homeOfAll } from '../../support/home-of-all.ts';
import { layOutAllClients } from '../../support/lay-out-clients.ts';
import { hostPlatform, makeSyncHome, type SyncHome } from '../../support/sync-home.ts';

interface Told {
  readonly text: string;
  readonly clients: readonly {
    readonly id: string;
    readonly state: string;
    readonly sees: readonly SeenSkill[];
    readonly stillSeen: readonly StillSeen[];
    readonly listing: ListingUse;
  }[];
}

async function tell(
  { runtime, path }: SyncHome,
  given: { readonly leave?: readonly string[]; readonly deliver?: readonly string[] } = {},
): Promise<Told> {
  const options = { leave: [], deliver: [], ...given } as never;
  const { signal } = new AbortController();
  const result = await clients.run({
    runtime,
    options,
    signal,
    positionals: [],
    workingFolder: path,
    say: () => undefined,
  });
  assert.equal(result.exitCode, 0);
  const text = typeof result.text === 'string' ? result.text : result.text();
  return { text, ...(result.json as Pick<Told, 'clients'>) };
}

describe('aios clients', () => {
  it('shows the clients found with their state and skills, and names the others in one line', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const { text, clients: all } = await tell(home);
    const lines = text.split('\n');
    assert.match(lines[0] ?? '', /^CLIENT +STATE +SERVER +SKILLS +LISTING +CONFIG$/u);
    assert.match(
      lines[1] ?? '',
      /^Claude Desktop +in-sync +delivered +none on disk +– +\S+claude_desktop_config\.json$/u,
    );
    assert.match(lines[2] ?? '', /^Cursor +in-sync +delivered +2 +\d+, limit not known +\S+mcp\.json$/u);
    assert.match(
      lines[3] ?? '',
      /^Claude Code +in-sync +delivered +2 +\d+ of 8,000 \(\d %\) +\S+\.claude\.json$/u,
    );
    assert.equal(lines.length, 6);
    assert.match(lines[5] ?? '', /^Not found: Devin Desktop, .*, Factory Droid\.$/u);
    assert.equal(all.length, 17);
    const cursor = all.find(({ id }) => id === 'cursor');
    assert.deepEqual(
      cursor?.sees.map(({ name, id }) => [name, id]),
      [
        ['meeting-notes', 'meeting-notes'],
        ['my-notes', undefined],
      ],
    );
    assert.equal(cursor?.listing.limit, 'unknown');
    const listing = all.find(({ id }) => id === 'claude-code')?.listing;
    assert.deepEqual(listing, {
      characters: listing?.characters,
      limit: 'known',
      budget: 8000,
      overflow: 'names',
      excess: [],
    });
    assert.ok(text.includes(`${listing?.characters} of 8,000`), text);
  });

  it('says which skills a client finds twice, and where', async () => {
    await using home = await makeSyncHome();
    await layOutAllClients(home.path, { platform: hostPlatform });
    await home.install();
    await home.runtime.sync.sync();
    assert.doesNotMatch((await tell(home)).text, /finds more than one|takes meeting-notes/u);
    const skillIn = (root: string): string => home.at(root, 'skills', 'meeting-notes');
    const codex = skillIn('.codex');
    await mkdir(codex, { recursive: true });
    await home.write('---\nname: meeting-notes\n---\nMine.\n', codex, 'SKILL.md');
    const { text } = await tell(home);
    const [shared, claude] = ['.agents', '.claude'].map(skillIn);
    assert.ok(text.includes(`Codex finds more than one meeting-notes (${shared}, ${codex}).`), text);
    assert.ok(text.includes(`Cursor takes meeting-notes from ${claude}, not from ${codex}.`), text);
    assert.ok(!text.includes('Goose takes'), 'of two copies of ours it does not matter which');
    assert.ok(!text.includes('Not found'));
  });

  it('says where a client takes a skill from when another of that name is hidden by it', async () => {
    await using home = await makeSyncHome();
    await layOutAllClients(home.path, { platform: hostPlatform });
    for (const root of ['.openclaw', '.agents']) {
      await mkdir(home.at(root, 'skills', 'maps'), { recursive: true });
      await home.write('---\nname: maps\n---\nMine.\n', root, 'skills', 'maps', 'SKILL.md');
    }
    // It takes what is in ~/.claude/skills rather than what is in ~/.agents/skills: nothing would go there.
    await home.runtime.sync.leaveAlone('cursor', true);
    await home.install({ id: 'maps' });
    await home.runtime.sync.sync();
    const { text } = await tell(home);
    const [shown, hidden] = ['.agents', '.claude'].map((root) => home.at(root, 'skills', 'maps'));
    assert.ok(text.includes(`Goose takes maps from ${shown}, not from ${hidden}.`), text);
  });

  it('says when a client’s listing has no room for all of its skills', async () => {
    await using home = await makeSyncHome();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await mkdir(home.at('.claude/skills', name), { recursive: true });
      const text = `---\nname: ${name}\ndescription: ${'x'.repeat(1400)}\n---\nBody.\n`;
      await home.write(text, '.claude/skills', name, 'SKILL.md');
    }
    assert.match(
      (await tell(home)).text,
      /Claude Code’s skill listing is too full, 9,\d{3} of 8,000 \(1[12]\d %\): it tells its model of some skills by name alone\. None that is on for it is from AI OS/u,
    );
  });

  it('says how to switch off those of ours that a listing has no room for', async () => {
    await using home = await makeSyncHome();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await mkdir(home.at('.claude/skills', name), { recursive: true });
      const text = `---\nname: ${name}\ndescription: ${'x'.repeat(1400)}\n---\nBody.\n`;
      await home.write(text, '.claude/skills', name, 'SKILL.md');
    }
    await home.install();
    await home.runtime.sync.sync();
    const command = '`aios disable meeting-notes --client claude-code`';
    const { text } = await tell(home);
    assert.ok(text.includes(`Switch off what takes most: ${command}. Then run \`aios sync\`.`), text);
    await home.runtime.registry.enable('meeting-notes', false, ['claude-code']);
    const off = await tell(home);
    assert.match(off.text, /too full/u);
    assert.ok(!off.text.includes(command), 'it is off already, until the next sync');
  });

  it('says which client reads a skill that is off for it, where, and for whose sake', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.registry.enable('meeting-notes', false, ['codex']);
    await home.runtime.sync.sync();
    const { text, clients: all } = await tell(home);
    const path = home.at('.agents', 'skills', 'meeting-notes');
    assert.ok(
      text.includes(`Codex still reads meeting-notes, which is off for it, in ${path}, where Zed needs it.`),
      text,
    );
    const told = all
      .map(({ id, stillSeen }) => [id, stillSeen.length] as const)
      .filter(([, count]) => count > 0);
    assert.deepEqual(told, [['codex', 1]]);
  });

  it('leaves clients alone and delivers to them again, and says what becomes of what is there', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync({ clients: ['cursor'] });
    assert.equal(
      (await tell(home, { leave: ['Cursor,claude_code'] })).text,
      [
        'AI OS leaves Cursor alone from now on.',
        'AI OS leaves Claude Code alone from now on.',
        'What it put there goes with the next `aios sync`.',
      ].join('\n'),
    );
    await home.runtime.sync.sync();
    const { text, clients: all } = await tell(home);
    assert.match(text, /^Cursor +left-alone/mu);
    assert.match(
      text,
      /Cursor is left alone, as you chose\. `aios clients --deliver cursor` takes that back\./u,
    );
    assert.equal(all.find(({ id }) => id === 'claude-desktop')?.state, 'in-sync');
    const again = await tell(home, { deliver: ['cursor'] });
    assert.equal(again.text, 'AI OS delivers to Cursor again, from the next `aios sync` on.');
    assert.deepEqual({ ...again, text: '' }, { leftAlone: ['claude-code'], text: '' });
    await assert.rejects(tell(home, { leave: ['curser'] }), /no client "curser"/u);
  });

  it('says which copies go elsewhere for others when one client is left alone', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const { text } = await tell(home, { leave: ['claude-code'] });
    assert.equal(
      text.split('\n')[2],
      `For Cursor, its copy of one skill then goes to ${home.at('.cursor', 'skills')} instead.`,
    );
    await home.runtime.sync.sync();
    assert.ok(existsSync(home.at('.cursor', 'skills', 'meeting-notes')));
    assert.ok(!existsSync(home.at('.claude', 'skills', 'meeting-notes')));
  });

  it('says that there is none', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    const { text } = await tell(home);
    assert.match(text, /^No AI client was found\.\n\nNot found: Claude Desktop, /u);
  });
});
