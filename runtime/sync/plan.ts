import { hasMembersOfPerson, holdsEntry } from '../client/client-additions.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import type { LocatedClient } from '../client/locate.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import type { Deliverable } from './desired.ts';
import { type Delivered, type DeliveryKind, knownContents, type LedgerRow, rowKey } from './ledger.ts';

/**
 * What stands at a place. `partial` is some of our files, each as we wrote it; `other` is anything that is not
 * as we wrote it; `unreadable` is what cannot be read, or a config that does not parse.
 */
export type Observation =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      /** Of a copy without what its client put into it. */
      readonly hash: string;
      /** Of a server. */
      readonly entry?: JsonValue;
      /** Of a server that is no longer wanted: whether a comment would go with its entry. */
      readonly commented?: boolean;
      /** Whether a client put something of its own into a copy. */
      readonly rewritten?: boolean;
    }
  | { readonly kind: 'partial' }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly code: string; readonly message: string; readonly remedy: string };

export type ItemState =
  /** As we put it there, and as it should be. */
  | 'in-sync'
  /** As it should be, with something that its client added. */
  | 'rewritten'
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
  /** As we put it there, and the client it was for is no longer here. */
  | 'client-gone'
  /** Something of that name stands there that is not ours. */
  | 'foreign'
  /** The same, and its client shows it beside a copy of ours that is there for others. */
  | 'duplicate'
  /** The same, and its client shows it instead of a copy of ours that is there for others. */
  | 'shadowed'
  | 'unreadable'
  /** We put it there, somebody changed it, and a person made that their own. */
  | 'kept';

/** `waiting` is for the client to be quit: it would write over whatever is written now. */
export type PlannedAction =
  | 'none'
  | 'create'
  | 'update'
  | 'remove'
  | 'settle'
  | 'forget'
  | 'keep'
  | 'waiting';

/** Whether an action changes a client's file. */
export function isWriting(action: PlannedAction): boolean {
  return action === 'create' || action === 'update' || action === 'remove';
}

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
  /** Ids of the clients that are here; left out, all. */
  readonly present?: ReadonlySet<string>;
  /** Whether an edit at a place where nothing is wanted any more waits for a person to say what becomes of it. */
  readonly waits?: (row: LedgerRow) => boolean;
}

/** What is somebody else's, and told of only. */
const takenStates: readonly ItemState[] = ['foreign', 'duplicate', 'shadowed'];
const unsafeStates: readonly ItemState[] = [...takenStates, 'edited', 'unreadable'];
const soundStates: readonly ItemState[] = [...takenStates, 'in-sync', 'rewritten', 'not-delivered', 'kept'];

/** Whether a place has something that is not ours under our name. */
export function isTaken(state: ItemState): boolean {
  return takenStates.includes(state);
}

/** Whether what stands there, though not ours, does what ours would do: the same, whatever a person added to it. */
export function doesAsOurs({ state, desired, observation }: PlannedItem): boolean {
  return isTaken(state) && desired !== undefined && standing(desired.content, observation) !== undefined;
}

/**
 * Compares what should be, what the ledger says and what is on disk. Pure: the same input gives the same plan,
 * and nothing without a ledger row is ever updated or removed.
 */
export function plan({ desired, rows, observed, ...context }: PlanInput): PlannedItem[] {
  const wanted = new Map(desired.map((deliverable) => [rowKey(deliverable), deliverable]));
  const owned = new Map(rows.map((row) => [rowKey(row), row]));
  const keys = [...new Set([...wanted.keys(), ...owned.keys()])];
  return keys.map((key) =>
    planItem(wanted.get(key), owned.get(key), observed.get(key) ?? { kind: 'absent' }, context),
  );
}

/**
 * @param targets the clients that are delivered to
 * @returns for `PlanInput`: while a skill is on for some client, its edit in the folder of another may still be meant
 *   for it; of one that is off or gone everywhere the edited copy is the person's
 */
export function waitsForDecision(
  targets: readonly Pick<LocatedClient, 'definition'>[],
  skills: readonly InstalledSkill[],
): (row: LedgerRow) => boolean {
  const ids = targets.map(({ definition }) => definition.id);
  return ({ kind, id, client }) =>
    kind === 'skill' &&
    ids.includes(client) &&
    skills.some((skill) => skill.manifest.id === id && ids.some((reader) => isEnabledFor(skill, reader)));
}

type Verdict = Pick<PlannedItem, 'state' | 'action'>;

function planItem(
  desired: Deliverable | undefined,
  row: LedgerRow | undefined,
  observation: Observation,
  { present, waits }: Pick<PlanInput, 'present' | 'waits'>,
): PlannedItem {
  const about = desired ?? row;
  if (about === undefined) throw new Error('A planned item comes from a deliverable or a row.');
  const { client, kind, id, path } = about;
  const verdict = judge(desired, row, observation, row !== undefined && (waits?.(row) ?? false));
  const isGone = verdict.state === 'not-wanted' && present !== undefined && !present.has(client);
  const state = isGone ? 'client-gone' : verdict.state;
  // Away with its files, as on a drive that is not mounted, it may come back with them: what is ours there stays known.
  const isAway = isGone && observation.kind === 'absent';
  const action = isAway ? 'none' : verdict.action;
  const safe = !unsafeStates.includes(state);
  const drifted = row !== undefined && !soundStates.includes(state) && !isAway;
  const readers = desired?.readers ?? [client];
  return { client, readers, kind, id, path, state, action, safe, drifted, desired, row, observation };
}

function judge(
  desired: Deliverable | undefined,
  row: LedgerRow | undefined,
  seen: Observation,
  waits: boolean,
): Verdict {
  if (seen.kind === 'unreadable') return { state: 'unreadable', action: 'none' };
  if (row === undefined) {
    return seen.kind === 'absent'
      ? { state: 'not-delivered', action: 'create' }
      : { state: desired?.clash ?? 'foreign', action: 'none' };
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
    // What a person put into our entry does not go with it unasked.
    if (ours && isAddedTo(row, seen)) return { state: 'edited', action: 'none' };
    if (ours) return { state: 'not-wanted', action: 'remove' };
    return { state: 'edited', action: waits || row.kind === 'server' ? 'none' : 'forget' };
  }
  if (seen.kind === 'absent' || seen.kind === 'partial') {
    const begun = row.delivered === undefined;
    return { state: begun && seen.kind === 'absent' ? 'not-delivered' : 'missing', action: 'create' };
  }
  const stands = standing(desired.content, seen);
  if (stands !== undefined) {
    const settled = row.pending.length === 0 && row.delivered?.hash === desired.content.hash;
    return { state: stands, action: settled ? 'none' : 'settle' };
  }
  return ours ? { state: 'source-moved', action: 'update' } : { state: 'edited', action: 'none' };
}

/** How a content of ours stands at a place; undefined when it is not that one. */
function standing(content: Delivered, seen: Observation): 'in-sync' | 'rewritten' | undefined {
  if (seen.kind !== 'present') return undefined;
  if (seen.hash === content.hash) return seen.rewritten ? 'rewritten' : 'in-sync';
  if (content.entry === undefined || seen.entry === undefined) return undefined;
  return holdsEntry(seen.entry, content.entry) ? 'rewritten' : undefined;
}

/** Whether an entry that is ours has something of a person's in it. */
function isAddedTo(row: LedgerRow, seen: Observation): boolean {
  if (seen.kind !== 'present' || seen.entry === undefined) return false;
  const { entry: found, commented = false } = seen;
  const own = knownContents(row).flatMap(({ entry }) =>
    entry !== undefined && holdsEntry(found, entry) ? [entry] : [],
  );
  return commented || (own.length > 0 && own.every((entry) => hasMembersOfPerson(found, entry)));
}

function isOurs(row: LedgerRow, seen: Observation): boolean {
  return seen.kind === 'partial' || knownContents(row).some((known) => standing(known, seen) !== undefined);
}
