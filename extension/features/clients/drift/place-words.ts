import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';

/** @returns how a place is called in a sentence: `its entry for AI OS`, `the skill “notes”` */
export function placeWords({ kind, id }: Pick<PlannedItem, 'kind' | 'id'>): string {
  return kind === 'server' ? 'its entry for AI OS' : `the skill “${id}”`;
}

/** @returns the name of the client that a place belongs to */
export function clientOf({ client }: Pick<PlannedItem, 'client'>, { clients }: SyncStatus): string {
  return clients.find(({ definition }) => definition.id === client)?.definition.name ?? client;
}
