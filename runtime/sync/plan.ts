import type { Deliverable } from './desired.ts';
import { type DeliveryKind, knownContents, type LedgerRow, rowKey } from './ledger.ts';

/**
 * What stands at a place. `partial` is some of our files, each as we wrote it; `other` is anything that is not
 * as we wrote it; `unreadable` is what cannot be read, or a config that does not parse.
 */
export type Observation =
  | { readonly kind: 'absent' }
  | { readonly kind: 'present'; readonly hash: string }
  | { readonly kind: 'partial' }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly code: string; readonly message: string; readonly remedy: string };

export type ItemState =
  /** As we put it there, and as it should be. */
  | 'in-sync'
  /** Wanted and never put there. */
  | 'not-delivered'
  /** We put it there and it is gone, or some of its files are. */
  | 'missing'
  /** We put it there and somebody changed it. */
  | 'edited'
  /** As we put it there, but the registry has moved on. */
  | 'source-moved'
  /** As we put it there, but no longer wanted. */
  | 'not-wanted'
  /** Something of that name stands there that is not ours. */
  | 'foreign'
  | 'unreadable'
  /** We put it there, somebody changed it, and a person made that their own. */
  | 'kept';

export type PlannedAction = 'none' | 'create' | 'update' | 'remove' | 'settle' | 'forget' | 'keep';

/** One place, what state it is in, and what to do about it. */
export interface PlannedItem {
  readonly client: string;
  readonly readers: readonly string[];
  readonly kind: DeliveryKind;
  readonly id: string;
  readonly path: string;
  readonly state: ItemState;
  /** What makes it right without touching anything that is not as we left it. */
  readonly action: PlannedAction;
  /** Whether `action` may be done unasked. */
  readonly safe: boolean;
  /** Whether the disk differs from what the ledger says. */
  readonly drifted: boolean;
  readonly desired: Deliverable | undefined;
  readonly row: LedgerRow | undefined;
  readonly observation: Observation;
}

export interface PlanInput {
  readonly desired: readonly Deliverable[];
  readonly rows: readonly LedgerRow[];
  /** By `rowKey`; a place without one counts as absent. */
  readonly observed: ReadonlyMap<string, Observation>;
}

/**
 * Compares what should be, what the ledger says and what is on disk. Pure: the same input gives the same plan,
 * and nothing without a ledger row is ever updated or removed.
 */
export function plan({ desired, rows, observed }: PlanInput): PlannedItem[] {
  const wanted = new Map(desired.map((deliverable) => [rowKey(deliverable), deliverable]));
  const owned = new Map(rows.map((row) => [rowKey(row), row]));
  const keys = [...new Set([...wanted.keys(), ...owned.keys()])];
  return keys.map((key) =>
    planItem(wanted.get(key), owned.get(key), observed.get(key) ?? { kind: 'absent' }),
  );
}

type Verdict = Pick<PlannedItem, 'state' | 'action'>;

function planItem(
  desired: Deliverable | undefined,
  row: LedgerRow | undefined,
  observation: Observation,
): PlannedItem {
  const { state, action } = judge(desired, row, observation);
  const about = desired ?? row;
  if (about === undefined) throw new Error('A planned item comes from a deliverable or a row.');
  const { client, kind, id, path } = about;
  const safe = state !== 'edited' && state !== 'foreign' && state !== 'unreadable';
  const drifted = row !== undefined && !['in-sync', 'not-delivered', 'foreign', 'kept'].includes(state);
  const readers = desired?.readers ?? [client];
  return { client, readers, kind, id, path, state, action, safe, drifted, desired, row, observation };
}

function judge(desired: Deliverable | undefined, row: LedgerRow | undefined, seen: Observation): Verdict {
  if (seen.kind === 'unreadable') return { state: 'unreadable', action: 'none' };
  if (row === undefined) {
    return seen.kind === 'absent'
      ? { state: 'not-delivered', action: 'create' }
      : { state: 'foreign', action: 'none' };
  }
  if (row.kept) {
    if (desired === undefined) return { state: 'not-wanted', action: 'forget' };
    return seen.kind === 'absent'
      ? { state: 'not-delivered', action: 'create' }
      : { state: 'kept', action: 'none' };
  }
  const ours = isOurs(row, seen);
  if (desired === undefined) {
    if (seen.kind === 'absent') return { state: 'not-wanted', action: 'forget' };
    return ours ? { state: 'not-wanted', action: 'remove' } : { state: 'edited', action: 'forget' };
  }
  if (seen.kind === 'absent' || seen.kind === 'partial') {
    const begun = row.delivered === undefined;
    return { state: begun && seen.kind === 'absent' ? 'not-delivered' : 'missing', action: 'create' };
  }
  if (seen.kind === 'present' && seen.hash === desired.content.hash) {
    const settled = row.pending.length === 0 && row.delivered?.hash === seen.hash;
    return { state: 'in-sync', action: settled ? 'none' : 'settle' };
  }
  return ours ? { state: 'source-moved', action: 'update' } : { state: 'edited', action: 'none' };
}

function isOurs(row: LedgerRow, seen: Observation): boolean {
  if (seen.kind === 'partial') return true;
  return seen.kind === 'present' && knownContents(row).some(({ hash }) => hash === seen.hash);
}
