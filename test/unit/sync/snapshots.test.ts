import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { sha256 } from '../../../runtime/files/digest.ts';
import { type Snapshot, Snapshots } from '../../../runtime/sync/snapshots.ts';
import { makeHome } from '../../support/run-cli.ts';

const start = new Date(Date.UTC(2026, 0, 1));
const day = 24 * 60 * 60 * 1000;

/** A snapshot of one file of so many bytes. */
async function keep(
  snapshots: Snapshots,
  bytes: number,
  { now = start, undoes }: { now?: Date; undoes?: string } = {},
): Promise<{ snapshot: Snapshot; hash: string }> {
  const data = Buffer.alloc(bytes, bytes % 251);
  const hash = sha256(data);
  const draft = { kind: undoes === undefined ? ('sync' as const) : ('undo' as const), places: [] };
  const blobs = new Map([[hash, data]]);
  const snapshot = await snapshots.begin({ ...draft, ...(undoes !== undefined && { undoes }) }, blobs, now);
  return { snapshot, hash };
}

async function keptIds(snapshots: Snapshots): Promise<string[]> {
  return (await snapshots.newestFirst()).map(({ id }) => id);
}

describe('Snapshots', () => {
  it('are kept up to so many bytes in total, the oldest going first', async () => {
    await using home = await makeHome();
    const snapshots = new Snapshots(home.path, 1000);
    const ids: string[] = [];
    for (const bytes of [400, 300, 300]) ids.unshift((await keep(snapshots, bytes)).snapshot.id);
    assert.deepEqual(await keptIds(snapshots), ids);
    ids.unshift((await keep(snapshots, 100)).snapshot.id);
    assert.deepEqual(await keptIds(snapshots), ids.slice(0, 3));
    assert.deepEqual(
      (await readdir(home.path)).sort(),
      ids.slice(0, 3).sort(),
      'nothing else is left of those that went',
    );
  });

  it('are kept when there is but one, whatever its size', async () => {
    await using home = await makeHome();
    const snapshots = new Snapshots(home.path, 1000);
    await keep(snapshots, 10);
    const { snapshot, hash } = await keep(snapshots, 5000);
    assert.deepEqual(await keptIds(snapshots), [snapshot.id]);
    assert.equal((await snapshots.bytesOf(snapshot, hash)).length, 5000);
  });

  it('are kept while they are being undone, whatever their size and age', async () => {
    await using home = await makeHome();
    const snapshots = new Snapshots(home.path, 1000);
    const { snapshot, hash } = await keep(snapshots, 900);
    const now = new Date(start.getTime() + 31 * day);
    await keep(snapshots, 900, { now, undoes: snapshot.id });
    assert.equal((await snapshots.bytesOf(snapshot, hash)).length, 900);
  });

  it('are kept for 30 days, and the newest for longer', async () => {
    await using home = await makeHome();
    const snapshots = new Snapshots(home.path);
    const { snapshot: first } = await keep(snapshots, 10);
    const { snapshot: second } = await keep(snapshots, 10, { now: new Date(start.getTime() + 29 * day) });
    assert.deepEqual(await keptIds(snapshots), [second.id, first.id]);
    const { snapshot: third } = await keep(snapshots, 10, { now: new Date(start.getTime() + 90 * day) });
    assert.deepEqual(await keptIds(snapshots), [third.id]);
  });

  it('of an earlier version, which do not say their size, count for nothing and are read', async () => {
    await using home = await makeHome();
    const id = '20251231T000000000Z-abcdef';
    await mkdir(`${home.path}/${id}`);
    const manifest = { format: 1, id, at: '2025-12-31T00:00:00.000Z', kind: 'sync', places: [] };
    await writeFile(`${home.path}/${id}/manifest.json`, JSON.stringify(manifest));
    const snapshots = new Snapshots(home.path, 1000);
    const { snapshot } = await keep(snapshots, 1000);
    assert.deepEqual(await keptIds(snapshots), [snapshot.id, id]);
  });
});
