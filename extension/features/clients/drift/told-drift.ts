import { createHash } from 'node:crypto';
import { rowKey } from '../../../../runtime/sync/ledger.ts';
import type { ItemState, PlannedItem } from '../../../../runtime/sync/plan.ts';

/** What the next sync mends by itself, and nobody needs to hear of. */
const quiet: ReadonlySet<ItemState> = new Set(['source-moved', 'not-wanted', 'client-gone']);

/** What is to be told, and what is to be remembered as told. */
export interface DriftNews {
  readonly news: readonly PlannedItem[];
  /** A digest for each place that drifts now. What no longer does is forgotten, so that it is told when it comes again. */
  readonly told: readonly string[];
}

/**
 * Of all places, those that need a decision nobody was asked for yet. Pure.
 *
 * @param told the digests that were remembered
 */
export function driftNews(items: readonly PlannedItem[], told: readonly string[]): DriftNews {
  const known = new Set(told);
  const drifted = items
    .filter((item) => item.drifted && !quiet.has(item.state))
    .map((item) => ({ item, digest: digestOf(item) }));
  return {
    news: drifted.filter(({ digest }) => !known.has(digest)).map(({ item }) => item),
    told: drifted.map(({ digest }) => digest).sort(),
  };
}

/** The same for as long as the same content of ours is gone or edited at the same place. */
function digestOf(item: PlannedItem): string {
  const { state, row } = item;
  const about = [rowKey(item), state, row?.delivered?.hash ?? ''].join('\n');
  return createHash('sha256').update(about).digest('base64url').slice(0, 22);
}
