import { chooseVersion, isVersionOrRange, newestFirst } from '../choose-version.ts';

/** The branches and tags of a repository: the commit of each. */
export interface RemoteRefs {
  readonly branches: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

/** What a ref was found to be. */
export interface FoundRef {
  readonly commit: string;
  /** Where the ref is a tag that names a SemVer version: `1.2.0`. */
  readonly version?: string;
}

/** A commit as git writes it: SHA-1, or SHA-256. */
export const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;
/** The beginning of a commit, as people copy it. */
export const shortCommit = /^[0-9a-f]{7,63}$/u;

const line =
  /^(?<commit>[0-9a-f]{40}|[0-9a-f]{64})\trefs\/(?<kind>heads|tags)\/(?<name>.+?)(?<peeled>\^\{\})?$/u;

/**
 * Reads what `git ls-remote --heads --tags` prints (git-ls-remote(1)). An annotated tag comes twice; the one marked
 * with `^{}` is the commit.
 */
export function parseRemoteRefs(printed: string): RemoteRefs {
  const branches = new Map<string, string>();
  const tags = new Map<string, string>();
  const peeled = new Map<string, string>();
  for (const each of printed.split('\n')) {
    const { commit, kind, name, peeled: mark } = line.exec(each)?.groups ?? {};
    if (commit === undefined || name === undefined) continue;
    if (kind === 'heads') branches.set(name, commit);
    else (mark === undefined ? tags : peeled).set(name, commit);
  }
  return { branches, tags: new Map([...tags, ...peeled]) };
}

/**
 * Finds what a person means by a ref: a branch or tag of that very name, else the newest version tag that fits.
 *
 * @returns undefined when there is none; it may still be a commit
 */
export function findRef(ref: string, refs: RemoteRefs): FoundRef | undefined {
  const name = ref.replace(/^refs\/(?:heads|tags)\//u, '');
  const tagged = ref.startsWith('refs/heads/') ? undefined : refs.tags.get(name);
  if (tagged !== undefined) return { commit: tagged, ...versionOf(name) };
  const branch = ref.startsWith('refs/tags/') ? undefined : refs.branches.get(name);
  if (branch !== undefined) return { commit: branch };
  if (!isVersionOrRange(ref)) return undefined;
  const tag = chooseVersion(ref, refs.tags.keys());
  const commit = tag === undefined ? undefined : refs.tags.get(tag);
  return tag === undefined || commit === undefined ? undefined : { commit, ...versionOf(tag) };
}

/** The versions that tags name, newest first, without the `v` they may begin with. */
export function versionsOf({ tags }: RemoteRefs): string[] {
  return newestFirst(tags.keys()).map(withoutV);
}

/**
 * Tells a ref and a path apart that stand in one, as in a page's address: the longest ref that exists.
 *
 * @returns undefined when it begins with no ref there is
 */
export function splitRefAndPath(
  refAndPath: string,
  refs: RemoteRefs,
): { ref: string; path: string | undefined } | undefined {
  const parts = refAndPath.split('/');
  for (let count = parts.length; count > 0; count -= 1) {
    const ref = parts.slice(0, count).join('/');
    if (!refs.branches.has(ref) && !refs.tags.has(ref)) continue;
    return { ref, path: parts.slice(count).join('/') || undefined };
  }
  const [first = '', ...rest] = parts;
  return shortCommit.test(first) || fullCommit.test(first)
    ? { ref: first, path: rest.join('/') || undefined }
    : undefined;
}

function versionOf(tag: string): { version?: string } {
  return newestFirst([tag]).length === 0 ? {} : { version: withoutV(tag) };
}

function withoutV(tag: string): string {
  return tag.replace(/^[v=]+/u, '');
}
