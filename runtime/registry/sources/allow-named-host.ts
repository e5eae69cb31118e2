import type { NetworkPolicy } from '../../net/network-policy.ts';

/**
 * The policy with one more host that may be on a private network: one that the person named in settings of theirs that
 * are not ours (their `.npmrc`, their environment). Naming it there is allowing it. Never for what a project, a site or
 * a registry names.
 */
export function allowNamedHost(network: NetworkPolicy, url: URL): NetworkPolicy {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return { ...network, allowedPrivateHosts: [...network.allowedPrivateHosts, `${url.hostname}:${port}`] };
}
