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
  const latest = starts.toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime());
  // One that was started before goes on telling of itself, and knows the entry that stood there then.
  const last = latest.find(({ started }) => started >= delivered) ?? latest[0];
  if (last === undefined) return { state: 'delivered', since: delivered };
  const by = `${last.client?.name ?? ''} ${last.client?.version ?? ''}`.trim();
  if (last.started >= delivered) return { state: 'seen', at: last.lastSeen, by };
  return { state: 'not-seen', since: last.lastSeen < delivered ? last.lastSeen : delivered, by };
}
