import type { AiosError } from '../../errors.ts';
import type { NetworkPolicy } from '../../net/network-policy.ts';
import type { Environment } from '../../ports.ts';

export type SourceKind = 'folder' | 'archive' | 'git' | 'npm' | 'clawhub' | 'well-known';

/** What exactly a source gave: enough to ask for the very same thing again. */
export interface Resolved {
  /** The version as the source numbers it, e.g. `1.2.0`, where it numbers versions. */
  readonly version?: string;
  /** The git commit, 40 or 64 hexadecimal digits. */
  readonly commit?: string;
  /** The address the bytes came from, after redirects, without user, password, query or fragment. */
  readonly address?: string;
  /** sha512 or sha256 of the archive as a subresource-integrity string (`sha512-…`), where there is an archive. */
  readonly integrity?: string;
}

/** What a fetch is given. */
export interface FetchContext {
  /** What a relative path is relative to, absolute. */
  readonly workingFolder: string;
  /** An empty folder of this fetch's own, absolute, 0700. The caller takes it away afterwards. */
  readonly quarantine: string;
  readonly environment: Environment;
  readonly network: NetworkPolicy;
  readonly signal: AbortSignal;
  /** Told what is going on in a few words, e.g. `Cloning acme/skills`. */
  readonly onProgress: (message: string) => void;
  /** When set, exactly this is fetched, or the fetch fails with `source_changed`. */
  readonly resolved?: Resolved;
  /** Told by a search of each place that could not be searched, where a source has several. */
  readonly onFailure?: (error: AiosError) => void;
}

/** Something fetched: a folder in which skills may be found. Nothing in it has been checked yet but its file kinds. */
export interface Fetched {
  /** The folder to look for skills in, absolute: in the quarantine, or the person's own folder. */
  readonly folder: string;
  /** What a skill that stands in that folder itself and has no name is called. */
  readonly name: string;
  /** The source as the registry remembers it, so that `fetch` of this text gives the newest of the same. */
  readonly source: string;
  readonly resolved: Resolved;
}

/** What a source offers now, learned without fetching a skill. */
export interface Offer {
  /** What `fetch` would resolve to now. */
  readonly resolved: Resolved;
  /** Every version that can be asked for, newest first; empty where a source has no versions. */
  readonly versions: readonly string[];
  /** The folders asked for that are the same there as in what was installed; undefined where nothing tells. */
  readonly unchanged?: readonly string[] | undefined;
}

/** What was installed from a source before. */
export interface Since {
  readonly commit: string;
  /** Folders of skills in what the source gives, with `/`; empty for that folder itself. */
  readonly paths: readonly string[];
}

export interface SearchHit {
  /** What `fetch` takes. */
  readonly source: string;
  readonly name: string;
  readonly description: string;
  readonly version?: string;
  /** Who publishes it. */
  readonly publisher?: string;
  readonly downloads?: number;
  /** Which of several registries offers it, and for which scope: `npm.example.com (@acme)`. */
  readonly registry?: string;
}

/**
 * A kind of place skills come from. One file each. Every failure is an `AiosError` whose code begins with `source_`
 * (`source_not_found`, `source_refused`, `source_too_large`, `source_timed_out`, `source_cancelled`,
 * `source_changed`, `source_unreadable`, `source_offline`, `source_needs_git`), or `folder_…`.
 */
export interface Source {
  readonly kind: SourceKind;
  /** Whether a text looks like one of this kind. Pure. */
  matches(text: string): boolean;
  fetch(text: string, context: FetchContext): Promise<Fetched>;
  /**
   * Left out where only fetching can tell (a folder).
   * @param since tells of which folders it is asked whether they changed
   */
  look?(text: string, context: FetchContext, since?: Since): Promise<Offer>;
  /**
   * The same source, asked for one version (`1.2.0`), or a range (`^1.0.0`) where the source knows ranges.
   * Left out where there are no versions.
   */
  at?(text: string, version: string): string;
  /** @throws AiosError when it finds nothing because of a failure that there is no `onFailure` to be told of */
  search?(query: string, context: FetchContext): Promise<readonly SearchHit[]>;
}
