import assert from 'node:assert/strict';
import { mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { clientState } from '../../../runtime/sync/client-state.ts';
import { findWithheld, withheldTexts } from '../../../runtime/sync/withheld.ts';
import { homeOfAll, seenBy } from '../../support/home-of-all.ts';
import { installOne } from '../../support/install-one.ts';
import { makeSyncHome } from '../../support/sync-home.ts';

describe('A skill of the person’s own by the name of ours', () => {
  it('keeps ours away from every client that reads it, and from those that might hide it from one', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await mkdir(home.at('.agents', 'skills', 'meeting-notes'), { recursive: true });
    await home.write(
      '---\nname: meeting-notes\n---\nMine.\n',
      '.agents',
      'skills',
      'meeting-notes',
      'SKILL.md',
    );
    await home.install();
    const { changes, errors } = await home.runtime.sync.sync();
    assert.deepEqual(
      changes.filter(({ kind }) => kind === 'skill').map(({ client, readers }) => `${client} [${readers}]`),
      ['antigravity [antigravity]'],
    );
    // Cursor takes what is in ~/.claude/skills rather than what is in ~/.agents/skills: Claude Code is told why it gets none.
    const status = await home.runtime.sync.status();
    const told = withheldTexts(status.clients.flatMap((client) => findWithheld(status.items, client)));
    const own = home.at('.agents', 'skills', 'meeting-notes');
    const end = 'Rename or remove that one, then sync again.';
    assert.equal(
      told[1],
      `Claude Code gets no meeting-notes from AI OS: a copy for it might hide ${own}, which is not from AI OS, from a client that reads both. ${end}`,
    );
    assert.match(told[0] ?? '', /^Cursor, .*, Zed, .* get no meeting-notes from AI OS: /u);
    assert.ok(told[0]?.endsWith(`${own} has a skill of that name that is not from AI OS. ${end}`), told[0]);
    assert.equal(told.length, 2);
    assert.equal(clientState(status, 'claude-code'), 'problem');
    assert.deepEqual(
      errors.map(({ code, path }) => [code, path]),
      [['name_taken', home.at('.agents', 'skills', 'meeting-notes')]],
    );
    const seen = await seenBy(home);
    for (const id of ['zed', 'codex', 'gemini-cli'])
      assert.deepEqual(
        seen[id]?.map((skill) => skill.id),
        [undefined],
      );
  });
});

describe('An agent skill whose name is longer than our ids', () => {
  it('stands in a folder of its name, so that clients which ask for that see it too', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    const name = 'a-skill-whose-name-is-longer-than-forty-characters';
    await mkdir(home.at('skill-source', name), { recursive: true });
    const text = `---\nname: ${name}\ndescription: Does it. Use when asked to.\n---\nDo it.\n`;
    await home.write(text, 'skill-source', name, 'SKILL.md');
    await installOne(home.runtime.installer, home.at('skill-source', name));
    const { changes } = await home.runtime.sync.sync();
    const id = name.slice(0, 40).replace(/-$/u, '');
    assert.deepEqual(
      [...new Set(changes.filter(({ kind }) => kind === 'skill').map((change) => change.id))],
      [id],
    );
    assert.equal(await home.read('.agents', 'skills', name, 'SKILL.md'), text);
    const seen = await seenBy(home);
    for (const client of ['vscode', 'cline', 'claude-code'])
      assert.ok(
        seen[client]?.some((skill) => skill.name === name && skill.id === id),
        client,
      );
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    await home.runtime.registry.remove(id);
    await home.runtime.sync.sync();
    await assert.rejects(stat(home.at('.agents')));
  });
});

describe('Skill roots that are links to one another', () => {
  it('get one copy, which is not taken for somebody else’s', async () => {
    await using home = await makeSyncHome();
    await mkdir(home.at('.agents', 'skills'), { recursive: true });
    await mkdir(home.at('.codex'));
    await rm(home.at('.claude', 'skills'), { recursive: true });
    await symlink(home.at('.agents', 'skills'), home.at('.claude', 'skills'));
    await home.install();
    const first = await home.runtime.sync.sync();
    assert.deepEqual(first.errors, []);
    assert.equal(first.changes.filter(({ kind }) => kind === 'skill').length, 1);
    assert.deepEqual(await home.runtime.sync.sync(), { changes: [], errors: [] });
    assert.deepEqual(await readdir(home.at('.agents', 'skills')), ['meeting-notes']);
  });
});
