import { addressWithoutSecrets, refusedAddress, unreadable } from './request-errors.ts';

/**
 * @param address as a person or a server spelled it
 * @param base what a relative one is relative to
 * @throws AiosError `source_refused` for another protocol than http and https, and for a user or password in it
 */
export function checkedUrl(address: URL | string, base?: URL): URL {
  const url = URL.canParse(String(address), base?.href) ? new URL(address, base) : undefined;
  if (url === undefined)
    throw refusedAddress(spelledWithoutSecrets(String(address)), 'it is no address', 'Check its spelling.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refusedAddress(
      `${url.protocol}//${url.host}`,
      'only http and https are spoken',
      'Give an address that begins with https://.',
    );
  if (url.username !== '' || url.password !== '')
    throw refusedAddress(
      addressWithoutSecrets(url),
      'it carries a user name or password',
      'Give the address without them; what is behind a password cannot be fetched.',
    );
  return url;
}

/**
 * @param location what the header says
 * @returns where a redirect leads
 * @throws AiosError `source_refused` as `checkedUrl` does, and for one from https to http; `source_unreadable` when it
 *   leads nowhere
 */
export function redirected(from: URL, location: string | undefined): URL {
  const shown = addressWithoutSecrets(from);
  if (location === undefined) throw unreadable(shown, 'it redirects without saying where to');
  const to = checkedUrl(location, from);
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw refusedAddress(
      shown,
      `it redirects from https to ${addressWithoutSecrets(to)}, which anybody on the way can change`,
      'Ask those who run it to redirect to https.',
    );
  return to;
}

function spelledWithoutSecrets(address: string): string {
  const bare = address.replace(/\/\/[^/]*@/u, '//').replace(/[?#].*$/su, '');
  return JSON.stringify(bare.slice(0, 200));
}
