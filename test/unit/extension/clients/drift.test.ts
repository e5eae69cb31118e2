import assert from 'node:assert/strict';
import { choicesFor } from '../../../../extension/features/clients/drift/choices-for.ts';
import { fromQuery, toQuery } from '../../../../extension/features/clients/drift/place-address.ts';
import { driftNews } from '../../../../extension/features/clients/drift/told-drift.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import { makeSyncHome, type SyncHome } from '../../../support/sync-home.ts';

const copy = ['.claude', 'skills', 'meeting-notes', 'SKILL.md'];

async function delivered(): Promise<SyncHome> {
  const home = await makeSyncHome();
  await home.install();
  await home.runtime.sync.sync();
  return home;
}

async function items(home: SyncHome): Promise<readonly PlannedItem[]> {
  return (await home.runtime.sync.status()).items;
}

async function choices(home: SyncHome): Promise<string[]> {
  return (await items(home)).map((item) => choicesFor(item).join(' ')).filter((words) => words !== '');
}

describe('Drift that is told of', () => {
  it('is told once for as long as it stands, and again when it comes again', async () => {
    await using home = await delivered();
    assert.deepEqual(driftNews(await items(home), []), { news: [], told: [] });
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    const first = driftNews(await items(home), []);
    assert.deepEqual(
      first.news.map(({ client, state }) => [client, state]),
      [['cursor', 'missing']],
    );
    const again = driftNews(await items(home), first.told);
    assert.deepEqual(again, { news: [], told: first.told });
    await home.runtime.sync.repair();
    const mended = driftNews(await items(home), again.told);
    assert.deepEqual(mended, { news: [], told: [] });
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    assert.equal(driftNews(await items(home), mended.told).news.length, 1);
  });

  it('is told one by one', async () => {
    await using home = await delivered();
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    const { told } = driftNews(await items(home), []);
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    const { news } = driftNews(await items(home), told);
    assert.deepEqual(
      news.map(({ client, kind, state }) => [client, kind, state]),
      [['claude-code', 'skill', 'edited']],
    );
  });

  it('is not what the next sync mends by itself', async () => {
    await using home = await delivered();
    await home.install({ version: '2.0.0' });
    assert.ok((await items(home)).some(({ state }) => state === 'source-moved'));
    assert.deepEqual(driftNews(await items(home), []).news, []);
  });
});

describe('What can be done about a place', () => {
  it('is nothing where it is as it should be', async () => {
    await using home = await delivered();
    assert.deepEqual(await choices(home), []);
  });

  it('is to put back what is gone, and to choose about what was edited; only a skill can be adopted', async () => {
    await using home = await delivered();
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    assert.deepEqual(await choices(home), ['show restore']);
    await home.runtime.sync.repair();
    await home.write(
      (await home.read(home.laid.cursor.path)).replace('aios-mcp', 'mine'),
      home.laid.cursor.path,
    );
    assert.deepEqual(await choices(home), ['show keep restore']);
    await home.write(`${await home.read(...copy)}Mine.\n`, ...copy);
    assert.deepEqual((await choices(home)).sort(), ['show keep adopt restore', 'show keep restore']);
  });
});

describe('The address of a text of a place', () => {
  const address = {
    kind: 'skill',
    id: 'notes',
    path: '/home/a b/#?%/notes',
    name: 'notes/SKILL.md',
  } as const;

  it('says all that is needed to find the text again', () => {
    assert.deepEqual(fromQuery(toQuery({ ...address, side: 'here' })), { ...address, side: 'here' });
  });

  it('is none when anything of it is missing or strange', () => {
    const whole = JSON.parse(toQuery({ ...address, side: 'ours' })) as Record<string, unknown>;
    for (const key of Object.keys(whole))
      assert.equal(fromQuery(JSON.stringify({ ...whole, [key]: 7 })), undefined, key);
    for (const query of ['', '{', 'null', '[]', '7']) assert.equal(fromQuery(query), undefined, query);
  });
});
