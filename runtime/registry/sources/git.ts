import { lstat, rm } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { AiosError } from '../../errors.ts';
import { type GitLimits, RemoteRepository } from './git/git-repository.ts';
import { markLinks } from './git/mark-links.ts';
import { checkedPath, type GitText, parseGitText, writeGitText } from './git/parse-git-text.ts';
import {
  type FoundRef,
  findRef,
  fullCommit,
  type RemoteRefs,
  shortCommit,
  splitRefAndPath,
  versionsOf,
} from './git/remote-refs.ts';
import type { FetchContext, Fetched, Offer, Resolved, Since, Source } from './source.ts';
import { matchesGit } from './source-patterns.ts';

/** Room for a repository of hundreds of skills, twice: as objects and as files. */
const usualLimits: GitLimits = { maxBytes: 256 * 1024 * 1024, timeoutMs: 180_000 };

/** What may be spent on telling whether a skill changed: less than fetching it costs. */
const mostComparing: GitLimits = { maxBytes: 64 * 1024 * 1024, timeoutMs: 20_000 };

/** Skills from git repositories, with the system's git. */
export const gitSource: Source = createGitSource(usualLimits);

/** @param limits what a fetch may take */
export function createGitSource(limits: GitLimits): Source {
  return {
    kind: 'git',
    matches: matchesGit,
    fetch: (text, context) =>
      withRemote(text, context, limits, (remote, asked) => fetchFrom(remote, asked, context)),
    look: async (text, context, since) => {
      const offer = await withRemote(text, context, limits, (remote, asked) => lookAt(remote, asked));
      const { commit } = offer.resolved;
      if (since === undefined || commit === undefined || commit === since.commit) return offer;
      return { ...offer, unchanged: await unchangedSince(text, context, limits, commit, since) };
    },
    at: (text, version) => {
      const { repository, path, refAndPath } = parseGitText(text);
      if (refAndPath === undefined) return writeGitText(repository, version, path);
      // Without asking, only the usual form of a page's address can be read: one part for the ref.
      return writeGitText(repository, version, refAndPath.split('/').slice(1).join('/') || undefined);
    },
  };
}

async function withRemote<Result>(
  text: string,
  context: FetchContext,
  limits: GitLimits,
  work: (remote: RemoteRepository, asked: GitText) => Promise<Result>,
): Promise<Result> {
  const asked = parseGitText(text);
  const remote = new RemoteRepository(asked.repository, context, limits);
  try {
    await remote.open();
    return await work(remote, asked);
  } finally {
    remote.close();
  }
}

async function fetchFrom(remote: RemoteRepository, asked: GitText, context: FetchContext): Promise<Fetched> {
  const { repository } = asked;
  context.onProgress(`Fetching ${repository.shown}`);
  const { ref, path, found } = await find(remote, asked, context.resolved);
  await remote.prepare(path);
  const commit = await fetchCommit(remote, asked, found, path !== undefined, context.resolved);
  await remote.checkOut(commit);
  await layLinksBare(remote, path, context);
  const folder = await folderAt(remote.folder, path, repository.shown);
  const kept = relative(remote.folder, folder).split(sep).join('/') || undefined;
  const version = context.resolved === undefined ? found?.version : context.resolved.version;
  return {
    folder,
    name: kept === undefined ? repository.name : basename(kept),
    source: writeGitText(repository, ref, kept),
    resolved: { ...(version === undefined ? {} : { version }), commit, address: repository.shown },
  };
}

interface Found {
  readonly ref: string | undefined;
  readonly path: string | undefined;
  /** Undefined for the default branch, and for a commit. */
  readonly found: FoundRef | undefined;
}

/** Finds what a text asks for: nothing is asked of the remote where the commit is known or the newest is wanted. */
async function find(
  remote: RemoteRepository,
  { ref, path, refAndPath, repository }: GitText,
  resolved: Resolved | undefined,
): Promise<Found> {
  const needsRefs = refAndPath !== undefined || (ref !== undefined && resolved?.commit === undefined);
  if (!needsRefs || (ref !== undefined && fullCommit.test(ref))) return { ref, path, found: undefined };
  const refs = await remote.refs();
  if (refAndPath !== undefined) {
    const split = splitRefAndPath(refAndPath, refs);
    if (split === undefined) throw noSuchRef(refAndPath, repository.shown, refs);
    // Judged again: it was one text until now.
    const again = parseGitText(writeGitText(repository, split.ref, split.path));
    return { ref: again.ref, path: again.path, found: findRef(split.ref, refs) };
  }
  const found = ref === undefined ? undefined : findRef(ref, refs);
  if (found === undefined && ref !== undefined && !shortCommit.test(ref))
    throw noSuchRef(ref, repository.shown, refs);
  return { ref, path, found };
}

async function fetchCommit(
  remote: RemoteRepository,
  { ref, repository }: GitText,
  found: FoundRef | undefined,
  hasPath: boolean,
  resolved: Resolved | undefined,
): Promise<string> {
  if (resolved?.commit === undefined && found !== undefined) return remote.fetchTip(found.commit, hasPath);
  if (resolved?.commit === undefined && ref === undefined) return remote.fetchTip('HEAD', hasPath);
  const wanted = resolved?.commit ?? ref ?? '';
  if (!fullCommit.test(wanted) && !shortCommit.test(wanted))
    throw changed(`${JSON.stringify(wanted)} is no commit`, repository.shown);
  const commit = await remote.fetchAnywhere(wanted, hasPath);
  if (commit !== undefined) return commit;
  if (resolved !== undefined) throw changed(`the commit ${wanted} is gone`, repository.shown);
  throw new AiosError(`There is no commit ${wanted} in ${repository.shown}.`, {
    code: 'source_not_found',
    remedy: 'Check its digits, or name a branch or a tag.',
  });
}

async function lookAt(remote: RemoteRepository, asked: GitText): Promise<Offer> {
  const refs = await remote.refs();
  const name = asked.refAndPath === undefined ? asked.ref : splitRefAndPath(asked.refAndPath, refs)?.ref;
  const address = asked.repository.shown;
  const versions = versionsOf(refs);
  if (name === undefined && asked.refAndPath === undefined)
    return { resolved: { commit: await remote.head(), address }, versions };
  const found = name === undefined ? undefined : findRef(name, refs);
  if (found !== undefined) return { resolved: { ...found, address }, versions };
  if (name !== undefined && fullCommit.test(name)) return { resolved: { commit: name, address }, versions };
  throw noSuchRef(name ?? asked.refAndPath ?? '', address, refs);
}

/**
 * A commit of a repository with many skills changes few of them: their folders are compared as git names them, for
 * which no file is fetched.
 *
 * @returns undefined when that takes too long, or the older commit is gone
 */
async function unchangedSince(
  text: string,
  context: FetchContext,
  limits: GitLimits,
  commit: string,
  since: Since,
): Promise<string[] | undefined> {
  const bounded: GitLimits = {
    maxBytes: Math.min(limits.maxBytes, mostComparing.maxBytes),
    timeoutMs: Math.min(limits.timeoutMs, mostComparing.timeoutMs),
  };
  const folderOf = ({ path = '' }: GitText, within: string): string => checkedPath(`${path}/${within}`) ?? '';
  try {
    return await withRemote(text, context, bounded, async (remote, asked) => {
      // What is a repository of its own changes with every commit.
      const paths = since.paths.filter((within) => folderOf(asked, within) !== '');
      if (paths.length === 0 || !fullCommit.test(since.commit)) return [];
      await remote.prepare(undefined);
      await remote.fetchTrees([commit, since.commit]);
      const unchanged: string[] = [];
      for (const within of paths) {
        const now = await remote.treeOf(commit, folderOf(asked, within));
        const before = await remote.treeOf(since.commit, folderOf(asked, within));
        if (now !== undefined && now === before) unchanged.push(within);
      }
      return unchanged;
    });
  } catch (error) {
    if (!AiosError.is(error) || context.signal?.aborted) throw error;
    return undefined;
  }
}

/** Takes git's own folder away, and tells what was not laid out as it was committed. */
async function layLinksBare(
  remote: RemoteRepository,
  path: string | undefined,
  { onProgress }: FetchContext,
): Promise<void> {
  const { links, submodules } = await remote.unusualPaths();
  const isAsked = (each: string): boolean => path === undefined || `${each}/`.startsWith(`${path}/`);
  for (const submodule of submodules.filter(isAsked)) onProgress(`Not fetched: the submodule ${submodule}`);
  await rm(join(remote.folder, '.git'), { recursive: true, force: true });
  await markLinks(remote.folder, links);
}

/**
 * The folder that a path leads to; of a file, the folder it stands in.
 *
 * @throws AiosError `source_not_found`, `source_refused` when a part of it is a link
 */
async function folderAt(root: string, path: string | undefined, shown: string): Promise<string> {
  const parts = path?.split('/') ?? [];
  let folder = root;
  for (const [index, part] of parts.entries()) {
    const next = join(folder, part);
    const about = await lstat(next).catch(() => undefined);
    if (about?.isSymbolicLink())
      throw new AiosError(`${JSON.stringify(path)} of ${shown} leads through a link.`, {
        code: 'source_refused',
        remedy: 'Give the path of the folder that the link names.',
      });
    const isLast = index === parts.length - 1;
    if (about === undefined || !(about.isDirectory() || isLast))
      throw new AiosError(`There is no folder ${JSON.stringify(path)} in ${shown}.`, {
        code: 'source_not_found',
        remedy:
          'Check its spelling; capital letters count. Leave the path out to see which skills there are.',
      });
    if (about.isDirectory()) folder = next;
  }
  return folder;
}

function noSuchRef(ref: string, shown: string, refs: RemoteRefs): AiosError {
  const versions = versionsOf(refs).slice(0, 5);
  const known = versions.length > 0 ? versions : [...refs.branches.keys()].slice(0, 5);
  return new AiosError(`There is no branch, tag or version ${JSON.stringify(ref)} in ${shown}.`, {
    code: 'source_not_found',
    remedy: known.length === 0 ? 'Leave the ref out.' : `Name one that there is, e.g. ${known.join(', ')}.`,
  });
}

function changed(why: string, shown: string): AiosError {
  return new AiosError(`${shown} no longer has what was installed from it: ${why}.`, {
    code: 'source_changed',
    remedy: 'Ask those who keep the repository, or update to what it has now.',
  });
}
