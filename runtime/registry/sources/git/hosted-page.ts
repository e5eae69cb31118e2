import { isArchiveName } from '../archive-name.ts';

/** A repository, read from the address of one of its web pages. */
export interface HostedPage {
  /** `owner/repo`, when it is one of GitHub's. */
  readonly githubRepository: string | undefined;
  /** The path that git fetches from on that host. */
  readonly path: string;
  /** What follows `…/tree/`: a ref, then a path, and nothing but the refs that exist says where one ends. */
  readonly refAndPath: string | undefined;
}

/** Where a page of a folder or a file stands below the repository, by host. */
const hosts: Readonly<Record<string, RegExp>> = {
  'github.com': /^\/([^/]+\/[^/]+)(?:\/(?:tree|blob)\/(.+))?$/u,
  'bitbucket.org': /^\/([^/]+\/[^/]+)(?:\/src\/(.+))?$/u,
  'gitlab.com': /^\/([^/]+(?:\/(?!-\/)[^/]+)+?)(?:\/-\/(?:tree|blob)\/(.+))?$/u,
};
/** A GitLab may stand on any host; its pages are told by the dash. */
const anyGitlab = /^\/([^/]+(?:\/[^/]+)+?)\/-\/(?:tree|blob)\/(.+)$/u;

/**
 * Reads the address of a repository's page on GitHub, GitLab or Bitbucket: the repository itself, a folder
 * (`…/tree/ref/path`, `…/src/ref/path`) or a file (`…/blob/ref/path`).
 *
 * @returns undefined for every other address. Pure.
 */
export function readHostedPage(url: URL): HostedPage | undefined {
  const host = url.hostname.replace(/^www\./u, '');
  const form = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
  const [, repository, refAndPath] = (form ?? anyGitlab).exec(url.pathname.replace(/\/+$/u, '')) ?? [];
  if (repository === undefined || (refAndPath === undefined && isArchiveName(repository))) return undefined;
  try {
    const bare = repository.replace(/\.git$/u, '');
    return {
      githubRepository: host === 'github.com' ? bare : undefined,
      path: `/${bare}.git`,
      refAndPath: refAndPath === undefined ? undefined : decodeURIComponent(refAndPath),
    };
  } catch {
    // An escape that is none: no page has such an address.
    return undefined;
  }
}
