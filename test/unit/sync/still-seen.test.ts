import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  findStillSeen,
  foreseeStillSeen,
  isOnForSome,
  stillSeenTexts,
} from '../../../runtime/sync/still-seen.ts';
import { homeOfAll } from '../../support/home-of-all.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';

const id = 'meeting-notes';

async function switchOff(home: SyncHome, ...clients: readonly string[]): Promise<void> {
  await home.runtime.registry.enable(id, false, clients);
}

describe('A skill that is off for a client which reads it all the same', () => {
  it('is told of with its place and the clients that have no other, by a sync and from then on', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    assert.equal((await home.runtime.sync.sync()).stillSeen, undefined);
    await switchOff(home, 'codex');
    const path = home.at('.agents', 'skills', id);
    const told = [{ client: 'codex', id, path, neededBy: ['zed'] }];
    assert.deepEqual((await home.runtime.sync.sync()).stillSeen, told);
    assert.deepEqual((await home.runtime.sync.sync()).stillSeen, told, 'also when nothing is to be done');
    assert.deepEqual(findStillSeen(await home.runtime.sync.status()), told);
  });

  it('is gone once it is off for those as well', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await switchOff(home, 'codex');
    await home.runtime.sync.sync();
    await switchOff(home, 'zed');
    assert.deepEqual(foreseeStillSeen(await home.runtime.sync.status(), id), []);
    assert.equal((await home.runtime.sync.sync()).stillSeen, undefined);
    assert.equal(existsSync(home.at('.agents', 'skills', id)), false);
  });

  it('is foreseen before it stands there, and not found', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await switchOff(home, 'codex');
    const status = await home.runtime.sync.status();
    assert.deepEqual(findStillSeen(status), []);
    assert.deepEqual(
      foreseeStillSeen(status, id).map(({ client, neededBy }) => [client, neededBy]),
      [['codex', ['zed']]],
    );
    assert.deepEqual(foreseeStillSeen(status, 'another'), []);
    const dry = await home.runtime.sync.sync({ dryRun: true });
    assert.deepEqual(
      dry.stillSeen?.map(({ client }) => client),
      ['codex'],
    );
  });

  it('counts too when it was never meant for the client', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install({ clients: ['zed'] });
    const { stillSeen = [] } = await home.runtime.sync.sync();
    assert.ok(stillSeen.some(({ client }) => client === 'codex'));
    assert.ok(stillSeen.every(({ client, neededBy }) => client !== 'zed' && neededBy.join() === 'zed'));
  });

  it('is nothing of a client that does not read there, nor of one that is not here', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await switchOff(home, 'claude-desktop', 'vscode');
    assert.equal((await home.runtime.sync.sync()).stillSeen, undefined);
  });

  it('is no longer ours to tell of when a person made it their own', async () => {
    const { home } = await homeOfAll();
    await using _ = home;
    await home.install();
    await switchOff(home, 'codex');
    await home.runtime.sync.sync();
    await home.write('Mine now.\n', '.agents', 'skills', id, 'SKILL.md');
    await home.runtime.sync.repair({ edited: 'keep' });
    assert.deepEqual(findStillSeen(await home.runtime.sync.status()), []);
  });
});

describe('What is said of skills that are still read', () => {
  const at = (skill: string, client = 'codex') => ({
    client,
    id: skill,
    path: `/home/ada/.agents/skills/${skill}`,
    neededBy: ['zed'],
  });

  it('is a line of each client and folder, with a few of the names', () => {
    assert.deepEqual(stillSeenTexts([]), []);
    assert.deepEqual(stillSeenTexts([at('maps')]), [
      'Codex still reads maps, which is off for it, in /home/ada/.agents/skills/maps, where Zed needs it. Switch it off for zed too to take it away.',
    ]);
    assert.deepEqual(stillSeenTexts([...'abcdefg'].map((skill) => at(skill))), [
      'Codex still reads 7 skills that are off for it in /home/ada/.agents/skills (a, b, c, d, e and 2 more), where Zed needs them. Switch them off for zed too to take them away.',
    ]);
    assert.equal(stillSeenTexts([at('maps'), at('maps', 'cursor')]).length, 2);
    const [both] = stillSeenTexts([{ ...at('maps'), neededBy: ['zed', 'cursor'] }]);
    assert.match(both ?? '', /where Zed and Cursor need it\. Switch it off for zed and cursor too/u);
  });
});

describe('A skill that may be seen where it is off', () => {
  it('is on for some clients and off for others', async () => {
    await using home = await makeSyncHome();
    await home.install();
    const { registry } = home.runtime;
    assert.equal(isOnForSome(await registry.get(id)), false);
    assert.equal(isOnForSome(await registry.enable(id, false, ['codex'])), true);
    assert.equal(isOnForSome(await registry.enable(id, false, [])), false);
  });
});
