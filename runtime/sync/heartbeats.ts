import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent } from '../files/read-bounded.ts';
import type { PlannedItem } from './plan.ts';

const maxBeatBytes = 16 * 1024;
/** The server keeps at most 64. */
const maxBeats = 256;

/** That a client really started the server, as `runtime/mcp/heartbeat.ts` leaves it. */
export interface Beat {
  /** What the client calls itself. */
  readonly name: string;
  readonly version: string;
  /** When the server was last there for it. */
  readonly lastSeen: Date;
}

/** What is known of whether a client took up what was delivered to it. */
export type Confirmation =
  | { readonly state: 'delivered'; readonly since: Date }
  | { readonly state: 'seen'; readonly at: Date; readonly by: string }
  /** It started the server before, and has not since the entry was written last. */
  | { readonly state: 'not-seen'; readonly since: Date; readonly by: string };

/** @returns the heartbeats that can be read; those without a client's name are of nobody */
export async function readHeartbeats(folder: string): Promise<Beat[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const beats = await Promise.all(names.slice(0, maxBeats).map((name) => readBeat(join(folder, name))));
  return beats.filter((beat) => beat !== undefined);
}

/**
 * Tells whether a client took its entry up. Pure.
 *
 * @param items the client's
 * @param beats the client's
 * @returns undefined where no entry of ours stands as it should
 */
export function confirm(items: readonly PlannedItem[], beats: readonly Beat[]): Confirmation | undefined {
  const server = items.find(
    ({ kind, state }) => kind === 'server' && (state === 'in-sync' || state === 'rewritten'),
  );
  if (server?.row === undefined) return undefined;
  const delivered = new Date(server.row.at);
  const [last] = beats.toSorted((a, b) => b.lastSeen.getTime() - a.lastSeen.getTime());
  if (last === undefined) return { state: 'delivered', since: delivered };
  const by = `${last.name} ${last.version}`.trim();
  return last.lastSeen >= delivered
    ? { state: 'seen', at: last.lastSeen, by }
    : { state: 'not-seen', since: last.lastSeen, by };
}

async function readBeat(file: string): Promise<Beat | undefined> {
  try {
    const bytes = await readIfPresent(file, maxBeatBytes);
    const { client, lastSeen } = JSON.parse(bytes?.toString('utf8') ?? '') as {
      client?: { name?: unknown; version?: unknown };
      lastSeen?: unknown;
    };
    const at = new Date(String(lastSeen));
    if (typeof client?.name !== 'string' || Number.isNaN(at.getTime())) return undefined;
    return { name: client.name, version: String(client.version ?? ''), lastSeen: at };
  } catch {
    return undefined; // Half written, or of a newer version.
  }
}
