import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aiosHome } from '../../../runtime/aios-home.ts';
import { tidyConfigs } from '../../../runtime/sync/tidy-configs.ts';
import { countFileCalls } from '../../support/count-file-calls.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';
import { told } from '../../support/sync-told.ts';

const ledger = ['.aios', 'state', 'sync_state.json'];

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

/** As a killed writer of this file leaves one. */
async function leaveBehind(home: SyncHome, file: string): Promise<string> {
  const path = join(dirname(file), `.${file.slice(dirname(file).length + 1)}.0123456789ab.aios-tmp`);
  await home.write('{', path);
  return path;
}

/** As it is while, say, an undo is under way: something else may come to stand in Cursor's config. */
async function markBegun(home: SyncHome): Promise<void> {
  const content = JSON.parse(await home.read(...ledger));
  for (const row of content.rows) if (row.client === 'cursor') row.pending = [row.delivered];
  await home.write(JSON.stringify(content), ...ledger);
}

describe('What a killed run left beside a config', () => {
  for (const work of ['sync', 'repair'] as const) {
    it(`goes with the next ${work}, also when nothing is to be written`, async () => {
      await using home = await delivered();
      const left = await leaveBehind(home, home.at(home.laid.cursor.path));
      const others = await leaveBehind(home, home.at(dirname(home.laid.cursor.path), 'other.json'));
      await markBegun(home);
      await home.runtime.sync[work]({ dryRun: true });
      assert.ok(existsSync(left), 'a dry run takes nothing away');
      assert.deepEqual(told(await home.runtime.sync[work]()), []);
      assert.ok(!existsSync(left));
      assert.ok(existsSync(others), 'what is not ours to tidy up stays');
    });
  }

  it('goes when the doctor looks, whatever the ledger says', async () => {
    await using home = await delivered();
    const left = await leaveBehind(home, home.at(home.laid.cursor.path));
    await tidyConfigs(aiosHome(home.aios));
    assert.ok(!existsSync(left));
  });

  it('is looked for in no folder where nothing was begun', async () => {
    await using home = await delivered();
    const sync = () => countFileCalls(() => home.runtime.sync.sync());
    await sync();
    const { readdir: none = 0 } = await sync();
    await markBegun(home);
    await home.runtime.sync.sync({ dryRun: true });
    const { readdir: one = 0 } = await sync();
    assert.ok(one > none, `${one} and ${none} listings`);
  });
});
