import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfPresent } from '../files/read-bounded.ts';

const maxBeatBytes = 16 * 1024;
/** The server keeps at most 64. */
const maxBeats = 256;
/** It beats every 30 seconds. One that was silent for longer sleeps with its machine, or its number is another's now. */
const silentAfterMs = 100_000;

/** A start of `aios-mcp`, as its heartbeat tells (`runtime/mcp/heartbeat.ts`). */
export interface ServerStart {
  readonly pid: number;
  readonly transport: 'stdio' | 'http';
  /** What the client calls itself; undefined until it did, and over HTTP, where there may be several. */
  readonly client: { readonly name: string; readonly version: string } | undefined;
  readonly serverVersion: string;
  readonly started: Date;
  readonly lastSeen: Date;
  /** Set when it ended of its own accord. */
  readonly ended: Date | undefined;
}

/** @returns what can be read of the starts, the newest first */
export async function readStarts(folder: string): Promise<ServerStart[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const starts = await Promise.all(names.slice(0, maxBeats).map((name) => readStart(join(folder, name))));
  return starts
    .filter((start) => start !== undefined)
    .sort((a, b) => b.started.getTime() - a.started.getTime());
}

/** @returns whether that very process still serves its client */
export function isRunning({ pid, lastSeen, ended }: ServerStart, now: Date): boolean {
  if (ended !== undefined || now.getTime() - lastSeen.getTime() > silentAfterMs) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process, as of a client that runs as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function readStart(file: string): Promise<ServerStart | undefined> {
  try {
    const bytes = await readIfPresent(file, maxBeatBytes);
    const beat = JSON.parse(bytes?.toString('utf8') ?? '') as Readonly<Record<string, unknown>>;
    const { pid, transport, client, serverVersion, ended } = beat;
    const [started, lastSeen] = [beat.started, beat.lastSeen].map((at) => new Date(String(at)));
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
    if (!isTime(started) || !isTime(lastSeen)) return undefined;
    return {
      pid,
      transport: transport === 'http' ? 'http' : 'stdio',
      client: clientOf(client),
      serverVersion: String(serverVersion ?? ''),
      started,
      lastSeen,
      ended: ended === undefined ? undefined : new Date(String(ended)),
    };
  } catch {
    return undefined; // Half written, or of a newer version.
  }
}

function clientOf(client: unknown): ServerStart['client'] {
  const { name, version } = (client ?? {}) as { readonly name?: unknown; readonly version?: unknown };
  return typeof name === 'string' ? { name, version: String(version ?? '') } : undefined;
}

function isTime(time: Date | undefined): time is Date {
  return time !== undefined && !Number.isNaN(time.getTime());
}
