import { dirname } from 'node:path';
import type { LocatedClient } from '../client/locate.ts';
import type { ChosenItem, SyncError } from './apply.ts';
import { isTaken, type PlannedItem } from './plan.ts';

type Reader = Pick<LocatedClient, 'definition' | 'skillRoots'>;

/**
 * Has every copy that goes wait for what its readers are to read instead, and adds that where it was not chosen: a
 * client that wants a skill has it at every moment. Pure.
 *
 * @param items every place, chosen or not
 * @param leaveOut ids of clients whose files are left as they are; a copy that would need one of them stays
 */
export function withSuccessors(
  chosen: readonly ChosenItem[],
  items: readonly PlannedItem[],
  clients: readonly Reader[],
  leaveOut: readonly string[] = [],
): ChosenItem[] {
  const waiting = chosen.map((one): ChosenItem => {
    const after = isGoing(one) ? successorsOf(one.item, items, clients) : [];
    return after.length === 0 ? one : { ...one, after };
  });
  const known = new Set(chosen.map(({ item }) => item));
  const added = new Set(waiting.flatMap(({ after = [] }) => after));
  const more = [...added]
    .filter((item) => !known.has(item) && item.action === 'create' && !leaveOut.includes(item.client))
    .map((item): ChosenItem => ({ item, action: item.action }));
  return [...waiting, ...more];
}

/** Splits off the copies that have to stay, since what is to take their place is not about to be written. */
export function splitHeld(chosen: readonly ChosenItem[]): { ready: ChosenItem[]; held: SyncError[] } {
  const made = new Set(chosen.filter(({ action }) => action === 'create').map(({ item }) => item));
  const isHeld = (one: ChosenItem): boolean => missingAfter(one, (item) => made.has(item)).length > 0;
  return {
    ready: chosen.filter((one) => !isHeld(one)),
    held: chosen.filter(isHeld).map((one) => heldBack(one, (item) => made.has(item))),
  };
}

/** @param stands whether a place has what is to stand there @returns why a copy stays */
export function heldBack(one: ChosenItem, stands: (item: PlannedItem) => boolean): SyncError {
  const { client, path } = one.item;
  const places = missingAfter(one, stands).map((item) => item.path);
  return {
    client,
    code: 'not_moved',
    message: `${path} was left as it is, since ${places.join(', ')} cannot take its place yet.`,
    path,
    remedy: 'Make way there, then run `aios sync`.',
  };
}

/** @returns of the places that have to stand before this one may go, those that do not */
export function missingAfter(
  { after = [], action }: ChosenItem,
  stands: (item: PlannedItem) => boolean,
): PlannedItem[] {
  // What is gone already keeps nobody supplied.
  return action === 'remove' ? after.filter((item) => !stands(item)) : [];
}

/** Whether nothing of ours stands at a place afterwards, and nothing that a person made theirs. */
function isGoing({ item, action }: ChosenItem): boolean {
  const { kind, desired, observation, row } = item;
  if (kind !== 'skill' || desired !== undefined) return false;
  return action === 'remove' || (action === 'forget' && observation.kind === 'absent' && !row?.kept);
}

/**
 * Where the readers of a copy that is no longer wanted are to find the skill from now on, as far as they do not find it
 * at any such place yet.
 */
function successorsOf(
  gone: PlannedItem,
  items: readonly PlannedItem[],
  clients: readonly Reader[],
): PlannedItem[] {
  const root = dirname(gone.path);
  const readers = clients.filter(
    // Of a root that is read no longer, the ledger knows the one that it was written for.
    ({ definition, skillRoots }) => definition.id === gone.client || skillRoots.includes(root),
  );
  const found = readers.flatMap(({ definition: { id: reader } }) => {
    const places = items.filter((item) => item !== gone && isFor(item, gone.id, reader));
    return places.some((item) => !isToCome(item)) ? [] : places;
  });
  return [...new Set(found)];
}

function isFor({ kind, id, desired, readers }: PlannedItem, skill: string, reader: string): boolean {
  return kind === 'skill' && id === skill && desired !== undefined && readers.includes(reader);
}

/** A skill of the person's own is what its readers have instead of ours; anything else that is in the way is not. */
function isToCome({ action, state, desired }: PlannedItem): boolean {
  if (isTaken(state)) return desired?.isKeptAway !== true;
  return action === 'create' || state === 'unreadable';
}
