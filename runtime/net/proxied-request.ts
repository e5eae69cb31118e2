import type { LookupAddress } from 'node:dns';
import { type ClientRequest, type RequestOptions as HttpOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AiosError } from '../errors.ts';
import type { NetworkPolicy } from './network-policy.ts';
import { addressWithoutSecrets, connectionError, timedOut } from './request-errors.ts';
import { resolveHost } from './resolve-host.ts';

/** Behind a proxy a machine may know no names of the internet, and takes long to say so. */
const longestLookMs = 2000;

/**
 * Judges a host that a proxy will connect to. The proxy looks the name up itself, so what is judged here is what this
 * machine knows of it: an IP address, and a name that it finds too. A name that only the proxy knows passes; where that
 * leads is for those who run the proxy.
 *
 * @returns what the name is here, where it is known
 * @throws AiosError `source_refused`, as `resolveHost`
 */
export async function judgeForProxy(
  url: URL,
  network: NetworkPolicy,
): Promise<readonly LookupAddress[] | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, longestLookMs, undefined);
  });
  const judged = resolveHost(url, network).catch((error: unknown) => {
    if (AiosError.is(error)) throw error;
    return undefined;
  });
  try {
    return await Promise.race([judged, waited]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Begins a request that goes through a proxy: of http by its whole address, of https through a tunnel, in which the
 * proxy reads nothing.
 *
 * @param options as for a request of our own; `timeout` bounds how long the proxy may be silent
 * @throws AiosError `source_offline` when the proxy cannot be reached or refuses; what `options.signal` was aborted with
 */
export async function proxiedRequest(url: URL, proxy: URL, options: HttpOptions): Promise<ClientRequest> {
  const authorization = authorizationOf(proxy);
  if (url.protocol === 'http:')
    return ask(proxy, {
      ...options,
      path: addressForProxy(url),
      headers: { ...options.headers, host: url.host, ...authorization },
    });
  const socket = await openTunnel(url, proxy, { ...options, headers: authorization });
  const host = bareHost(url);
  return requestHttps(url, {
    ...options,
    createConnection: () => connectTls({ socket, ...(isIP(host) === 0 && { servername: host }), host }),
  });
}

/** An address as errors name it that are as much of the proxy as of what it leads to. */
export function addressThroughProxy(url: URL, proxy: URL): string {
  return `${addressWithoutSecrets(url)} through the proxy ${proxy.host}`;
}

/** What is said of an answer that is the proxy's own. */
export function refusedByProxy(url: URL, proxy: URL, status: number): AiosError {
  return new AiosError(
    `The proxy ${proxy.host} does not let ${addressWithoutSecrets(url)} through: status ${status}.`,
    {
      code: 'source_offline',
      remedy:
        status === 407
          ? 'It wants a user name and a password: write them into its address, http://NAME:PASSWORD@HOST.'
          : 'Ask those who run the proxy, or name the host in NO_PROXY if it can be reached without.',
    },
  );
}

function openTunnel(url: URL, proxy: URL, options: HttpOptions): Promise<Socket> {
  const target = `${url.hostname}:${url.port || '443'}`;
  const request = ask(proxy, {
    ...options,
    method: 'CONNECT',
    path: target,
    headers: { ...options.headers, host: target },
  });
  return new Promise((resolve, reject) => {
    const shown = addressThroughProxy(url, proxy);
    const silentMs = options.timeout ?? 0;
    request.on('timeout', () =>
      request.destroy(timedOut(shown, `nothing came for ${silentMs / 1000} seconds`)),
    );
    request.on('error', (error) =>
      reject(options.signal?.aborted ? options.signal.reason : connectionError(error, shown, undefined)),
    );
    // A CONNECT that is refused by what is no proxy at all comes as an ordinary answer.
    request.on('response', (response) => {
      response.destroy();
      reject(refusedByProxy(url, proxy, response.statusCode ?? 0));
    });
    request.on('connect', ({ statusCode = 0 }, socket, head) => {
      if (statusCode >= 200 && statusCode < 300 && head.length === 0) return resolve(socket);
      socket.destroy();
      reject(refusedByProxy(url, proxy, statusCode));
    });
    request.end();
  });
}

/** Who the person is at the proxy is for the proxy: from the address, it would be told to the site as well. */
function ask(proxy: URL, options: HttpOptions): ClientRequest {
  const address = new URL(proxy);
  address.username = '';
  address.password = '';
  return (proxy.protocol === 'https:' ? requestHttps : requestHttp)(address, { ...options, agent: false });
}

/** The whole address without its fragment, which no server is told. */
function addressForProxy(url: URL): string {
  const address = new URL(url);
  address.hash = '';
  return address.href;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/u, '$1');
}

/** RFC 9110, section 11.7.2. */
function authorizationOf({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const words = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(words).toString('base64')}` };
}
