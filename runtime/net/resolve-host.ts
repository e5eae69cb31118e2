import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { AiosError } from '../errors.ts';
import { isAllowedPrivateHost, isPublicAddress } from './address-rules.ts';
import type { NetworkPolicy } from './network-policy.ts';
import { addressWithoutSecrets, refusedAddress } from './request-errors.ts';

/**
 * The IP addresses of a URL's host, after each was found to be one that may be reached. Connect to these and to no
 * others: asked again, the name may have other answers.
 *
 * @throws AiosError `source_refused` when one of them is on a private network and the settings do not allow the host;
 *   what `node:dns` throws for a name without an address
 */
export async function resolveHost(url: URL, network: NetworkPolicy): Promise<readonly LookupAddress[]> {
  const host = url.hostname.replace(/^\[(.*)\]$/u, '$1');
  const family = isIP(host);
  const found = family === 0 ? await lookup(host, { all: true }) : [{ address: host, family }];
  if (isAllowedPrivateHost(network, url)) return found;
  const closed = found.find(({ address }) => !isPublicAddress(address));
  if (closed !== undefined) throw privateAddress(url, closed.address);
  return found;
}

function privateAddress(url: URL, address: string): AiosError {
  const at = url.hostname.includes(address) ? '' : ` (${url.hostname} is ${address})`;
  return refusedAddress(
    addressWithoutSecrets(url),
    `it is on this machine or on a private network${at}`,
    `If you trust it, add ${JSON.stringify(url.host)} to the private hosts that your settings allow.`,
  );
}
