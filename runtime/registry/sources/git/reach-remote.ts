import { AiosError, systemErrorCode } from '../../../errors.ts';
import { guardedRequest } from '../../../net/guarded-request.ts';
import type { NetworkPolicy } from '../../../net/network-policy.ts';
import { judgeForProxy } from '../../../net/proxied-request.ts';
import { proxyNamedFor } from '../../../net/proxy-for.ts';
import { connectionError } from '../../../net/request-errors.ts';
import { resolveHost } from '../../../net/resolve-host.ts';
import type { GitRepository } from './parse-git-text.ts';

/** What a web server answers first when git asks it for refs (gitprotocol-http(5)). */
const refsPath = '/info/refs?service=git-upload-pack';
/** Git has waited already; this is asked only to tell why it failed. */
const askedForMs = 20_000;

/**
 * Makes sure that the host of a repository may be reached.
 *
 * @returns git's settings that make it connect to the very IP address that was judged (`http.curloptResolve`, git 2.37)
 * @throws AiosError `source_refused` for a host on a private network, `source_offline` for one that is not known
 */
export async function reachRemote(
  { host, protocol, shown }: GitRepository,
  network: NetworkPolicy,
): Promise<Readonly<Record<string, string>>> {
  if (host === undefined) return {};
  try {
    return await pinned(host, network);
  } catch (error) {
    if (AiosError.is(error)) throw error;
    // A name that only ssh's own settings know (`Host work`) is one that the person has given there.
    if (protocol === 'ssh') return {};
    throw connectionError(error, shown, undefined);
  }
}

async function pinned(host: URL, network: NetworkPolicy): Promise<Readonly<Record<string, string>>> {
  // Git knows the same proxy by the same variables, and names the host to it.
  const isProxied = proxyNamedFor(host, network.proxies) !== undefined;
  const addresses = await (isProxied ? judgeForProxy : resolveHost)(host, network);
  if (addresses === undefined) return {};
  if (host.protocol !== 'https:' && host.protocol !== 'http:') return {};
  const port = host.port === '' ? (host.protocol === 'https:' ? '443' : '80') : host.port;
  const list = addresses.map(({ address, family }) => (family === 6 ? `[${address}]` : address)).join(',');
  // An address in the place of a name is not looked up, and curl takes no colons in the host.
  return host.hostname.startsWith('[') ? {} : { 'http.curloptResolve': `${host.hostname}:${port}:${list}` };
}

/**
 * Asks a web server, after git has failed, whether a repository stands elsewhere by now. A renamed repository of GitHub
 * redirects.
 *
 * @returns undefined when it stands where it was asked for, or speaks no http: git's own words then say what was wrong
 * @throws AiosError `source_not_found` when there is none or it may not be read, and as `guardedRequest` does
 */
export async function whereItMoved(
  url: string,
  { protocol, shown }: GitRepository,
  network: NetworkPolicy,
  signal: AbortSignal,
): Promise<{ url: string; settings: Readonly<Record<string, string>> } | undefined> {
  if (protocol !== 'https' && protocol !== 'http') return undefined;
  const base = new URL(url);
  const { username, password } = base;
  base.username = '';
  base.password = '';
  const asked = base.href.replace(/\/$/u, '');
  const answer = await ask(`${asked}${refsPath}`, network, signal);
  if (answer === undefined) return undefined;
  if ([401, 403, 404, 410].includes(answer.status)) throw notReadable(shown, answer.status, username !== '');
  const moved = answer.address.endsWith(refsPath) ? answer.address.slice(0, -refsPath.length) : asked;
  if (moved === asked) return undefined;
  const to = new URL(moved);
  // Who the person is there is for the host they named, and no other.
  if (to.origin === base.origin) Object.assign(to, { username, password });
  return { url: to.href, settings: await pinned(to, network) };
}

async function ask(
  address: string,
  network: NetworkPolicy,
  signal: AbortSignal,
): Promise<{ status: number; address: string } | undefined> {
  try {
    // The body is not read, however long it is.
    const answer = await guardedRequest(address, {
      network,
      signal,
      maxBytes: Number.MAX_SAFE_INTEGER,
      timeoutMs: askedForMs,
    });
    answer.close();
    return answer;
  } catch (error) {
    // Git may know certificates that we do not: what it said itself then tells more.
    const system = error instanceof Error ? systemErrorCode(error.cause) : undefined;
    const isConnection =
      system === undefined || /^(?:ECONN|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT)/u.test(system);
    if (isConnection) throw error;
    return undefined;
  }
}

function notReadable(shown: string, status: number, hasUser: boolean): AiosError {
  return new AiosError(`There is no git repository at ${shown}, or you may not read it (status ${status}).`, {
    code: 'source_not_found',
    remedy: hasUser
      ? 'Check the address, the user and the password in it.'
      : 'Check the spelling. For a private repository sign in with git first (git ls-remote must work there).',
  });
}
