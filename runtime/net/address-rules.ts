import { BlockList, isIP, isIPv6 } from 'node:net';
import type { NetworkPolicy } from './network-policy.ts';

/**
 * What is no public IPv4 address by IANA's special-purpose registry (RFC 6890): this network, private, carrier-grade
 * NAT (Alibaba's metadata is in it), loopback, link-local (the other clouds' metadata), protocol assignments (Oracle's),
 * documentation, 6to4 relays, benchmarks, multicast, reserved and broadcast. And the address at which Azure's machines
 * find their host, which looks public.
 */
const closedIpv4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** The parts of the global unicast space (RFC 4291) that are none: Teredo and others, documentation, 6to4. */
const closedIpv6: readonly (readonly [network: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closed = new BlockList();
for (const [network, prefix] of closedIpv4) closed.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of closedIpv6) closed.addSubnet(network, prefix, 'ipv6');

/** Every IPv6 address that is handed out stands here; loopback, private, link-local, multicast and mapped ones do not. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** NAT64 (RFC 6052): the last 32 bits are an IPv4 address, which is what is reached. */
const nat64 = new BlockList();
nat64.addSubnet('64:ff9b::', 96, 'ipv6');

/**
 * Whether an IP address is one of the public internet, and not of this machine, its network or its provider's inside.
 *
 * @param address as `node:dns` or a URL's host (without brackets) spells it; anything else is not public
 */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false;
  if (isIP(address) === 4) return !closed.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  if (nat64.check(address, 'ipv6')) return isPublicAddress(lastIpv4(address));
  return globalUnicast.check(address, 'ipv6') && !closed.check(address, 'ipv6') && !isIsatap(address);
}

/** ISATAP (RFC 5214): the interface identifier `0:5efe` or `200:5efe` and an IPv4 address. */
function isIsatap(address: string): boolean {
  return /:(?:0?|200):5efe:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/u.test(canonicalIpv6(address));
}

function lastIpv4(address: string): string {
  const [high = '0', low = '0'] = canonicalIpv6(address).split(':').slice(-2);
  return [high, low]
    .map((group) => Number.parseInt(group || '0', 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

/** As the URL standard writes it: lower case, zeros left out, no dotted end. */
function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/**
 * Whether the person's settings name a host as one that may be reached wherever it is.
 *
 * @param url an http or https address
 */
export function isAllowedPrivateHost(policy: NetworkPolicy, url: URL): boolean {
  const host = comparable(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return policy.allowedPrivateHosts.some((allowed) => {
    const [, allowedHost, allowedPort] = /^(\[.+\]|[^:/@?#\s]+)(?::(\d+))?$/u.exec(allowed.trim()) ?? [];
    if (allowedHost === undefined || comparable(allowedHost) !== host) return false;
    return allowedPort === undefined || Number(allowedPort) === Number(port);
  });
}

/** A host as URLs spell it, without the dot that may end a name. */
function comparable(host: string): string {
  const spelled = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host.toLowerCase();
  return spelled.replace(/\.$/u, '');
}
