import { checksumOf } from '../../../../runtime/skill/scan/secret/token-checksum.ts';

/**
 * Values for the tests of the secret scan. No token stands whole in any file of the repository: examples say the
 * form of what is random, `ghp_{b62:36}`, and it is drawn from a fixed seed when the tests run.
 */

/** What a rule must find and must leave alone. */
export interface SecretExamples {
  readonly match: readonly string[];
  readonly miss: readonly string[];
}

const alphabets: Readonly<Record<string, string>> = {
  hex: '0123456789abcdef',
  HEX: '0123456789ABCDEF',
  dig: '0123456789',
  low: 'abcdefghijklmnopqrstuvwxyz',
  upp: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  alpha: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  b32: 'abcdefghijklmnopqrstuvwxyz234567',
  B32: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  b36: 'abcdefghijklmnopqrstuvwxyz0123456789',
  B36: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  b62: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  b64: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/',
  url: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-',
  bech: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
};

/** A number generator with a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Fills the places of a template: `{b62:36}`, `{uuid}`, `{checked}` (30 characters and the checksum that GitHub and npm
 * put behind them), encodes `{base64:…}` last, and takes out `{+}`, at which texts are split that other scanners would take for tokens.
 */
export function fill(template: string, random: () => number): string {
  return template
    .replaceAll('{+}', '')
    .replaceAll('{uuid}', '{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}')
    .replaceAll(/\{(\w+):(\d+)\}/gu, (place, name: string, length: string) => {
      const alphabet = alphabets[name];
      if (alphabet === undefined) return place;
      return Array.from(
        { length: Number(length) },
        () => alphabet[Math.floor(random() * alphabet.length)],
      ).join('');
    })
    .replaceAll('{checked}', () => {
      const drawn = fill('{b62:30}', random);
      return drawn + checksumOf(drawn);
    })
    .replaceAll(
      /\{(base64|base64url):([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/gu,
      (_, encoding: BufferEncoding, text: string) =>
        Buffer.from(text.replaceAll('\\n', '\n')).toString(encoding),
    );
}

/** The same template with what is random in it drawn as one letter: what documentation prints. */
export function blank(template: string): string {
  return template
    .replaceAll('{+}', '')
    .replaceAll('{checked}', 'x'.repeat(36))
    .replaceAll('{uuid}', 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx')
    .replaceAll(/\{(\w+):(\d+)\}/gu, (_, name: string, length: string) =>
      (/^(?:hex|HEX|dig)$/u.test(name) ? '0' : 'x').repeat(Number(length)),
    );
}
