import type { LookupAddress } from 'node:dns';
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { messageOf } from '../errors.ts';
import { version } from '../version.ts';
import { Deadline } from './deadline.ts';
import type { NetworkPolicy } from './network-policy.ts';
import { addressThroughProxy, judgeForProxy, proxiedRequest, refusedByProxy } from './proxied-request.ts';
import { proxyFor } from './proxy-for.ts';
import {
  addressWithoutSecrets,
  badStatus,
  connectionError,
  refusedAddress,
  timedOut,
  tooLarge,
  unreadable,
} from './request-errors.ts';
import { checkedUrl, redirected } from './request-url.ts';
import { resolveHost } from './resolve-host.ts';
import { readBody } from './response-body.ts';

export interface RequestOptions {
  readonly network: NetworkPolicy;
  readonly signal: AbortSignal;
  /** The most bytes that are taken of the body, counted after it was unpacked. */
  readonly maxBytes: number;
  /** How long all of it may take, redirects and body included. Default two minutes. */
  readonly timeoutMs?: number;
  /** How long nothing may come. Default 20 seconds. */
  readonly idleMs?: number;
  /** Names in lower case. `authorization` and `cookie` are not sent on to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD';
  /** Told how much of the body has come, and how much it is where the server says so. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

export interface GuardedResponse {
  /** Every status but a redirect's comes here, 404 as well. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where it came from after redirects, query included. */
  readonly address: string;
  /** Unpacked when it was sent packed. Throws AiosError `source_…` when it is cut, too large or too slow. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets the connection go. To be called where the body is not read. */
  close(): void;
}

const maxRedirects = 5;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const defaultTimeoutMs = 120_000;
const defaultIdleMs = 20_000;
/** Enough for the lists that registries answer with. */
const maxJsonBytes = 4 * 1024 * 1024;

/**
 * Asks an http or https address for something. What it leads to is judged anew at every redirect, and the connection
 * goes to the very IP address that was judged, unless a proxy connects in our place (see `judgeForProxy`).
 *
 * @throws AiosError `source_refused` for a private network, another protocol, a user or password in the address, too
 *   many redirects or one from https to http; `source_offline`, `source_timed_out`, `source_cancelled`,
 *   `source_too_large` and `source_unreadable`
 */
export async function guardedRequest(
  address: URL | string,
  options: RequestOptions,
): Promise<GuardedResponse> {
  let url = checkedUrl(address);
  const deadline = new Deadline(
    options.signal,
    options.timeoutMs ?? defaultTimeoutMs,
    addressWithoutSecrets(url),
  );
  try {
    for (let count = 0; count <= maxRedirects; count += 1) {
      const response = await send(url, options, deadline, url.origin === new URL(address).origin);
      const status = response.statusCode ?? 0;
      if (!redirects.has(status)) return answer(url, response, options, deadline);
      response.destroy();
      url = redirected(url, response.headers.location);
    }
    throw refusedAddress(
      addressWithoutSecrets(url),
      `it redirects more than ${maxRedirects} times`,
      'Give the address that it is meant to lead to.',
    );
  } catch (error) {
    deadline.close();
    throw deadline.signal.aborted
      ? deadline.signal.reason
      : connectionError(error, addressWithoutSecrets(url), undefined);
  }
}

/**
 * Asks for a small thing and takes it whole.
 *
 * @throws AiosError as `guardedRequest` does, and for each status but 2xx: `source_not_found` for 404 and 410
 */
export async function requestBytes(
  address: URL | string,
  options: RequestOptions,
): Promise<{ bytes: Buffer; address: string; headers: IncomingHttpHeaders }> {
  const response = await guardedRequest(address, options);
  assertOk(response);
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), address: response.address, headers: response.headers };
}

/**
 * Asks for JSON of at most 4 MiB, unless told otherwise. What it says is for the caller to check.
 *
 * @throws AiosError as `requestBytes` does; `source_unreadable` for what is not JSON in UTF-8
 */
export async function requestJson(
  address: URL | string,
  options: Omit<RequestOptions, 'maxBytes'> & { readonly maxBytes?: number },
): Promise<{ value: unknown; address: string }> {
  const headers = { accept: 'application/json', ...options.headers };
  const found = await requestBytes(address, { maxBytes: maxJsonBytes, ...options, headers });
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(found.bytes));
    return { value, address: found.address };
  } catch (error) {
    throw unreadable(
      addressWithoutSecrets(new URL(found.address)),
      `it is not JSON (${messageOf(error)})`,
      error,
    );
  }
}

/** @throws AiosError for each status but 2xx, after the connection was let go */
export function assertOk(response: GuardedResponse): void {
  if (response.status >= 200 && response.status < 300) return;
  response.close();
  throw badStatus(addressWithoutSecrets(new URL(response.address)), response.status);
}

async function send(
  url: URL,
  options: RequestOptions,
  deadline: Deadline,
  isSameOrigin: boolean,
): Promise<IncomingMessage> {
  const idleMs = options.idleMs ?? defaultIdleMs;
  const proxy = proxyFor(url, options.network.proxies);
  const common = {
    headers: headersOf(options.headers ?? {}, isSameOrigin),
    method: options.method ?? 'GET',
    signal: deadline.signal,
    timeout: idleMs,
  };
  let request: ClientRequest;
  if (proxy === undefined) {
    // Judged before connecting, since nothing is looked up for a host that is an IP address.
    const addresses = await settledOrAborted(resolveHost(url, options.network), deadline.signal);
    const ask = url.protocol === 'https:' ? requestHttps : requestHttp;
    // An agent of its own: none that keeps connections or knows a proxy.
    request = ask(url, { ...common, agent: false, lookup: answering(addresses) });
  } else {
    await settledOrAborted(judgeForProxy(url, options.network), deadline.signal);
    request = await proxiedRequest(url, proxy, common);
  }
  return new Promise((resolve, reject) => {
    request.on('timeout', () =>
      deadline.end(timedOut(addressWithoutSecrets(url), `nothing came for ${idleMs / 1000} seconds`)),
    );
    request.on('error', (error) =>
      reject(
        proxy === undefined ? error : connectionError(error, addressThroughProxy(url, proxy), undefined),
      ),
    );
    request.on('response', (response) => {
      // More bytes than were announced, or what is no HTTP: it is heard of here only.
      request.on('error', (error) => response.destroy(error));
      if (proxy !== undefined && response.statusCode === 407) {
        response.destroy();
        reject(refusedByProxy(url, proxy, 407));
      } else resolve(response);
    });
    request.end();
  });
}

/** The system's look-up of a name cannot be cancelled; its answer is then not waited for. */
async function settledOrAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const stop = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { signal: stop.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stop.abort();
  }
}

/** A look-up that gives the addresses which were judged, and asks nobody. */
export function answering(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function headersOf(given: Readonly<Record<string, string>>, isSameOrigin: boolean): Record<string, string> {
  const headers = Object.entries(given).filter(
    ([name]) => isSameOrigin || !/^(?:authorization|cookie)$/iu.test(name),
  );
  return { 'accept-encoding': 'gzip', 'user-agent': `aios/${version}`, ...Object.fromEntries(headers) };
}

function answer(
  url: URL,
  response: IncomingMessage,
  options: RequestOptions,
  deadline: Deadline,
): GuardedResponse {
  const close = (): void => {
    response.destroy();
    deadline.close();
  };
  const shown = addressWithoutSecrets(url);
  const length = response.headers['content-length'];
  const total = length === undefined ? undefined : Number(length);
  const hasBody = options.method !== 'HEAD';
  if (hasBody && total !== undefined && total > options.maxBytes) {
    response.destroy();
    throw tooLarge(shown, options.maxBytes);
  }
  if (!hasBody) close();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    address: url.href,
    body: hasBody ? readBody(response, { ...options, address: shown, total, deadline }) : nothing(),
    close,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
