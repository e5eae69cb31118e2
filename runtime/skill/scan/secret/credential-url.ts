import type { FindingSeverity } from '../finding.ts';
import { isPlaceholder } from './placeholder.ts';
import { isGuessable, looksLikePassword, looksRandom } from './randomness.ts';
import { isDefault } from './stored-values.ts';

/** Hosts that an example or a developer's own machine has, as containers name each other. */
const ownHosts =
  /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[|host\.docker\.internal|[a-z][a-z0-9_-]*(?::|$))|example|\.test(?::|$)|\.local(?:host)?(?::|$)|your|<|\{|\$|%[sv]|placeholder|dummy|(?:^|\.)(?:host|hostname|server|domain|site|foo|bar|baz|acme|evil|attacker|victim|internal|intranet|corp)(?:\.(?:com|net|org|io))?(?::|$)/iu;

/**
 * Judges a user and password in an address.
 *
 * @returns undefined when the password stands for another, or opens nothing but a developer's own database
 */
export function judgeCredentials(user: string, password: string, host: string): FindingSeverity | undefined {
  if (password.length < 3 || isTemplate(password) || isTemplate(user) || isPlaceholder(password))
    return undefined;
  if (/your|example|xxx|placeholder/iu.test(user)) return undefined;
  if (/^\.{2,}|…/u.test(host)) return undefined;
  const decoded = decodePercent(password);
  if (looksRandom(decoded)) return 'block';
  if (ownHosts.test(host)) return undefined;
  if (
    /^(?:root|admin|postgres|guest|mysql|redis|mongo|toor|sa|pw|pwd|p|x+|user|bob|alice|[*]+)\w?$/iu.test(
      decoded,
    )
  )
    return undefined;
  if (decoded.toLowerCase() === user.toLowerCase()) return undefined;
  return looksLikePassword(decoded) && !isGuessable(decoded) && !isDefault(decoded) ? 'block' : 'warn';
}

function isTemplate(text: string): boolean {
  return /^\$|\$[{(]|[<>{}[\]()|*]|^%|%[sd]|^@|^:|…|\.\.|^[A-Z_]+$/u.test(text);
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
