import type { SyncResult, SyncStatus } from '../../runtime/sync/sync.ts';

/** What a sync or a repair did, as `client kind action` and `client code`. */
export function told({ changes, errors }: Pick<SyncResult, 'changes' | 'errors'>): string[] {
  return [
    ...changes.map(({ client, kind, action }) => `${client} ${kind} ${action}`),
    ...errors.map(({ client, code }) => `${client} ${code}`),
  ];
}

/** The places that are not in sync, as `client kind state`. */
export function askew({ items }: SyncStatus): string[] {
  return items
    .filter(({ state }) => state !== 'in-sync')
    .map(({ client, kind, state }) => `${client} ${kind} ${state}`);
}
