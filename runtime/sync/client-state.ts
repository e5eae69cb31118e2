import { isEnabledFor } from '../registry/installed-skill.ts';
import { doesAsOurs, type PlannedItem } from './plan.ts';
import type { SyncStatus } from './sync.ts';

/** How a client stands as a whole. */
export type ClientState =
  | 'not-found'
  | 'left-alone'
  | 'nothing-to-deliver'
  | 'not-delivered'
  | 'in-sync'
  | 'drifted'
  | 'problem';

/** @returns the places that concern a client: its own, and those it reads */
export function itemsOf(status: SyncStatus, client: string): PlannedItem[] {
  return status.items.filter((item) => item.client === client || item.readers.includes(client));
}

/**
 * @param isOffered whether its editor was offered the server by its own API, so that it has that without any place
 * @returns how a client stands, the worst of its places deciding
 */
export function clientState(status: SyncStatus, client: string, isOffered = false): ClientState {
  const items = itemsOf(status, client);
  const located = status.clients.find(({ definition }) => definition.id === client);
  const isLeft = status.leftAlone.has(client);
  if (located?.detected && !isLeft && located.problem !== undefined) return 'problem';
  if (items.some((item) => item.state === 'unreadable' || (item.state === 'foreign' && !doesAsOurs(item))))
    return 'problem';
  if (items.some(({ drifted }) => drifted)) return 'drifted';
  if (!located?.detected && items.length === 0) return 'not-found';
  if (items.length === 0 && isLeft) return 'left-alone';
  if (items.length === 0) return isOffered ? 'in-sync' : 'nothing-to-deliver';
  return items.some(({ state }) => state === 'not-delivered') ? 'not-delivered' : 'in-sync';
}

/** @returns how a skill stands at a client: by its copy where the client reads one, else by the server's entry */
export function skillState(status: SyncStatus, skill: string, client: string): ClientState | undefined {
  const items = itemsOf(status, client).filter(({ kind, id }) => kind === 'server' || id === skill);
  if (items.length === 0) return undefined;
  return clientState({ ...status, items }, client);
}

/** @returns the clients a skill is to be delivered to */
export function clientsOf(status: SyncStatus, skill: string): string[] {
  const installed = status.skills.find(({ manifest }) => manifest.id === skill);
  if (installed === undefined) return [];
  return status.clients
    .filter(({ detected, definition }) => detected && !status.leftAlone.has(definition.id))
    .map(({ definition }) => definition.id)
    .filter((id) => isEnabledFor(installed, id));
}
