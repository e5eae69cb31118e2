import { gunzipSync, inflateSync } from 'node:zlib';
import { HintGroups } from './hint-groups.ts';
import type { ScannedText } from './text-rule.ts';

/** A stretch of a file that is text in another coat. */
export interface EncodedText {
  readonly match: RegExpExecArray;
  readonly how: string;
  readonly decoded: string;
}

/** So much is decoded of one file, in characters of the coat; a skill with more has nothing to do with people. */
const maxEncoded = 4_000_000;

interface Coat {
  readonly how: string;
  /** One of these stands in every text that wears the coat, in lower case. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
  readonly decode: (text: string) => Buffer | string;
}

const coats: readonly Coat[] = [
  {
    how: 'hexadecimal escapes',
    hints: ['\\x'],
    pattern: /(?:\\x[0-9a-f]{2}){8,}/giu,
    decode: (text) => Buffer.from(text.replaceAll('\\x', '').replaceAll('\\X', ''), 'hex'),
  },
  {
    how: 'Unicode escapes',
    hints: ['\\u00', '\\u{'],
    pattern: /(?:\\u00[2-7][0-9a-f]|\\u\{[2-7][0-9a-f]\}){8,}/giu,
    decode: (text) => fromCodes(text, /[2-7][0-9a-f](?=\}|\\|$)/giu, 16),
  },
  {
    how: 'octal escapes',
    hints: ['\\1', '\\01'],
    pattern: /(?:\\0?(?:0[4-7]|1[0-7])[0-7]){8,}/gu,
    decode: (text) => fromCodes(text, /[01]?[0-7]{2}(?=\\|$)/gu, 8),
  },
  {
    how: 'HTML character references',
    hints: ['&#'],
    pattern: /(?:&#(?:x[2-7][0-9a-f]|[3-9]\d|1[01]\d|12[0-6]);){10,}/giu,
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
      /(?:\bchr\(\d{1,3}\)\s{0,3}[+.&]?\s{0,3}){6,}|(?:\b(?:0x)?[0-9a-f]{2,3}\s{0,3},\s{0,3}){11,}(?:0x)?[0-9a-f]{2,3}\b|(?:\[char\](?:0x)?[0-9a-f]{2,3}\s{0,3}\+?\s{0,3}){6,}/giu,
    decode: (text) =>
      [...text.matchAll(/0x[0-9a-f]{2}|\d{2,3}/giu)]
        .map(([code]) => String.fromCharCode(Number(code)))
        .join(''),
  },
  {
    how: 'percent signs',
    hints: ['%2', '%3', '%6', '%7'],
    pattern: /(?:%[0-9a-f]{2}[\w.~-]{0,3}){12,}/giu,
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

const groups = new HintGroups(coats.map(({ hints }) => hints));

const known = new WeakMap<ScannedText, readonly EncodedText[]>();

/** @returns what {@link findEncodedText} finds in a file, which is asked for more than once */
export function encodedTextsOf(file: ScannedText): readonly EncodedText[] {
  const found = known.get(file) ?? [...findEncodedText(file.text, file.lower)];
  known.set(file, found);
  return found;
}

/** Finds what is written in base64, hexadecimal or character codes and is text when taken out of it. */
export function* findEncodedText(text: string, lower: string): Iterable<EncodedText> {
  const hasHint = groups.find(lower);
  let seen = 0;
  const isReversed = lower.includes('[::-1]') || lower.includes('.reverse()');
  for (const [start, end] of encodedRuns(text)) {
    seen += end - start;
    if (seen > maxEncoded) return;
    const coat = text.slice(start, end);
    const isHex = /^(?:0x)?(?:[0-9a-f]{2}){12,}$/iu.test(coat.slice(0, 400));
    const decoded =
      (isHex ? decodeText(coat, fromHex) : decodeText(coat, fromBase64)) ??
      (isReversed ? decodeText([...coat].reverse().join(''), fromBase64) : undefined);
    if (decoded === undefined) continue;
    const match = Object.assign([coat], { index: start, input: text }) as unknown as RegExpExecArray;
    yield { match, how: isHex ? 'hexadecimal digits' : 'base64', decoded };
  }
  for (const [index, { how, pattern, decode }] of coats.entries()) {
    if (hasHint[index] !== true) continue;
    for (const match of text.matchAll(pattern)) {
      seen += match[0].length;
      if (seen > maxEncoded) return;
      const decoded = decodeText(match[0], decode);
      if (decoded !== undefined) yield { match, how, decoded };
    }
  }
}

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

function fromBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll(/["'\s\\]/gu, ''), 'base64');
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/^0x|["'\s\\]/giu, ''), 'hex');
}

/** What is packed once more grows to no more than this, in bytes. */
const maxUnpacked = 1_000_000;

function unpack(bytes: Buffer): Buffer {
  const options = { maxOutputLength: maxUnpacked };
  try {
    return bytes[0] === 0x1f ? gunzipSync(bytes, options) : inflateSync(bytes, options);
  } catch {
    // Neither packed nor whole: there is nothing to read.
    return Buffer.alloc(0);
  }
}

function fromWhole(bytes: Buffer | string): Buffer {
  return typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
}

function isPacked(bytes: Buffer | string): bytes is Buffer {
  return (
    typeof bytes !== 'string' &&
    ((bytes[0] === 0x1f && bytes[1] === 0x8b) ||
      (bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] ?? 0)))
  );
}

/** Decodes the beginning first: of most long runs that tells already that they are no text. */
function decodeText(coat: string, decode: (text: string) => Buffer | string): string | undefined {
  const start = decode(coat.slice(0, 400));
  if (isPacked(start)) return asText(unpack(fromWhole(decode(coat))));
  const beginning = asText(decode(coat.slice(0, 400)));
  if (beginning === undefined || coat.length <= 400) return beginning;
  return asText(decode(coat)) ?? beginning;
}

const isCoat = new Uint8Array(128);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-')
  isCoat[letter.charCodeAt(0)] = 1;

/** Runs of letters that may be base64 or hexadecimal; runs that only quotes, blanks and line ends part are one. */
function* encodedRuns(text: string): Iterable<readonly [number, number]> {
  let start = -1;
  let joinedStart = -1;
  let joinedEnd = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    if (code < 128 && isCoat[code] === 1) {
      if (start < 0) start = at;
      continue;
    }
    if (start < 0) continue;
    const length = at - start;
    const continues =
      joinedEnd >= 0 &&
      start - joinedEnd <= 30 &&
      length >= 4 &&
      joinedEnd - joinedStart >= 40 &&
      /^["'\s\\,+]{1,30}$/u.test(text.slice(joinedEnd, start));
    if (continues) joinedEnd = at;
    else {
      if (joinedEnd - joinedStart >= 20 && looksEncoded(text, joinedStart, joinedEnd))
        yield [joinedStart, joinedEnd];
      joinedStart = length >= 20 ? start : -1;
      joinedEnd = length >= 20 ? at : -1;
    }
    start = -1;
  }
  if (joinedEnd - joinedStart >= 20 && looksEncoded(text, joinedStart, joinedEnd))
    yield [joinedStart, joinedEnd];
}

/** Words, names and paths are no coat: base64 has letters of both cases and mostly digits, hexadecimal has digits. */
function looksEncoded(text: string, start: number, end: number): boolean {
  const sample = text.slice(start, Math.min(end, start + 80));
  return (/[A-Z]/u.test(sample) && /[a-z]/u.test(sample)) || /^(?:0x)?[0-9a-f]*\d[0-9a-f]*$/iu.test(sample);
}

/** @returns the text in the bytes, or undefined when most of them are none */
function asText(decoded: Buffer | string): string | undefined {
  const text =
    typeof decoded === 'string'
      ? decoded
      : isWide(decoded)
        ? decoded.toString('utf16le')
        : decoded.toString('utf8');
  if (text.length < 8) return undefined;
  const sample = text.slice(0, 300);
  const odd = sample.match(/[^\x20-\x7e\t\r\n\u00a0-\u024f\u0400-\u04ff\u3000-\u9fff]|\ufffd/gu)?.length ?? 0;
  return odd <= sample.length / 20 ? text : undefined;
}

function isWide(bytes: Buffer): boolean {
  return (
    bytes.length >= 16 &&
    bytes.subarray(0, 32).filter((byte, index) => index % 2 === 1 && byte === 0).length >= 6
  );
}
