import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { askew, told } from '../../support/sync-told.ts';

const edit = ['.cursor', 'skills', 'meeting-notes', 'SKILL.md'] as const;

/** A skill that is on for Cursor alone was edited there, and then switched over to Claude Code. */
async function switchedOver(): Promise<SyncHome> {
  const home = await makeSyncHome();
  const { registry, sync } = home.runtime;
  await home.install();
  await registry.enable('meeting-notes', false, []);
  await registry.enable('meeting-notes', true, ['cursor']);
  await sync.sync();
  await home.write('Mine.\n', ...edit);
  await registry.enable('meeting-notes', true, ['claude-code']);
  await registry.enable('meeting-notes', false, ['cursor']);
  return home;
}

describe('An edited copy in a folder where nothing is wanted any more', () => {
  it('waits for a decision while the skill is on for others, who have it all the same', async () => {
    await using home = await switchedOver();
    const { sync } = home.runtime;
    assert.ok(told(await sync.sync()).includes('cursor edited_here'));
    assert.ok(existsSync(home.at('.claude', 'skills', 'meeting-notes', 'SKILL.md')));
    const again = await sync.sync();
    assert.deepEqual(told(again), ['cursor edited_here']);
    assert.deepEqual(askew(await sync.status()), ['cursor skill edited']);
    assert.equal(await home.read(...edit), 'Mine.\n');
  });

  it('goes where a person has ours back, and an undo brings it back', async () => {
    await using home = await switchedOver();
    const { sync } = home.runtime;
    await sync.sync();
    assert.deepEqual(told(await sync.repair({ edited: 'restore' })), ['cursor skill remove']);
    assert.ok(!existsSync(home.at(...edit)));
    await sync.undo();
    assert.equal(await home.read(...edit), 'Mine.\n');
  });

  it('is the person’s when they keep it, and when the skill is off everywhere', async () => {
    for (const decide of ['keep', 'off'] as const) {
      await using home = await switchedOver();
      const { sync, registry } = home.runtime;
      await sync.sync();
      if (decide === 'keep') await sync.repair({ edited: 'keep' });
      else await registry.enable('meeting-notes', false, []);
      await sync.sync();
      assert.equal(await home.read(...edit), 'Mine.\n');
      const states = (await sync.status()).items.filter(({ path }) =>
        path.startsWith(home.at('.cursor', 'skills')),
      );
      assert.ok(
        states.every(({ row }) => row === undefined),
        decide,
      );
    }
  });
});
