import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { clientMatrix } from '../../../runtime/client/matrix.ts';
import { homeOfAll, ofThePerson, seenBy } from '../../support/home-of-all.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const ids = clientMatrix.map(({ id }) => id);

describe('When a skill is switched off for one client', () => {
  for (const id of ids) {
    it(`what ${id} has of it goes, and of the other configs not a byte changes`, async () => {
      const { home, configs } = await homeOfAll();
      await using _ = home;
      await home.install();
      await home.runtime.sync.sync();
      const before = await ofThePerson(home);
      await home.runtime.registry.enable('meeting-notes', false, [id]);
      const result = await home.runtime.sync.sync();
      assert.deepEqual(result.errors, []);
      assert.deepEqual(
        told(result).filter((line) => line.includes(' server ')),
        [`${id} server remove`],
      );
      const own = configs[id]!;
      assert.equal(await home.read(own.path), own.text);
      const after = await ofThePerson(home);
      for (const { path } of Object.values(configs)) {
        const name = path.slice(home.path.length + 1);
        if (path !== own.path) assert.equal(after.get(name), before.get(name), name);
      }
      await home.runtime.registry.enable('meeting-notes', true, [id]);
      await home.runtime.sync.sync();
      assert.deepEqual(await ofThePerson(home), before);
    });
  }

  it('for all of them leaves the home as it was before', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    await home.runtime.registry.enable('meeting-notes', false, []);
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
    assert.deepEqual(await ofThePerson(home), before);
  });
});

describe('When a client is no longer here', () => {
  it('and left nothing behind, its places stay known: it may come back with its files', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const path = home.laid.claudeCode.path;
    const delivered = await home.read(path);
    await rm(home.at('.claude', 'settings.json'));
    const config = await home.read('.cursor', 'mcp.json');
    await rm(home.at('.cursor'), { recursive: true });
    assert.deepEqual(askew(await home.runtime.sync.status()), ['cursor server client-gone']);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    assert.equal(await home.read(path), delivered);
    await mkdir(home.at('.cursor'));
    await home.write(config, '.cursor', 'mcp.json');
    assert.deepEqual(askew(await home.runtime.sync.status()), []);
    await home.runtime.registry.remove('meeting-notes');
    assert.ok(told(await home.runtime.sync.sync()).includes('cursor server remove'));
    assert.doesNotMatch(await home.read('.cursor', 'mcp.json'), /aios/u);
  });
});

const ownText = '---\nname: meeting-notes\n---\nMine.\n';

/** Writes a skill of the person's own, named as ours is, for whoever reads `skills` in that folder. */
async function putOwn(home: SyncHome, client: string): Promise<string> {
  const folder = home.at(client, 'skills', 'meeting-notes');
  await mkdir(folder, { recursive: true });
  await home.write(ownText, folder, 'SKILL.md');
  return folder;
}

describe('A skill of a person’s own by our name', () => {
  it('has ours taken away from where it might hide that one, and put back once it is gone', async () => {
    await using home = await makeSyncHome({ laidOut: false });
    await home.install();
    await home.runtime.sync.sync({ clients: ['windsurf', 'zed'] });
    const own = await putOwn(home, join('.codeium', 'windsurf'));
    assert.deepEqual(told(await home.runtime.sync.sync()), ['zed skill remove', 'windsurf name_taken']);
    assert.equal(await home.read(own, 'SKILL.md'), ownText);
    await rm(own, { recursive: true });
    assert.deepEqual(told(await home.runtime.sync.sync()), ['zed skill create']);
  });

  it('has ours taken away where it would hide that one from Cursor, and left where Cursor looks later', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const ours = home.at('.claude', 'skills', 'meeting-notes');
    const first = await putOwn(home, '.cursor');
    assert.deepEqual(told(await home.runtime.sync.sync()), ['cursor name_taken']);
    const [shown] = (await seenBy(home)).cursor ?? [];
    assert.deepEqual([shown?.path, shown?.hidden.map(({ path }) => path)], [first, [ours]]);
    await rm(first, { recursive: true });
    const last = await putOwn(home, '.agents');
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code skill remove', 'cursor name_taken']);
    assert.equal((await seenBy(home)).cursor?.[0]?.path, last);
    await rm(last, { recursive: true });
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code skill create']);
  });

  it('is told of as a duplicate, or as one that hides ours, where its client finds both', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    // It reads Codex's folder too, after Claude Code's: ours would not stay there.
    await home.runtime.sync.leaveAlone('cursor', true);
    await home.install();
    await home.runtime.sync.sync();
    for (const root of ['.codex', '.qwen']) await putOwn(home, root);
    const { items } = await home.runtime.sync.status();
    const clashes = items.filter(({ state }) => state === 'duplicate' || state === 'shadowed');
    assert.deepEqual(
      clashes.map(({ readers, state, drifted, safe, action }) => [readers[0], state, drifted, safe, action]),
      [
        ['codex', 'duplicate', false, false, 'none'],
        ['qwen-code', 'shadowed', false, false, 'none'],
      ],
    );
  });
});
