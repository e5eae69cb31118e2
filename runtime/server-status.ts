import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from './aios-home.ts';
import { launcherFiles } from './mcp/launcher-path.ts';
import type { Clock } from './ports.ts';
import type { Run } from './store/run.ts';
import type { Runs } from './store/runs.ts';
import { isRunning, readStarts, type ServerStart } from './sync/server-starts.ts';

const shownRuns = 20;
const shownClients = 20;

export interface ServerStatusDependencies {
  readonly home: AiosHome;
  readonly clock: Clock;
  /** Path of the launcher that clients' configs name. */
  readonly launcher: string;
  readonly refreshLauncher: () => Promise<void>;
  readonly takeInSpool: () => Promise<unknown>;
  readonly runs: Runs;
}

/** What there is to know of the MCP server at one moment. */
export interface ServerReport {
  readonly launcher: string;
  /** Whether the launcher and the server stand where clients' configs say. */
  readonly isInstalled: boolean;
  /** Where `--http` keeps the bearer token that it asks for. */
  readonly tokenFile: string;
  /** Copies that run now, the newest first. */
  readonly running: readonly ServerStart[];
  /** The last start of every client that has none running, the newest first. */
  readonly earlier: readonly ServerStart[];
  /** The last answers that clients handed in, the newest first. */
  readonly runs: readonly Run[];
  /** Why the runs are not known. */
  readonly runsProblem: unknown;
}

/** The MCP server as its host sees it: clients start it, so it is known by the traces it leaves. */
export class ServerStatus {
  private readonly at: ServerStatusDependencies;

  constructor(dependencies: ServerStatusDependencies) {
    this.at = dependencies;
  }

  async look(): Promise<ServerReport> {
    const { home, launcher, clock } = this.at;
    const now = clock.now();
    const [starts, isInstalled, runs] = await Promise.all([
      readStarts(home.heartbeats),
      Promise.all([launcher, join(home.bin, launcherFiles.server)].map(isReadable)),
      this.runs(),
    ]);
    const running = starts.filter((start) => isRunning(start, now));
    const present = new Set(running.map(nameOf));
    const last = new Map(starts.toReversed().map((start) => [nameOf(start), start]));
    const earlier = starts.filter(
      (start) => last.get(nameOf(start)) === start && !present.has(nameOf(start)),
    );
    return {
      launcher,
      isInstalled: isInstalled.every(Boolean),
      tokenFile: join(home.root, 'state', 'http-token'),
      running,
      earlier: earlier.slice(0, shownClients),
      ...runs,
    };
  }

  /**
   * Puts the launcher and the server in place anew, and has every running copy tell its client to ask for the lists
   * again. No copy is ended: each belongs to the client that started it, and many clients would not start another.
   *
   * @returns the copies that run on
   * @throws AiosError `file_…`
   */
  async refresh(): Promise<readonly ServerStart[]> {
    const { home, clock, refreshLauncher } = this.at;
    await refreshLauncher();
    const now = clock.now();
    // Copies know by its time that the index was replaced. There is none before the first install, and nothing to tell.
    await utimes(home.registryIndex, now, now).catch(() => undefined);
    return (await readStarts(home.heartbeats)).filter((start) => isRunning(start, now));
  }

  private async runs(): Promise<Pick<ServerReport, 'runs' | 'runsProblem'>> {
    try {
      await this.at.takeInSpool();
      return { runs: await this.at.runs.list({ limit: shownRuns }), runsProblem: undefined };
    } catch (error) {
      return { runs: [], runsProblem: error };
    }
  }
}

function nameOf({ client, transport }: ServerStart): string {
  return client?.name ?? transport;
}

async function isReadable(path: string): Promise<boolean> {
  return (await readFile(path).catch(() => undefined)) !== undefined;
}
