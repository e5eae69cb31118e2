import assert from 'node:assert/strict';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { whatClientSees } from '../../../runtime/client/what-clients-see.ts';
import { findForeignSkills } from '../../../runtime/sync/foreign-skills.ts';
import type { LedgerRow } from '../../../runtime/sync/ledger.ts';
import { nameIn, rememberSkillNames } from '../../../runtime/sync/skill-names.ts';
import { readSkillsOnDisk } from '../../../runtime/sync/skills-on-disk.ts';
import { findWithheld, withheldTexts } from '../../../runtime/sync/withheld.ts';
import { countFileCalls } from '../../support/count-file-calls.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

async function writeSkill(home: SyncHome, folder: string, name: string): Promise<string> {
  await mkdir(home.at(folder), { recursive: true });
  await home.write(`---\nname: ${name}\ndescription: Mine.\n---\nMy own.\n`, folder, 'SKILL.md');
  return home.at(folder);
}

/** A home in which only these are found. */
async function homeOf(...folders: readonly string[]): Promise<SyncHome> {
  const home = await makeSyncHome({ laidOut: false });
  for (const folder of folders) await mkdir(home.at(folder), { recursive: true });
  if (folders.includes('.gemini')) await home.write('{}\n', '.gemini', 'settings.json');
  return home;
}

/** Where a client finds the skill, ours and others, by what it shows and what it leaves out for that. */
async function seenBy(home: SyncHome, id: string): Promise<[shown: string, hidden: string[]] | undefined> {
  const { clients } = await home.runtime.sync.status();
  const client = clients.find(({ definition }) => definition.id === id);
  assert.ok(client);
  const onDisk = await readSkillsOnDisk(client.skillRoots, []);
  const seen = whatClientSees(client, onDisk).find(({ name }) => name === 'meeting-notes');
  return seen && [seen.path, seen.hidden.map(({ path }) => path)];
}

describe('A skill of a person’s own that calls itself as one of ours', () => {
  it('keeps ours away whatever its folder is called, and is told of by its place', async () => {
    await using home = await homeOf('.gemini');
    const own = await writeSkill(home, '.agents/skills/my-helper', 'meeting-notes');
    await home.install();
    const result = await home.runtime.sync.sync();
    assert.deepEqual(told(result), ['gemini-cli server create', 'gemini-cli name_taken']);
    assert.equal(result.errors[0]?.path, own);
    assert.deepEqual(await seenBy(home, 'gemini-cli'), [own, []]);
    const status = await home.runtime.sync.status();
    const gemini = status.clients.find(({ definition }) => definition.id === 'gemini-cli');
    assert.ok(gemini);
    const [text] = withheldTexts(findWithheld(status.items, gemini));
    assert.match(
      text ?? '',
      /^Gemini CLI gets no meeting-notes from AI OS: \S+my-helper has a skill of that name/u,
    );
  });

  it('is told of as what keeps ours from another client, whichever of two it is', async () => {
    await using home = await homeOf('.cursor', '.claude');
    await home.write('{}\n', '.claude.json');
    await writeSkill(home, '.cursor/skills/mine', 'meeting-notes');
    const own = await writeSkill(home, '.agents/skills/meeting-notes', 'meeting-notes');
    await home.install();
    await home.runtime.sync.sync();
    const status = await home.runtime.sync.status();
    const told = withheldTexts(status.clients.flatMap((client) => findWithheld(status.items, client)));
    const why = `Claude Code gets no meeting-notes from AI OS: a copy for it might hide ${own},`;
    assert.ok(
      told.some((text) => text.startsWith(why)),
      told.join('\n'),
    );
  });

  it('counts from the very sync on that leaves an edited copy to the person', async () => {
    await using home = await homeOf('.cursor', '.codex');
    await home.install();
    await home.runtime.sync.sync();
    const edited = home.at('.agents', 'skills', 'meeting-notes');
    await home.write(`${await home.read(edited, 'SKILL.md')}\nMore.\n`, edited, 'SKILL.md');
    await home.runtime.sync.leaveAlone('codex', true);
    const first = await home.runtime.sync.sync();
    assert.deepEqual(told(first), ['codex server remove', 'codex skill forget', 'cursor name_taken']);
    assert.deepEqual(await seenBy(home, 'cursor'), [edited, []]);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor name_taken']);
  });

  it('lets ours come once it is called something else', async () => {
    await using home = await homeOf('.gemini');
    await writeSkill(home, '.agents/skills/my-helper', 'meeting-notes');
    await home.install();
    await home.runtime.sync.sync();
    await writeSkill(home, '.agents/skills/my-helper', 'my-own-helper');
    assert.deepEqual(told(await home.runtime.sync.sync()), ['gemini-cli skill create']);
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
  });

  it('that comes later has ours taken away, and is left as it is', async () => {
    await using home = await homeOf('.gemini');
    await home.install();
    await home.runtime.sync.sync();
    const own = await writeSkill(home, '.agents/skills/my-helper', '"meeting-notes" # mine');
    const text = await home.read(own, 'SKILL.md');
    assert.deepEqual(told(await home.runtime.sync.sync()), [
      'gemini-cli skill remove',
      'gemini-cli name_taken',
    ]);
    assert.equal(await home.read(own, 'SKILL.md'), text);
    assert.deepEqual(await seenBy(home, 'gemini-cli'), [own, []]);
  });

  it('is not what a killed delivery left half-written', async () => {
    await using home = await homeOf('.gemini');
    await home.install();
    await writeSkill(home, '.gemini/skills/.meeting-notes.0123456789ab.aios-tmp', 'meeting-notes');
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
  });
});

describe('A copy that a person made their own', () => {
  it('is hidden from no client by another copy of ours', async () => {
    await using home = await homeOf('.claude', '.config/zed', '.config/opencode');
    await home.install();
    await home.runtime.sync.sync();
    const own = home.at('.claude', 'skills', 'meeting-notes');
    await home.write('---\nname: meeting-notes\ndescription: Mine now.\n---\n', own, 'SKILL.md');
    await home.runtime.sync.repair({ edited: 'keep' });
    await home.runtime.sync.sync();
    assert.deepEqual(await seenBy(home, 'opencode'), [own, []]);
    const status = await home.runtime.sync.status();
    assert.deepEqual(askew(status), ['claude-code skill kept']);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    // Zed reads nothing but a folder that opencode reads before the person's own.
    const withheld = status.clients.flatMap((client) => findWithheld(status.items, client));
    assert.deepEqual(
      withheld.map(({ client, path }) => [client.definition.id, path]),
      [['zed', own]],
    );
  });

  it('is nobody’s of AI OS in what a client sees', async () => {
    await using home = await homeOf('.claude');
    await home.install();
    await home.runtime.sync.sync();
    const path = home.at('.claude', 'skills', 'meeting-notes');
    await home.write('---\nname: meeting-notes\ndescription: Mine now.\n---\n', path, 'SKILL.md');
    const { clients } = await home.runtime.sync.status();
    const idOf = async (): Promise<string | undefined> =>
      (await home.runtime.sync.views(clients)).get('claude-code')?.skills[0]?.id;
    assert.equal(await idOf(), 'meeting-notes');
    await home.runtime.sync.repair({ edited: 'keep' });
    assert.equal(await idOf(), undefined);
  });
});

describe('Looking for what skills call themselves', () => {
  it('reads a file again only when it changed, and none where nothing is installed or all is ours', async () => {
    await using home = await homeOf('.claude');
    const path = await writeSkill(home, '.claude/skills/one', 'notes');
    const root = home.at('.claude', 'skills');
    const names = rememberSkillNames();
    const find = (wanted: readonly string[], rows: readonly LedgerRow[] = []): unknown =>
      findForeignSkills([root], new Set(wanted), rows, names).get(root);
    const opened = async (wanted: readonly string[], rows: readonly LedgerRow[] = []): Promise<number> =>
      (await countFileCalls(async () => find(wanted, rows))).open ?? 0;
    assert.equal(await opened([]), 0);
    assert.equal(await opened(['notes'], [{ kind: 'skill', path } as LedgerRow]), 0);
    assert.equal(await opened(['notes']), 1);
    assert.equal(await opened(['notes']), 0);
    assert.deepEqual(find(['notes']), new Map([['notes', { folder: 'one', isNamed: true }]]));
    await writeSkill(home, '.claude/skills/one', 'other');
    await utimes(join(path, 'SKILL.md'), 1, 1);
    assert.equal(await opened(['notes']), 1);
    assert.equal(find(['notes']), undefined);
  });

  it('finds a name however it is spelled, and none where there is none', () => {
    const cases: readonly [text: string, name: string | undefined][] = [
      ['---\nname: notes\n---\n', 'notes'],
      ['\ufeff---\r\ndescription: x\r\nname:  notes  \r\n---\r\n', 'notes'],
      ['---\nname: "notes" # so called\n---\n', 'notes'],
      ["---\nname: 'my notes'\n---\n", 'my notes'],
      ['---\nname: my notes # so called\n---\n', 'my notes'],
      ['---\nname:\n  - notes\n---\n', undefined],
      ['---\nname: >-\n  notes\n---\n', undefined],
      ['---\ndescription: x\nmetadata:\n  name: notes\n---\n', undefined],
      ['---\ndescription: x\n---\nname: notes\n', undefined],
      ['name: notes\n', undefined],
      ['', undefined],
    ];
    for (const [text, name] of cases) assert.equal(nameIn(text), name, text);
  });
});
