import type { SyncChange } from '../../../../runtime/sync/apply.ts';
import { rowKey } from '../../../../runtime/sync/ledger.ts';
import { isWriting, type PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';

/** A place that has to be mended this often within `mendingsWithinMs` is fought over by somebody. */
export const mostMendings = 3;
/** In milliseconds. */
export const mendingsWithinMs = 10 * 60_000;

/**
 * Whether a place was mended so often lately that doing so again would only be one more move in a fight. Pure.
 *
 * @param mendings when it was mended, in milliseconds of the same clock as `now`
 */
export function isFoughtOver(mendings: readonly number[], now: number): boolean {
  return mendings.filter((at) => now - at < mendingsWithinMs).length >= mostMendings;
}

/**
 * The places that may be mended unasked: what was delivered there is gone or outdated, is wanted, and can be put back
 * now. What is no longer wanted is left to the next sync, since that takes files away. Pure.
 *
 * @param takenBack what the last undo changed: putting that back would be against what the person just did
 */
export function chooseMending(
  { items, leftAlone }: Pick<SyncStatus, 'items' | 'leftAlone'>,
  takenBack: readonly Pick<SyncChange, 'kind' | 'id' | 'path' | 'client'>[] = [],
): PlannedItem[] {
  const taken = new Set(takenBack.map(rowKey));
  return items.filter(
    (item) =>
      item.drifted &&
      item.safe &&
      item.row !== undefined &&
      item.desired !== undefined &&
      isWriting(item.action) &&
      !leftAlone.has(item.client) &&
      !taken.has(rowKey(item)),
  );
}
