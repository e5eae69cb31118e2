import type { LocatedClient } from '../client/locate.ts';
import { isTaken, type PlannedItem } from './plan.ts';
import { listOf } from './still-seen.ts';

/** A client that gets none of a skill of ours, since something stands in its way that is not. */
export interface Withheld {
  readonly client: Pick<LocatedClient, 'definition' | 'skillRoots'>;
  /** The skill's. */
  readonly id: string;
  /** What stands in its way. */
  readonly path: string;
}

/** @returns of the places that concern a client, those at which something keeps a skill of ours away from it */
export function findWithheld(items: readonly PlannedItem[], client: Withheld['client']): Withheld[] {
  return (
    items
      .filter(({ kind, desired, readers }) => {
        return kind === 'skill' && desired !== undefined && readers.includes(client.definition.id);
      })
      .map((item) => ({ item, found: { client, id: item.id, path: item.path } }))
      // Who has what a person made their own has what that person wants it to have.
      .filter(({ item, found }) => isTaken(item.state) || (item.state === 'kept' && !readsIt(found)))
      .map(({ found }) => found)
  );
}

/** @returns a sentence or two for people on each skill that is kept away: from whom, why, and how to end it */
export function withheldTexts(found: readonly Withheld[]): string[] {
  const alike = Map.groupBy(found, (one) => [one.id, one.path, readsIt(one)].join('\n'));
  return [...alike.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { id, path } = first;
    const names = listOf([first, ...more].map(({ client }) => client.definition.name));
    const [get, them] = more.length === 0 ? ['gets', 'it'] : ['get', 'them'];
    const why = readsIt(first)
      ? `${path} has a skill of that name that is not from AI OS.`
      : `a copy for ${them} might hide ${path}, which is not from AI OS, from a client that reads both.`;
    return [`${names} ${get} no ${id} from AI OS: ${why} Rename or remove that one, then sync again.`];
  });
}

/** Whether the client itself has it, and not another one that reads the client's folders. */
function readsIt({ client, path }: Withheld): boolean {
  return client.skillRoots.includes(path.replace(/[\\/][^\\/]*$/u, ''));
}
