import { AiosError } from '../../../errors.ts';
import { addressWithoutSecrets } from '../../../net/request-errors.ts';
import { isArchiveName } from '../archive-name.ts';
import { type HostedPage, readHostedPage } from './hosted-page.ts';

/** A repository as git is to be given it. */
export interface GitRepository {
  /** What git fetches from. May carry a user and a password: never to be shown. */
  readonly url: string;
  /** The same for people and for records, without user, password and query. */
  readonly shown: string;
  /** How the person may write it again, without a password; a ref and a path can follow. */
  readonly text: string;
  /** Its last part without `.git`. */
  readonly name: string;
  readonly protocol: 'https' | 'http' | 'ssh' | 'file';
  /** The host that is reached, with its port. Undefined for a file. */
  readonly host: URL | undefined;
}

export interface GitText {
  readonly repository: GitRepository;
  /** A branch, a tag, a commit, a SemVer version or range. Undefined for the default branch. */
  readonly ref: string | undefined;
  /** The folder in it, with `/` between the parts. */
  readonly path: string | undefined;
  /** A ref and a path in one, as in a page's address, where only the refs that exist tell where the ref ends. */
  readonly refAndPath: string | undefined;
}

/** Longer than any address in use. */
const maxTextLength = 2048;
/** What GitHub lets owners and repositories be called. */
const ownerAndRepository =
  /^(?<owner>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/(?<name>[A-Za-z0-9._][A-Za-z0-9._-]{0,99})$/u;
/** The short form of ssh: `user@host:path`. A host or user that begins with `-` would be an option to ssh. */
const scpAddress =
  /^(?<user>[A-Za-z0-9_][\w.-]*)@(?<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?<path>[^-:\s][^:\s]*)$/u;
const safeHost = /^(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9a-fA-F:.]+\])$/u;
const safeUser = /^(?:[A-Za-z0-9_%][^\s/]*)?$/u;

/**
 * Reads how a person names a git repository: `owner/repo`, `github:owner/repo`, an address (https, http, ssh, file, or
 * `git@host:path`), or that of a page of GitHub, GitLab or Bitbucket. `#ref` and `:path` may follow, and either of them
 * makes `https://host/owner/repo` one.
 *
 * @returns undefined when it does not look like one. Pure.
 */
export function readGitText(text: string): GitText | undefined {
  if (text.length > maxTextLength || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return undefined;
  const hash = text.indexOf('#');
  const before = hash === -1 ? text : text.slice(0, hash);
  const { address, path } = hash === -1 ? splitPath(before) : { address: before, path: undefined };
  const withPath = hash === -1 && path === undefined ? readWithPath(before) : undefined;
  if (withPath !== undefined) return withPath;
  const { repository, page } =
    hash === -1 ? readRepository(address) : readBeforeRef(address, text.slice(hash));
  if (repository === undefined) return undefined;
  if (hash === -1) return { repository, ref: undefined, path, refAndPath: page?.refAndPath };
  const fragment = text.slice(hash + 1);
  const colon = fragment.indexOf(':');
  return {
    repository,
    ref: (colon === -1 ? fragment : fragment.slice(0, colon)) || undefined,
    path: colon === -1 ? undefined : fragment.slice(colon + 1),
    refAndPath: undefined,
  };
}

/**
 * As `readGitText`, with ref and path judged.
 *
 * @throws AiosError `source_refused` for what git could take for an option or what leads out of the repository,
 *   `source_unknown` when it is no git repository at all
 */
export function parseGitText(text: string): GitText {
  const read = readGitText(text);
  if (read === undefined)
    throw refused('source_unknown', JSON.stringify(text), 'does not name a git repository');
  return {
    ...read,
    ref: read.ref === undefined ? undefined : checkedRef(read.ref),
    path: read.path === undefined ? undefined : checkedPath(read.path),
  };
}

/** Writes a repository, a ref and a path in the form that `readGitText` reads. */
export function writeGitText(
  { text }: GitRepository,
  ref: string | undefined,
  path: string | undefined,
): string {
  if (path === undefined) return ref === undefined ? text : `${text}#${ref}`;
  // An address may hold colons of its own; after a `#` the first one begins the path.
  const isShort = text.startsWith('github:');
  return ref === undefined && isShort ? `${text}:${path}` : `${text}#${ref ?? ''}:${path}`;
}

/** The parts of git's rules for a ref (git-check-ref-format) that keep it from being anything else. */
function checkedRef(ref: string): string {
  if (ref.startsWith('-') || ref.includes('..') || ref.includes('@{') || /[\\?[]/u.test(ref))
    throw refused('source_refused', JSON.stringify(ref), 'cannot be the name of a branch, a tag or a commit');
  return ref;
}

/**
 * @returns the parts joined by `/`, or undefined for the repository itself
 * @throws AiosError `source_refused` for a path that leads out of the repository, into `.git`, or looks like an option
 */
export function checkedPath(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const isBad = parts.some(
    (part) => part === '..' || part.startsWith('-') || part.includes('\\') || part.toLowerCase() === '.git',
  );
  if (isBad) throw refused('source_refused', JSON.stringify(path), 'cannot be a folder of a repository');
  return parts.length === 0 ? undefined : parts.join('/');
}

/** Takes off `:path`, which follows a short form, a `git@host:…` address or one that ends in `.git`. */
function splitPath(text: string): { address: string; path: string | undefined } {
  const [, address, path] =
    /^((?:github:)?[^:@/]+\/[^:/]+):(.*)$/u.exec(text) ??
    /^((?:git\+)?[a-z]+:\/\/.+\.git):(.*)$/iu.exec(text) ??
    /^([^:@/]+@[^:/]+:[^:]+):(.*)$/u.exec(text) ??
    [];
  return address === undefined ? { address: text, path: undefined } : { address, path };
}

/**
 * Reads `https://host/owner/repo:path`, without the `.git` that would say where the repository ends. With the colon
 * it is no page and no web site; a port stands before the first slash.
 */
function readWithPath(text: string): GitText | undefined {
  const [, address = '', path = ''] =
    /^(https?:\/\/[^/]+(?:\/[^/:]+){2,}):([^:?]+)$/iu.exec(text) ??
    /^((?:git\+https?|ssh):\/\/[^/]+(?:\/[^/:]+)+):([^:?]+)$/iu.exec(text) ??
    [];
  if (path === '' || isArchiveName(address) || isArchiveName(path)) return undefined;
  const asWritten = readRepository(address);
  const { repository, page } =
    asWritten.repository === undefined ? readRepository(`git+${address}`) : asWritten;
  // In a page's address a folder may hold a colon.
  if (repository === undefined || page?.refAndPath !== undefined) return undefined;
  return { repository, ref: undefined, path, refAndPath: undefined };
}

/**
 * Reads `https://host/owner/repo` of `https://host/owner/repo#ref`: as `:path` does, the ref tells it from a web site.
 * One of whose skills is named by a `#` is written with a `/` before it, or has an address of one part.
 */
function readBeforeRef(address: string, fragment: string): Read {
  const asWritten = readRepository(address);
  const isMarked =
    /^https?:\/\/[^/]+(?:\/[^/:]+){2,}$/iu.test(address) &&
    /^#[^?]/u.test(fragment) &&
    !isArchiveName(address) &&
    !address.includes('/.well-known/');
  return asWritten.repository === undefined && isMarked ? readRepository(`git+${address}`) : asWritten;
}

interface Read {
  readonly repository?: GitRepository;
  readonly page?: HostedPage;
}

function readRepository(address: string): Read {
  const isGithub = address.startsWith('github:');
  const short = ownerAndRepository.exec(isGithub ? address.slice('github:'.length) : address)?.groups;
  // `folder/skill.zip` is an archive that is not there.
  if (short?.name !== undefined && !isGithub && isArchiveName(short.name)) return {};
  if (short !== undefined) return onGithub(`${short.owner}/${short.name?.replace(/\.git$/u, '')}`);
  const scp = scpAddress.exec(address)?.groups;
  if (scp !== undefined) return overSsh(address, scp.host ?? '', scp.path ?? '');
  const isMarked = address.startsWith('git+');
  const written = isMarked ? address.slice('git+'.length) : address;
  if (!/^(?:https?|ssh|file):\/\//iu.test(written) || !URL.canParse(written)) return {};
  const url = new URL(written);
  if (url.protocol === 'file:') return inFile(url, isMarked);
  if (!safeHost.test(url.hostname) || !safeUser.test(url.username) || /^\/*-/u.test(url.pathname)) return {};
  const page = url.protocol === 'ssh:' ? undefined : readHostedPage(url);
  if (page !== undefined) {
    if (page.githubRepository !== undefined && url.username === '')
      return { ...onGithub(page.githubRepository), page };
    return { ...atUrl(new URL(page.path, url), url, false), page };
  }
  const isRepository = isMarked || url.protocol === 'ssh:' || /[^/]\.git\/?$/u.test(url.pathname);
  return isRepository && url.search === '' && url.pathname.length > 1 ? atUrl(url, url, isMarked) : {};
}

function onGithub(repository: string): Read {
  const name = repository.slice(repository.indexOf('/') + 1);
  if (/^\.{0,2}$/u.test(name)) return {};
  const url = new URL(`https://github.com/${repository}.git`);
  return {
    repository: {
      url: url.href,
      shown: url.href,
      text: `github:${repository}`,
      name,
      protocol: 'https',
      host: url,
    },
  };
}

function overSsh(address: string, host: string, path: string): Read {
  return {
    repository: {
      url: address,
      shown: `ssh://${host}/${path.replace(/^\//u, '')}`,
      text: address,
      name: nameOf(path),
      protocol: 'ssh',
      host: withPort(new URL(`ssh://${host}`)),
    },
  };
}

function inFile(url: URL, isMarked: boolean): Read {
  if (url.host !== '' || url.search !== '' || isArchiveName(url.pathname)) return {};
  const text = `${isMarked ? 'git+' : ''}${url.href}`;
  const name = nameOf(decoded(url.pathname));
  return { repository: { url: url.href, shown: url.href, text, name, protocol: 'file', host: undefined } };
}

function atUrl(address: URL, given: URL, isMarked: boolean): Read {
  const protocol = given.protocol === 'ssh:' ? 'ssh' : given.protocol === 'http:' ? 'http' : 'https';
  const url = new URL(address);
  url.username = given.username;
  url.password = given.password;
  const shown = addressWithoutSecrets(url);
  // Who one is to ssh stands in the address and is no secret.
  const withUser =
    protocol === 'ssh' && url.username !== '' ? shown.replace('://', `://${url.username}@`) : shown;
  return {
    repository: {
      url: url.href,
      shown,
      text: isMarked ? `git+${withUser}` : withUser,
      name: nameOf(decoded(url.pathname)),
      protocol,
      host: protocol === 'ssh' ? withPort(url) : url,
    },
  };
}

/** The settings name hosts with ports, and only ssh's default port is not known to URLs. */
function withPort(url: URL): URL {
  const copy = new URL(url);
  if (copy.port === '') copy.port = '22';
  return copy;
}

function nameOf(path: string): string {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1)
      ?.replace(/\.git$/u, '') || 'repository'
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function refused(code: string, what: string, why: string): AiosError {
  return new AiosError(`${what} ${why}.`, {
    code,
    remedy: 'Write owner/repo, owner/repo#ref, owner/repo:path or owner/repo#ref:path, or an address of git.',
  });
}
