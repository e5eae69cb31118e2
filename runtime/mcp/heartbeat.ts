import { mkdirSync, readdirSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../version.ts';
import type { ClientInfo } from './stdio/quick-answers.ts';

const beatMs = 30_000;
/** What one needs to know of past starts fits into so many files; the oldest go. */
const maxFiles = 64;
const maxAgeMs = 7 * 24 * 60 * 60 * 1000;

/** A file in `state/heartbeats`: that a client really started us, and when it was last there. Times are ISO 8601. */
export interface Heartbeat {
  readonly format: 1;
  readonly pid: number;
  readonly parentPid: number;
  readonly transport: 'stdio' | 'http';
  readonly client: { readonly name: string; readonly version: string } | undefined;
  readonly serverVersion: string;
  readonly started: string;
  readonly lastSeen: string;
  /** When it ended of its own accord; left out while it runs, and after a kill. */
  readonly ended?: string;
}

/** Writes this process's heartbeat, `<pid>-<hex>.json`, until it ends. Nothing that goes wrong with it matters. */
export class HeartbeatFile {
  private readonly folder: string;
  private readonly file: string;
  private beat: Heartbeat;
  private timer: NodeJS.Timeout | undefined;

  /** @param folder `state/heartbeats` in our home */
  constructor(folder: string, transport: Heartbeat['transport']) {
    this.folder = folder;
    // Two processes may have had the same number, one after the other.
    const started = Date.now() - Math.round(process.uptime() * 1000);
    this.file = join(folder, `${process.pid}-${started.toString(16)}.json`);
    this.beat = {
      format: 1,
      pid: process.pid,
      parentPid: process.ppid,
      transport,
      client: undefined,
      serverVersion: version,
      started: new Date(started).toISOString(),
      lastSeen: new Date().toISOString(),
    };
  }

  /** Begins to write, or writes at once that the client is known. */
  begin(client: ClientInfo | undefined): void {
    const short = client && { name: client.name.slice(0, 200), version: client.version.slice(0, 200) };
    this.beat = { ...this.beat, client: short };
    if (this.timer === undefined) {
      this.timer = setInterval(() => this.write(), beatMs).unref();
      this.tidy();
    }
    this.write();
  }

  end(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.beat = { ...this.beat, ended: new Date().toISOString() };
    this.write();
  }

  private write(): void {
    this.beat = { ...this.beat, lastSeen: new Date().toISOString() };
    const temporary = `${this.file}.aios-tmp`;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      writeFileSync(temporary, `${JSON.stringify(this.beat)}\n`, { mode: 0o600 });
      renameSync(temporary, this.file);
    } catch {
      // A read-only home: clients are served all the same.
    }
  }

  private tidy(): void {
    try {
      const files = readdirSync(this.folder)
        .map((name) => join(this.folder, name))
        .map((path) => ({ path, at: statSync(path).mtimeMs }))
        .sort((a, b) => b.at - a.at);
      const oldest = Date.now() - maxAgeMs;
      for (const [index, { path, at }] of files.entries())
        if (index >= maxFiles - 1 || at < oldest) unlinkSync(path);
    } catch {
      // Another copy is tidying up too.
    }
  }
}
