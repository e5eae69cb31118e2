/** A way to write text so that it is not read. */
export interface Coat {
  readonly how: string;
  /** One of these stands in every text that wears the coat, in lower case. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
  readonly decode: (text: string) => Buffer | string;
}

/** The coats that are known by what stands around them or by their signs; base64 and hexadecimal are known by neither. */
export const coats: readonly Coat[] = [
  {
    how: 'hexadecimal escapes',
    hints: ['\\x'],
    pattern: /(?:\\x[0-9a-f]{2}){8,4000}/giu,
    decode: (text) => Buffer.from(text.replaceAll('\\x', '').replaceAll('\\X', ''), 'hex'),
  },
  {
    how: 'Unicode escapes',
    hints: ['\\u00', '\\u{'],
    pattern: /(?:\\u00[2-7][0-9a-f]|\\u\{[2-7][0-9a-f]\}){8,4000}/giu,
    decode: (text) => fromCodes(text, /[2-7][0-9a-f](?=\}|\\|$)/giu, 16),
  },
  {
    how: 'octal escapes',
    hints: ['\\1', '\\01'],
    pattern: /(?:\\0?(?:0[4-7]|1[0-7])[0-7]){8,4000}/gu,
    decode: (text) => fromCodes(text, /[01]?[0-7]{2}(?=\\|$)/gu, 8),
  },
  {
    how: 'HTML character references',
    hints: ['&#'],
    pattern: /(?:&#(?:x[2-7][0-9a-f]|[3-9]\d|1[01]\d|12[0-6]);){10,4000}/giu,
    decode: (text) =>
      [...text.matchAll(/&#(x?)([0-9a-f]{2,3});/giu)]
        .map(([, hex, code = '']) => String.fromCharCode(Number.parseInt(code, hex ? 16 : 10)))
        .join(''),
  },
  {
    how: 'base32',
    hints: ['base32', 'b32decode'],
    pattern: /(?<![A-Z2-7])[A-Z2-7]{16,4000}={0,6}(?![A-Za-z0-9])/gu,
    decode: fromBase32,
  },
  {
    how: 'character codes',
    hints: ['chr', 'fromcharcode', '[char]', 'bytes(', 'bytearray(', 'uint8array', 'tostring(character'],
    pattern:
      /(?:\bchr\(\d{1,3}\)\s{0,3}[+.&]?\s{0,3}){6,4000}|(?:\b(?:0x)?[0-9a-f]{2,3}\s{0,3},\s{0,3}){11,4000}(?:0x)?[0-9a-f]{2,3}\b|(?:\[char\](?:0x)?[0-9a-f]{2,3}\s{0,3}\+?\s{0,3}){6,4000}/giu,
    decode: (text) =>
      [...text.matchAll(/0x[0-9a-f]{2}|\d{2,3}/giu)]
        .map(([code]) => String.fromCharCode(Number(code)))
        .join(''),
  },
  {
    how: 'percent signs',
    hints: ['%2', '%3', '%6', '%7'],
    pattern: /(?:%[0-9a-f]{2}[\w.~-]{0,3}){12,4000}/giu,
    decode: (text) =>
      text.replaceAll(/%([0-9a-f]{2})/giu, (_whole, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      ),
  },
  {
    how: 'reversed writing',
    hints: ['[::-1]', '.reverse()', '| rev', '|rev', '-join'],
    pattern:
      /["'][^"'\n]{12,400}["']\s{0,3}\[::-1\]|["'][^"'\n]{12,400}["'](?=\s{0,3}\.split\(["']{2}\)\.reverse\(\))|\becho\s{1,3}["'][^"'\n]{12,400}["'](?=\s{0,3}\|\s{0,3}rev\b)/gu,
    decode: (text) =>
      [
        ...text
          .replace(/^echo\s{1,3}/u, '')
          .replace(/\s{0,3}\[::-1\]$/u, '')
          .slice(1, -1),
      ]
        .reverse()
        .join(''),
  },
];

/** @returns the characters whose codes a pattern finds in a text */
function fromCodes(text: string, code: RegExp, radix: number): string {
  return [...text.matchAll(code)].map(([each]) => String.fromCharCode(Number.parseInt(each, radix))).join('');
}

/** RFC 4648, section 6. */
function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const letter of text) {
    const value = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter);
    if (value < 0) break;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
