import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { AiosError } from '../../errors.ts';
import type { Source, SourceKind } from './source.ts';
import {
  matchesArchive,
  matchesClawhub,
  matchesFolder,
  matchesGit,
  matchesNpm,
  matchesWellKnown,
} from './source-patterns.ts';

/**
 * The kinds of source in the order in which they are asked whether a text is theirs. The first four are told by a
 * prefix or a form that no other has; an http(s) address is git's before it is an archive's, and a web site's when it
 * is neither.
 */
const kinds: readonly (readonly [kind: SourceKind, matches: (text: string) => boolean])[] = [
  ['folder', matchesFolder],
  ['npm', matchesNpm],
  ['clawhub', matchesClawhub],
  ['git', matchesGit],
  ['archive', matchesArchive],
  ['well-known', matchesWellKnown],
];

/** What is loaded only when a text is of that kind: some of it is large. */
const load: Readonly<Record<SourceKind, () => Promise<Source>>> = {
  folder: async () => (await import('./folder.ts')).folderSource,
  archive: async () => (await import('./archive.ts')).archiveSource,
  git: async () => (await import('./git.ts')).gitSource,
  npm: async () => (await import('./npm.ts')).npmSource,
  clawhub: async () => (await import('./clawhub.ts')).clawhubSource,
  'well-known': async () => (await import('./well-known.ts')).wellKnownSource,
};

/**
 * Tells by the text where a skill is to come from. What is there on disk wins: with a folder `acme/skills` here, that
 * is not GitHub's `acme/skills` (`github:acme/skills` always is).
 *
 * @param text as the person gave it, or as the registry remembers it
 * @param workingFolder what a relative path is relative to, absolute
 * @throws AiosError `source_unknown` when it is of no kind that is known, with those that are
 */
export async function chooseSource(text: string, workingFolder: string): Promise<Source> {
  const path = isAbsolute(text) ? text : resolve(workingFolder, text);
  const about = text === '' ? undefined : await stat(path).catch(() => undefined);
  if (about?.isDirectory()) return load.folder();
  // A file that is no archive by its name may be one; reading it will tell.
  if (about !== undefined) return load.archive();
  const kind = kinds.find(([, matches]) => matches(text))?.[0];
  if (kind !== undefined) return load[kind]();
  throw await unknown(text, path);
}

/**
 * @returns the source asked for one version, or a range where it knows ranges
 * @throws AiosError `version_unknown` when it has no versions
 */
export async function sourceAt(source: string, version: string, workingFolder: string): Promise<string> {
  const { at } = await chooseSource(source, workingFolder);
  if (at !== undefined) return at(source, version);
  throw new AiosError(`${source} has no versions to choose from.`, {
    code: 'version_unknown',
    remedy: 'Leave --to out, or give back an earlier version with `aios rollback`.',
  });
}

/** The sources that can be searched. */
export async function searchableSources(): Promise<readonly Source[]> {
  return Promise.all([load.clawhub(), load.npm()]);
}

async function unknown(text: string, path: string): Promise<AiosError> {
  const { nearest } = await import('../../skill/nearest.ts');
  const beside = await readdir(dirname(path)).catch((): string[] => []);
  return new AiosError(
    `${JSON.stringify(text)} is no folder or file here, and it is not known where else to look.`,
    {
      code: 'source_unknown',
      remedy: `${nearest(basename(path), beside)}Give a folder, an archive (.zip, .skill, .tgz), owner/repo or an address of git, npm:name, clawhub:name, or the https:// address of a web site.`,
    },
  );
}
