import type { LocatedClient } from '../client/locate.ts';
import type { ChosenItem } from './apply.ts';
import { withSuccessors } from './moves.ts';
import type { PlannedAction, PlannedItem } from './plan.ts';
import type { RepairOptions, SyncOptions } from './sync.ts';

/** @returns the places of the clients that are meant: those that read there, and not those whose files are left as they are */
export function inScope(
  items: readonly PlannedItem[],
  { clients, leaveOut }: Pick<SyncOptions, 'clients' | 'leaveOut'>,
): PlannedItem[] {
  return items
    .filter(({ client }) => !leaveOut?.includes(client))
    .filter(({ readers }) => clients === undefined || readers.some((reader) => clients.includes(reader)));
}

/**
 * @param choose what to do about a place; undefined leaves it out, problems included
 * @returns the chosen places, with those that have to stand before another may go
 */
export function choosePlaces(
  { items, clients }: { readonly items: readonly PlannedItem[]; readonly clients: readonly LocatedClient[] },
  scope: Pick<SyncOptions, 'clients' | 'leaveOut'>,
  choose: (item: PlannedItem) => PlannedAction | undefined,
): ChosenItem[] {
  const chosen = inScope(items, scope).flatMap((item) => {
    const action = choose(item);
    return action === undefined ? [] : [{ item, action }];
  });
  return withSuccessors(chosen, items, clients, scope.leaveOut);
}

/** Whether a repair is about this place, by the skill's or server's name and by the path. */
export function isAskedFor(
  { id, path }: Pick<PlannedItem, 'id' | 'path'>,
  { ids, paths }: Pick<RepairOptions, 'ids' | 'paths'>,
): boolean {
  return (ids?.includes(id) ?? true) && (paths?.includes(path) ?? true);
}

/**
 * What a repair does about a place. What a person edited is only touched where the options say what becomes of it;
 * `adopt` takes more than an action at a place, so that here it is as `ask`.
 *
 * @returns undefined where the repair is not about it, and nothing is to be said of it either
 */
export function chooseRepair(
  item: PlannedItem,
  options: Pick<RepairOptions, 'ids' | 'paths' | 'edited'>,
): PlannedAction | undefined {
  const { edited = 'ask' } = options;
  if (!item.drifted || !isAskedFor(item, options)) return undefined;
  if (item.state !== 'edited' || edited === 'ask' || edited === 'adopt') return item.action;
  if (edited === 'keep') return item.desired === undefined ? 'forget' : 'keep';
  return item.desired === undefined ? 'remove' : 'update';
}
