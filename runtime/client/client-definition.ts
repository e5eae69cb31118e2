import type { Environment } from '../ports.ts';

export type Platform = Environment['platform'];

/**
 * A path with named folders in front: `{home}`, `{config}` (XDG_CONFIG_HOME or ~/.config), `{appData}`,
 * `{localAppData}`, `{claudeConfig}` (CLAUDE_CONFIG_DIR or ~/.claude). One part may hold a `*`, which stands
 * for any text in that one name.
 */
export type PathTemplate = string;

/** A fact and where it is known from. */
export interface Sourced<T> {
  readonly value: T;
  /** The client's own page or code, or who reported it. */
  readonly source: string;
}

/** One AI client, as data. Nothing here is code: readers and writers act on it. */
export interface ClientDefinition {
  /** Stable id with hyphens. */
  readonly id: string;
  readonly name: string;
  /** The client is there when one of these exists. */
  readonly detectedBy: Sourced<Readonly<Record<Platform, readonly PathTemplate[]>>>;
  /**
   * Where its MCP servers are configured for the person. The first whose folder exists is used; when none
   * does, the first.
   */
  readonly configFiles: Sourced<Readonly<Record<Platform, readonly PathTemplate[]>>>;
  readonly format: Sourced<'json' | 'jsonc'>;
  /** Keys that lead to the object of servers. */
  readonly serversKey: Sourced<readonly string[]>;
  /** How a stdio server is written. */
  readonly stdioEntry: Sourced<'command' | 'typed-command'>;
  /** Folders it reads agent skills from, in the person's scope; empty when it reads none from disk. */
  readonly skillRoots: Sourced<readonly PathTemplate[]>;
  /** The root we write to when no other client's root is among those it reads; undefined with no roots. */
  readonly ownSkillRoot: PathTemplate | undefined;
  /** What a person does so that the client notices a new server. */
  readonly reload: Sourced<string>;
}
