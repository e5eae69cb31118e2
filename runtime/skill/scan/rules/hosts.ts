import installers from './installer-hosts.json' with { type: 'json' };
import throwAway from './throw-away-hosts.json' with { type: 'json' };

/** What a host says about a download or an upload. */
export type HostKind =
  /** The maker of a widely used tool serves its installer there. */
  | 'known'
  /** The machine itself, a private network, a documentation address. */
  | 'local'
  /** A public code host: the account, not the host, decides. */
  | 'code'
  /** Pastes, file drops, shorteners, request collectors, tunnels: no owner who answers for the content. */
  | 'throw-away'
  /** Pages anybody puts up in a minute under somebody else's name. */
  | 'free-hosting'
  /** A bare public IP address. */
  | 'address'
  /** An IP address written so that a reader does not see one. */
  | 'hidden-address'
  | 'unknown';

const knownHosts = new Set<string>(installers.hosts);
const knownDomains: readonly string[] = installers.domains;
const knownAccounts = new Set<string>(installers.codeAccounts);
const codeHosts = new Set<string>(installers.codeHosts);
const throwAwayDomains: readonly string[] = throwAway.domains;
const freeHosting: readonly string[] = throwAway.freeHosting;

/** Domains of hosts whose content nobody answers for, long enough to be looked for in a text. */
export const suspectDomains: readonly string[] = [...throwAwayDomains, ...freeHosting].filter(
  (domain) => domain.includes('.') && domain.length > 5,
);

const urlParts =
  /^(?:[a-z][a-z0-9+.-]{1,12}:\/\/)?(?:[^\s/@]{1,100}@)?(\[[0-9a-f:.]{2,45}\]|[^\s/:?#"'`)\]>]{1,253})(?::\d{1,5})?(\/[^\s"'`)<>]*)?/iu;

/** @returns the host of a URL in lower case and its path, or undefined when it has none */
export function splitUrl(url: string): { host: string; path: string } | undefined {
  const match = urlParts.exec(url);
  const host = match?.[1]?.toLowerCase().replace(/\.$/u, '');
  return host === undefined ? undefined : { host, path: match?.[2] ?? '' };
}

/** Says what a URL's host is worth. */
export function classifyUrl(url: string): HostKind {
  const parts = splitUrl(url);
  if (parts === undefined) return 'unknown';
  const { host, path } = parts;
  const address = addressKind(host);
  if (address !== undefined) return address;
  if (isLocalName(host)) return 'local';
  if (codeHosts.has(host)) return codeKind(host, path);
  if (underAny(host, throwAwayDomains)) return 'throw-away';
  if (knownHosts.has(host) || underAny(host, knownDomains)) return 'known';
  return underAny(host, freeHosting) ? 'free-hosting' : 'unknown';
}

/** @returns whether the URL leads to a place whose content nobody answers for */
export function isSuspectUrl(url: string): boolean {
  return ['throw-away', 'free-hosting', 'address', 'hidden-address'].includes(classifyUrl(url));
}

function codeKind(host: string, path: string): HostKind {
  if (host.startsWith('gist.')) return 'throw-away';
  const account = path.split('/')[1]?.toLowerCase() ?? '';
  return knownAccounts.has(account) ? 'known' : 'code';
}

function underAny(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

function isLocalName(host: string): boolean {
  return /^(?:localhost|host\.docker\.internal|kubernetes\.default)$|\.(?:local|localhost|internal|lan|home|svc|cluster\.local)$/u.test(
    host,
  );
}

function addressKind(host: string): HostKind | undefined {
  if (host.startsWith('[')) return /^\[(?:::1|f[cd]|fe80|2001:db8|::\])/u.test(host) ? 'local' : 'address';
  if (/^(?:0x[0-9a-f]{6,8}|\d{8,10}|0[0-7]{9,12})$/u.test(host)) return 'hidden-address';
  if (
    /^(?:(?:0x[0-9a-f]{1,2}|0[0-7]{1,3}|\d{1,3})\.){3}(?:0x[0-9a-f]{1,2}|0[0-7]{1,3}|\d{1,3})$/u.test(host)
  ) {
    return /(?:^|\.)0[x0-7]/u.test(host) ? 'hidden-address' : dottedKind(host.split('.').map(Number));
  }
  return undefined;
}

/** RFC 1918, loopback, link-local, documentation (RFC 5737) and well-known resolvers harm nobody. */
function dottedKind(parts: readonly number[]): HostKind | undefined {
  const [a = 0, b = 0, c = 0] = parts;
  if (parts.some((part) => part > 255)) return undefined;
  if (a === 0 || a === 10 || a === 127 || a >= 224) return 'local';
  if (a === 172 && b >= 16 && b <= 31) return 'local';
  if (a === 192 && (b === 168 || (b === 0 && c === 2))) return 'local';
  if ((a === 198 && b === 51 && c === 100) || (a === 203 && b === 0 && c === 113)) return 'local';
  if ((a === 169 && b === 254) || (a === 100 && b >= 64 && b <= 127)) return 'local';
  const resolvers = ['1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9', '1.2.3.4'];
  return resolvers.includes(parts.join('.')) ? 'local' : 'address';
}
