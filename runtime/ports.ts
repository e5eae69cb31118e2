/**
 * Every outside thing the runtime needs, as a small interface. `extension/host/` implements them on the
 * VS Code API, `runtime/cli/host.ts` on a terminal.
 */
import type { Disposable } from './disposable.ts';

/** The machine and the person's folders. Decides where clients' files and ours are looked for. */
export interface Environment {
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** The person's home folder, absolute. */
  readonly home: string;
  /** Our own home: `AIOS_HOME`, `--home`, or `~/.aios`; absolute. */
  readonly aiosHome: string;
  /**
   * Environment variables: those that name folders (XDG_CONFIG_HOME, APPDATA, LOCALAPPDATA, CLAUDE_CONFIG_DIR) and
   * proxies (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), and what git and npm look at.
   */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The program that runs JavaScript here, offered to the launcher that clients start. */
export interface JavaScriptRuntime {
  readonly kind: 'node' | 'electron';
  /** Absolute path of the executable. */
  readonly path: string;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface Clock {
  now(): Date;
}

/** Keeps secrets. Implemented by the editor's SecretStorage; later also by the OS keychain. */
export interface SecretStore {
  /** What a person calls this store, e.g. `VS Code SecretStorage`. */
  readonly name: string;
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** The programs that run on this machine. */
export interface Processes {
  /**
   * @returns the command line of each, as far as the system tells: its executable's path or name first. On Linux only
   * those of the same home, elsewhere the person's own, and none when this is not the person's own home. Undefined where
   * the system does not tell what runs: then anything may.
   */
  list(): Promise<readonly RunningProgram[] | undefined>;
}

/** A command line; in an object for a program of the same person of which the system does not tell whether it is of this home. */
export type RunningProgram = string | { readonly mayBe: string };

/** Tells when one of the named files may have been created, changed, replaced or removed. */
export interface FileWatcher {
  watch(files: readonly string[], onEvent: () => void): Disposable;
}

/** What the host gives the runtime. A port left out is a thing this host cannot do. */
export interface Ports {
  /** Through which host the person acts; the history keeps it. */
  readonly host?: 'editor' | 'terminal';
  readonly environment: Environment;
  readonly javascript: JavaScriptRuntime;
  readonly log: Log;
  readonly clock: Clock;
  /** The single-file MCP server that ships with this host, absolute path. */
  readonly serverBundle: string;
  readonly secrets?: SecretStore;
  readonly watcher?: FileWatcher;
  /** Whether this host itself, without a file, offers the MCP server to whoever reads this config; to none when left out. */
  readonly offersServerTo?: (configPath: string) => boolean;
  /** Left out, the system is asked. */
  readonly processes?: Processes;
  /**
   * Whether a folder of this machine may be read unasked: not where it stands in a workspace that the person has not
   * trusted. Asked each time; left out, every folder may.
   */
  readonly mayRead?: (folder: string) => boolean;
  /** Hosts on private networks that the person's settings let sources reach; none when left out. Asked each time. */
  readonly allowedPrivateHosts?: () => readonly string[];
}
