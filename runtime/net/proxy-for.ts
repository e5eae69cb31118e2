import { BlockList, isIP } from 'node:net';
import type { ProxySettings } from './proxy-settings.ts';
import { refusedAddress } from './request-errors.ts';

/** This machine itself: a proxy would take its own for it. */
const thisMachine = ['localhost', '127.0.0.0/8', '[::1]'];

/**
 * @returns the proxy that connects to an address in our place, or undefined when we do so ourselves
 * @throws AiosError `source_refused` for one that speaks neither http nor https
 */
export function proxyFor(url: URL, settings: ProxySettings | undefined): URL | undefined {
  const address = proxyNamedFor(url, settings);
  if (address === undefined) return undefined;
  const proxy = URL.canParse(address) ? new URL(address) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  throw refusedAddress(
    url.host,
    `the proxy that is set for it ${proxy === undefined ? 'has no valid address' : `speaks ${proxy.protocol}`}`,
    'Set HTTPS_PROXY and HTTP_PROXY to an address that begins with http:// or https://.',
  );
}

/** @returns the address of that proxy as it is set, whatever it speaks */
export function proxyNamedFor(url: URL, settings: ProxySettings | undefined): string | undefined {
  const named = { 'https:': settings?.https, 'http:': settings?.http }[url.protocol];
  if (!named || [...thisMachine, ...(settings?.except ?? [])].some((host) => covers(host, url)))
    return undefined;
  return named.includes('://') ? named : `http://${named}`;
}

/** Whether one entry of NO_PROXY is meant for the host of an address. */
function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1').replace(/\.$/u, '');
  const [, network = '', prefix] = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/iu.exec(entry) ?? [];
  if (prefix !== undefined) return isInNetwork(host, network, Number(prefix));
  const [, name = '', port] =
    /^(\[.+\]|[^:]*|[\da-f.:]*:[\da-f.:]*:[\da-f.:]*)(?::(\d+))?$/iu.exec(entry) ?? [];
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false;
  const wanted = name
    .toLowerCase()
    .replace(/^\[(.*)\]$/u, '$1')
    .replace(/^\*?\./u, '');
  return wanted !== '' && (host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`)));
}

function isInNetwork(host: string, network: string, prefix: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || prefix > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
