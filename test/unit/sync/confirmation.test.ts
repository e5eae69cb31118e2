import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import type { Confirmation } from '../../../runtime/sync/confirmation.ts';
import { confirmationText } from '../../../runtime/sync/confirmation-text.ts';
import { makeSyncHome, type SyncHome } from '../../support/sync-home.ts';

/** As `aios-mcp` leaves them. */
async function beat(
  home: SyncHome,
  file: string,
  name: string,
  lastSeen: string,
  started = lastSeen,
): Promise<void> {
  await mkdir(home.at('.aios', 'state', 'heartbeats'), { recursive: true });
  const content = { format: 1, pid: 7, client: { name, version: '1.2' }, started, lastSeen };
  await home.write(JSON.stringify(content), '.aios', 'state', 'heartbeats', file);
}

async function statesOf(home: SyncHome): Promise<Record<string, Confirmation['state']>> {
  const confirmed = await home.runtime.sync.confirmations(await home.runtime.sync.status());
  return Object.fromEntries([...confirmed].map(([id, { state }]) => [id, state]));
}

describe('Whether a client took up what was delivered', () => {
  it('is not known at first, then seen by its heartbeat, and not seen since the next delivery', async () => {
    await using home = await makeSyncHome();
    assert.deepEqual(await statesOf(home), {});
    await home.install();
    await home.runtime.sync.sync();
    const delivered = { 'claude-desktop': 'delivered', cursor: 'delivered', 'claude-code': 'delivered' };
    assert.deepEqual(await statesOf(home), delivered);
    await beat(home, '1-a.json', 'claude-ai', '2026-02-01T10:42:00.000Z');
    await beat(home, '2-b.json', 'somebody-else', '2026-02-01T10:42:00.000Z');
    await beat(home, '3-c.json', 'claude-code', '2025-02-01T10:42:00.000Z');
    await home.write('{"client":', '.aios', 'state', 'heartbeats', '4-d.json');
    assert.deepEqual(await statesOf(home), {
      ...delivered,
      'claude-desktop': 'seen',
      'claude-code': 'not-seen',
    });
  });

  it('is not told by a server that was started before, and goes on', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const [started, later] = ['2025-12-01T10:00:00.000Z', '2026-02-01T10:42:00.000Z'];
    await beat(home, '1-a.json', 'cursor-vscode', later, started);
    const confirmed = async (): Promise<Confirmation | undefined> =>
      (await home.runtime.sync.confirmations(await home.runtime.sync.status())).get('cursor');
    const { items } = await home.runtime.sync.status();
    const at = items.find(({ client, kind }) => client === 'cursor' && kind === 'server')?.row?.at ?? '';
    assert.deepEqual(await confirmed(), { state: 'not-seen', since: new Date(at), by: 'cursor-vscode 1.2' });
    await beat(home, '2-b.json', 'cursor-vscode', '2026-02-01T10:41:00.000Z', '2026-02-01T10:40:00.000Z');
    assert.deepEqual(await confirmed(), {
      state: 'seen',
      at: new Date('2026-02-01T10:41:00.000Z'),
      by: 'cursor-vscode 1.2',
    });
  });

  it('is not told of an entry that is not there', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    await beat(home, '1-a.json', 'claude-ai', '2026-02-01T10:42:00.000Z');
    await home.write(home.laid.claudeDesktop.text, home.laid.claudeDesktop.path);
    assert.deepEqual(await statesOf(home), { cursor: 'delivered', 'claude-code': 'delivered' });
  });

  it('is said in few words', () => {
    const at = new Date(2026, 10, 21, 9, 5);
    const later = new Date(2026, 10, 22, 0, 1);
    assert.equal(
      confirmationText({ state: 'seen', at, by: 'claude-ai 1.2' }, at),
      'seen at 09:05 by claude-ai 1.2',
    );
    assert.equal(
      confirmationText({ state: 'not-seen', since: at, by: 'claude-ai 1.2' }, later),
      'not seen since 2026-11-21 09:05',
    );
    assert.equal(confirmationText({ state: 'delivered', since: at }, later), 'delivered');
  });
});
