import { wordLikeness } from './word-likeness.ts';

/** Shannon entropy, in bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * Whether a value of 16 characters or more was drawn at random, as keys and tokens are, and not written by a
 * person or made of names.
 */
export function looksRandom(value: string): boolean {
  const text = value.replace(/=+$/u, '');
  if (text.length < 16 || /\s/u.test(text)) return false;
  if (/^[0-9a-f]+(?:-[0-9a-f]+)*$/iu.test(text)) return looksRandomHex(text.replaceAll('-', ''));
  // Words of code with numbers in them: `gss_krb5_rfc1964_keydata`, `us-east-1a-prod`.
  if (/^[a-z0-9]+(?:[_.-][a-z0-9]+){2,}$/u.test(text) && count(text, /[0-9]/gu) < text.length * 0.3)
    return false;
  if (/^[A-Z0-9]+(?:_[A-Z0-9]+){2,}$/u.test(text) && count(text, /[0-9]/gu) < text.length * 0.3) return false;
  const letters = count(text, /[A-Za-z]/gu);
  const digits = count(text, /[0-9]/gu);
  const others = text.length - letters - digits;
  if (letters < 4 || others > text.length * 0.25) return false;
  const { score, pairs } = wordLikeness(text);
  if (pairs >= 5 && score > (pairs >= 12 ? -0.6 : -0.2)) return false;
  if (digits === 0 && !(mixesCase(text) && text.length >= 20)) return false;
  return entropy(text) >= (text.length < 24 ? 3.2 : 3.5);
}

function looksRandomHex(text: string): boolean {
  if (text.length < 20 || !/[0-9]/u.test(text) || !/[a-f]/iu.test(text)) return false;
  if (/[a-f]/u.test(text) && /[A-F]/u.test(text)) return false;
  return new Set(text.toLowerCase()).size >= 8 && entropy(text) >= 2.9;
}

/** Words have capitals at their beginning, random text anywhere: most of its letters have a neighbour of the other case. */
function mixesCase(text: string): boolean {
  const capitals = count(text, /[A-Z]/gu);
  const changes = count(text, /[a-z](?=[A-Z])/gu);
  return capitals >= text.length * 0.25 && capitals <= text.length * 0.75 && changes >= text.length * 0.14;
}

/**
 * Whether a value looks like a password that a person or a generator made: 8 characters or more, of three kinds
 * (small letters, capitals, digits, signs), or of two kinds and not a word with a number behind it.
 */
export function looksLikePassword(value: string): boolean {
  if (value.length < 8 || value.length > 128 || /\s/u.test(value)) return false;
  const kinds = [/[a-z]/u, /[A-Z]/u, /[0-9]/u, /[^A-Za-z0-9]/u].filter((kind) => kind.test(value)).length;
  if (kinds >= 3) return true;
  if (kinds < 2 || entropy(value) < 2.75) return false;
  return /[0-9]/u.test(value) || (value.length >= 10 && mixesCase(value));
}

/** Letters that stand for others in passwords. */
const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** A value with its letters in place of those that stand for them: `P@ssw0rd` is `password`. */
export function unleet(value: string): string {
  return value.toLowerCase().replaceAll(/[01345@$!7]/gu, (sign) => leet[sign] ?? sign);
}

/** Whether a value is words with numbers and signs round them or in them: `Test123!`, `P@ssw0rd`, `Summer2024`. */
export function isGuessable(value: string): boolean {
  const plain = unleet(value.replaceAll(/^[^A-Za-z@$]+|[^A-Za-z@$]+$/gu, ''));
  const { score, pairs } = wordLikeness(plain);
  return plain.length < 3 || (pairs >= plain.length * 0.5 && score > 0);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
