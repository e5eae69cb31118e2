import type { Environment } from '../ports.ts';
import type { HttpShape } from './http-shape.ts';
import type { StdioShape } from './stdio-shapes.ts';

export type Platform = Environment['platform'];

/**
 * A path with a named folder in front, as `base-folders.ts` knows them: `{home}`, `{config}`, `{codexHome}`. One
 * part may hold a `*`, which stands for any text in that one name.
 */
export type PathTemplate = string;

/** A path in a project's folder, with `/` between the parts. */
export type ProjectPath = string;

/** A fact and where it is known from. */
export interface Sourced<T> {
  readonly value: T;
  /** The client's own page or code, or who reported it. */
  readonly source: string;
  /** The source only makes it likely. */
  readonly isBelieved?: true;
}

/** One value for each system. */
export type PerPlatform<T> = Readonly<Record<Platform, T>>;

/**
 * The places one installation of a client may keep its servers in, the current one first. The first whose folder
 * exists is it; of several files in that folder, the first that exists.
 */
export type ConfigPlaces = readonly PathTemplate[];

/** How a config file is written. */
export type ConfigFormatName = 'json' | 'jsonc' | 'json5' | 'toml' | 'yaml';

/** A layout of the config that this version does not know how to edit, and how it shows. */
export type UnknownLayout = {
  /** When these keys lead to an object, or to a number, … */
  readonly keys: readonly string[];
} & (
  | {
      /** … that has none of these keys. */
      readonly without: readonly string[];
    }
  | {
      /** … of a version that is newer than this one. */
      readonly newerThan: number;
    }
);

/**
 * What a client does with two skills of one name: shows the one it ranks higher, or both. One that goes by the folder
 * shows one of two in folders of one name, both the person's or both the project's, whatever their SKILL.md calls them.
 */
export type SameName = 'first-wins' | 'first-folder-wins' | 'both' | 'unknown';

/** Whether a client shows one of several copies of ours, whose folders are called the same. */
export function showsOneCopy(sameName: SameName): boolean {
  return sameName === 'first-wins' || sameName === 'first-folder-wins';
}

/** One AI client, as data. Nothing here is code: readers and writers act on it. */
export interface ClientDefinition {
  /** Stable id with hyphens. */
  readonly id: string;
  readonly name: string;
  /** Id of the client that it came after, whose files stay where they were. */
  readonly predecessor?: Sourced<string>;
  /** The client is there when one of these exists. None is anything that AI OS makes for another client. */
  readonly detectedBy: Sourced<PerPlatform<readonly PathTemplate[]>>;
  /**
   * Where its MCP servers are configured for the person: one list for each installation that can stand beside the
   * others (VS Code, VS Code Insiders, …). Those whose folder exists are written; when none does, the first.
   */
  readonly configFiles: Sourced<PerPlatform<readonly ConfigPlaces[]>>;
  /** Where an earlier version kept them, and takes them over from by itself: reported, never written. */
  readonly earlierConfigFiles?: Sourced<PerPlatform<readonly PathTemplate[]>>;
  /** The same for one project. */
  readonly projectFiles: Sourced<readonly ProjectPath[]>;
  readonly format: Sourced<ConfigFormatName>;
  /** Keys that lead to the object of servers. */
  readonly serversKey: Sourced<readonly string[]>;
  readonly unknownLayout?: Sourced<UnknownLayout>;
  /** How a stdio server is written. */
  readonly stdioEntry: Sourced<StdioShape>;
  /** How an HTTP server is written; undefined when the file takes none. */
  readonly httpEntry: Sourced<HttpShape | undefined>;
  /** Folders it reads agent skills from, in the person's scope, the one that wins first; empty for none on disk. */
  readonly skillRoots: Sourced<readonly PathTemplate[]>;
  /** The same for one project. */
  readonly projectSkillRoots: Sourced<readonly ProjectPath[]>;
  /** Those of `skillRoots` that we may write to, the best first; none where skills are exported for upload. */
  readonly writableSkillRoots: readonly PathTemplate[];
  /**
   * A folder of ours that the editor reads skills from when our extension tells it to, by the editor's own API: the
   * first and best of its skill roots for as long as `sign` stands there. The terminal, which cannot ask the editor,
   * goes by that file too.
   */
  readonly apiSkillRoot?: Sourced<{ readonly root: PathTemplate; readonly sign: PathTemplate }>;
  readonly sameName: Sourced<SameName>;
  /** What a person does so that the client notices a new server. */
  readonly reload: Sourced<string>;
  /** Whether its config may be written while it runs. */
  readonly writableWhileRunning: Sourced<boolean>;
  /**
   * How its running program is known, where it may not be written meanwhile: regular expressions on a command line, of
   * which one has to match.
   */
  readonly processes?: Sourced<PerPlatform<readonly string[]>>;
  /** Variables that move its files, as far as they are followed. */
  readonly variables: Sourced<readonly string[]>;
}
