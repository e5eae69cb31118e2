import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { withLock } from '../files/lock.ts';
import { type LedgerRow, readLedger } from './ledger.ts';
import { removeLeftovers } from './leftovers.ts';

/**
 * Takes away what a killed writer left beside configs, where the ledger says that something was begun: also when nothing
 * is to be written to them now. Looks at no folder otherwise. To be called under the lock only.
 */
export async function tidyBegun(rows: readonly LedgerRow[]): Promise<void> {
  const begun = rows.filter(({ kind, pending }) => kind === 'server' && pending.length > 0);
  if (begun.length > 0) await removeLeftovers(begun.map(({ path }) => path));
}

/** Takes away what killed writers left beside any config that we wrote to, begun or not. */
export async function tidyConfigs(home: AiosHome): Promise<void> {
  await withLock(join(home.locks, 'sync'), async () => {
    const { rows } = await readLedger(home.ledger);
    await removeLeftovers(rows.filter(({ kind }) => kind === 'server').map(({ path }) => path));
  });
}
