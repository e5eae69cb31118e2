import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { homeOfAll, ofThePerson } from '../../support/home-of-all.ts';
import type { SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

// Making a link asks Windows for a privilege.
const describeOnUnix = process.platform === 'win32' ? describe.skip : describe;

describeOnUnix('Folders of clients that a person links to each other', () => {
  const agents = '.agents/skills';
  const claude = '.claude/skills';
  const copyIn = (home: SyncHome, root: string): boolean =>
    existsSync(home.at(root, 'meeting-notes/SKILL.md'));
  const remove = async (home: SyncHome): Promise<void> => {
    await home.runtime.registry.remove('meeting-notes');
    assert.deepEqual((await home.runtime.sync.sync()).errors, []);
  };

  it('after a delivery to both keep the copy, which then counts once', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    assert.ok(copyIn(home, agents) && copyIn(home, claude));
    await rm(home.at(agents), { recursive: true });
    await symlink('../.claude/skills', home.at(agents));

    assert.deepEqual(askew(await home.runtime.sync.status()), []);
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    assert.ok(copyIn(home, claude));
    assert.deepEqual(told(await home.runtime.sync.sync()), []);
    await remove(home);
    assert.ok(!copyIn(home, claude));
    assert.ok(existsSync(home.at(claude, 'my-notes')));
  });

  it('are delivered to once, and still known for ours when the link goes', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await mkdir(home.at('.agents'), { recursive: true });
    await symlink('../.claude/skills', home.at(agents));
    const before = await ofThePerson(home);
    await home.install();
    await home.runtime.sync.sync();
    await rm(home.at(agents));

    const { changes, errors } = await home.runtime.sync.sync();
    assert.deepEqual(errors, []);
    assert.deepEqual(
      changes.map(({ action, path }) => `${action} ${path}`),
      [`create ${home.at(agents, 'meeting-notes')}`],
    );
    assert.ok(copyIn(home, agents) && copyIn(home, claude));
    await remove(home);
    const after = await ofThePerson(home);
    before.delete(agents);
    assert.deepEqual(after, before);
  });

  it('with the whole of one moved into the other keep an edit, of which they are asked', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await home.runtime.sync.sync();
    await home.write('Mine.\n', agents, 'meeting-notes', 'SKILL.md');
    await rm(home.at(claude, 'meeting-notes'), { recursive: true });
    await cp(home.at(agents, 'meeting-notes'), home.at(claude, 'meeting-notes'), { recursive: true });
    await rm(home.at(agents), { recursive: true });
    await symlink('../.claude/skills', home.at(agents));

    assert.deepEqual(askew(await home.runtime.sync.status()), ['claude-code skill edited']);
    assert.deepEqual(told(await home.runtime.sync.sync()), ['claude-code edited_here']);
    assert.equal(await home.read(claude, 'meeting-notes', 'SKILL.md'), 'Mine.\n');
  });
});
