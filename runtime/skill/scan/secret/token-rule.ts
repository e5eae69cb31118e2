import type { FindingSeverity } from '../finding.ts';
import type { TextMatch, TextRule } from '../text-rule.ts';
import { isPlaceholder, isWordy } from './placeholder.ts';
import { looksRandom } from './randomness.ts';

/** A token that its own form gives away, wherever it stands. */
export interface TokenFormat {
  readonly id: string;
  /** "A Stripe secret key" */
  readonly catches: string;
  /** Where the format is published, without `https://`. */
  readonly source: string;
  /** Lower-case texts, one of which every match holds. */
  readonly hints: readonly string[];
  /** With the flags g and u. The group `body`, when there is one, is what is random in the token. */
  readonly pattern: RegExp;
  readonly severity?: FindingSeverity;
  /** What else has to hold. */
  readonly accept?: (match: TextMatch) => boolean;
}

/** A rule for a token that its own form gives away. Placeholders and values made of words are left out. */
export function tokenRule(format: TokenFormat): TextRule {
  const { id, catches, source, hints, pattern, severity = 'block', accept } = format;
  return {
    id,
    kind: 'secret',
    severity,
    catches,
    why: whyOf(source),
    hints,
    pattern,
    accept: (about) => standsAlone(about) && isDrawn(bodyOf(about)) && (accept?.(about) ?? true),
  };
}

/** The form of a UUID, for {@link ServiceKey.value}. */
export const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A key without a form of its own, known by the service's name before it. */
export interface ServiceKey {
  readonly id: string;
  readonly catches: string;
  readonly source: string;
  /** The service as it stands in names, in lower case: one of them precedes the key by 60 characters at most. */
  readonly names: readonly string[];
  /** The form of the key, as a pattern's source, without groups; letters of either case match. */
  readonly value: string;
  readonly severity?: FindingSeverity;
}

/**
 * A rule for a key that only its surroundings give away: the service's name, then a word such as "key" or a sign
 * that assigns, then a value of the service's form that was drawn at random.
 */
export function serviceKeyRule({
  id,
  catches,
  source,
  names,
  value,
  severity = 'block',
}: ServiceKey): TextRule {
  const name = names.map((text) => text.replaceAll(/[.+]/gu, '\\$&')).join('|');
  return {
    id,
    kind: 'secret',
    severity,
    catches,
    why: whyOf(source),
    hints: names,
    pattern: new RegExp(`(?:${name})([^\\r\\n]{0,60}?)(?<![\\w/+-])(${value})(?![\\w/+-])`, 'giu'),
    group: 2,
    accept: ({ match, value: key }) =>
      assigns(match[1] ?? '') &&
      isDrawn(key) &&
      (key.length < 20 ? looksShuffled(key) : looksRandom(key) && (key.length >= 32 || /\d/u.test(key))),
  };
}

/** Too short to judge by its letters: a number in it, or capitals within. */
function looksShuffled(key: string): boolean {
  return (
    /\d/u.test(key) || (/[a-z][A-Z]/u.test(key) && (key.match(/[A-Z]/gu)?.length ?? 0) > key.length * 0.35)
  );
}

function whyOf(source: string): string {
  return `Whoever reads the skill can use it: revoke it. The format: ${source}`;
}

/** Whether what stands between a service's name and a value says that the value is its key, and not a hash or an id. */
function assigns(between: string): boolean {
  if (/^\s{0,2}["'`:=>|-]["'`\s:=>|-]{0,3}$/u.test(between)) return true;
  if (
    /commit|\bsha|hash|digest|checksum|revision|integrity|etag|[_-]id\b|\bid\b|\buid\b|uuid|version|https?:/iu.test(
      between,
    )
  )
    return false;
  return /key|token|secret|passw|auth|cred|bearer|login|licen[cs]e[_ -]?key|[_-]pat\b|[=:]\s{0,4}\\?["'`]?$|\|\||\?\?|["'`]\s{0,4}[:=>]/iu.test(
    between,
  );
}

/** Of a form whose random part has no group, the longest piece between signs stands for it. */
function bodyOf({ match, value }: TextMatch): string {
  return match.groups?.body ?? longest(value.match(/[A-Za-z0-9]+/gu) ?? [value]);
}

function longest(pieces: readonly string[]): string {
  return pieces.reduce((found, piece) => (piece.length > found.length ? piece : found), '');
}

/** Whether a value was drawn and not written down by a person to stand for one. */
export function isDrawn(body: string): boolean {
  return !isPlaceholder(body) && !isWordy(body);
}

/**
 * Whether a token begins where it begins: behind a letter or a digit it is a part of something longer, unless
 * that letter belongs to an escape (`\n`, `%3D`, `\u003d`).
 */
export function standsAlone({ file, match }: TextMatch): boolean {
  if (!/^[A-Za-z0-9]/u.test(match[0])) return true;
  if (isWithinBase64(file.text, match.index, match.index + match[0].length)) return false;
  const before = file.text.slice(Math.max(0, match.index - 6), match.index);
  return (
    !/[A-Za-z0-9]$/u.test(before) ||
    /(?:\\[nrtbf]|%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2})$/u.test(before)
  );
}

/** In megabytes of base64 any token's form comes up by chance. */
function isWithinBase64(text: string, start: number, end: number): boolean {
  return (
    /^[A-Za-z0-9+/]{80}$/u.test(text.slice(Math.max(0, start - 80), start)) &&
    /^[A-Za-z0-9+/]{80}$/u.test(text.slice(end, end + 80))
  );
}
