import type { PlannedItem } from './plan.ts';
import type { ServerStart } from './server-starts.ts';

/** What is known of whether a client took up what was delivered to it. */
export type Confirmation =
  | { readonly state: 'delivered'; readonly since: Date }
  | { readonly state: 'seen'; readonly at: Date; readonly by: string }
  /** It started the server before, and has not since the entry was written last. */
  | { readonly state: 'not-seen'; readonly since: Date; readonly by: string };

/**
 * Tells whether a client took its entry up. Pure.
 *
 * @param items the client's
 * @param starts the client's, each with what it calls itself
 * @returns undefined where no entry of ours stands as it should
 */
export function confirm(
  items: readonly PlannedItem[],
  starts: readonly ServerStart[],
): Confirmation | undefined {
  const server = items.find(
    ({ kind, state }) => kind === 'server' && (state === 'in-sync' || state === 'rewritten'),
  );
  if (server?.row === undefined) return undefined;
  const delivered = new Date(server.row.at);
  const [last] = starts.toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime());
  if (last === undefined) return { state: 'delivered', since: delivered };
  const by = `${last.client?.name ?? ''} ${last.client?.version ?? ''}`.trim();
  return last.lastSeen >= delivered
    ? { state: 'seen', at: last.lastSeen, by }
    : { state: 'not-seen', since: last.lastSeen, by };
}
