import { coats } from './coats.ts';
import { type Decoded, decodeText, fromBase64, fromHex, isPacked, sampleLength } from './decode-coat.ts';
import { type EncodedPiece, encodedPieces, endOfJoined } from './encoded-runs.ts';
import { hintsOfWhole } from './scan-hints.ts';
import type { Allowance, ScannedText } from './text-rule.ts';
import { reversedText } from './view-hints.ts';

/** A stretch of a file that is text in another coat. */
export interface EncodedText extends Decoded {
  readonly match: RegExpExecArray;
  readonly how: string;
}

const known = new WeakMap<ScannedText, readonly EncodedText[]>();

/** @returns what {@link findEncodedText} finds in a file, which is asked for more than once */
export function encodedTextsOf(file: ScannedText): readonly EncodedText[] {
  const found = known.get(file) ?? [...findEncodedText(file)];
  known.set(file, found);
  return found;
}

/** What may be unpacked of a text that stands for itself, in bytes. */
const ownAllowance = 4_000_000;

/** Finds what is written in base64, hexadecimal or character codes and is text when taken out of it. */
export function* findEncodedText(file: ScannedText): Iterable<EncodedText> {
  const { text, allowance = { left: ownAllowance } } = file;
  const hints = hintsOfWhole(file);
  const isReversed = hints.has('view', reversedText);
  for (const piece of encodedPieces(file)) {
    const { start, isCutThrough } = piece;
    const coat = text.slice(start, piece.end);
    const isHex = /^(?:0x)?(?:[0-9a-f]{2}){12,}$/iu.test(coat.slice(0, sampleLength));
    const decode = isHex ? fromHex : fromBase64;
    const isStart = !isCutThrough && isPacked(decode(coat.slice(0, sampleLength)));
    const decoded =
      decodeText(isStart ? wholeRun(file, piece) : coat, decode, allowance) ??
      (isReversed ? decodeText([...coat].reverse().join(''), fromBase64, allowance) : undefined) ??
      (isCutThrough ? decodeCut(coat, decode, allowance) : undefined);
    if (decoded === undefined) continue;
    const match = Object.assign([coat], { index: start, input: text }) as unknown as RegExpExecArray;
    yield { match, how: isHex ? 'hexadecimal digits' : 'base64', ...decoded };
  }
  for (const [index, { how, pattern, decode }] of coats.entries()) {
    if (!hints.has('coat', index)) continue;
    for (const match of piecesMatching(file, pattern)) {
      const decoded = decodeText(match[0], decode, allowance);
      if (decoded !== undefined) yield { match, how, ...decoded };
    }
  }
}

/** So much of a packed run is read, in characters. */
const longestPacked = 4_000_000;

/** What is packed cannot be unpacked in pieces; its end may lie behind the window's. */
function wholeRun({ text, offset = 0, whole }: ScannedText, { start, runEnd }: EncodedPiece): string {
  if (whole === undefined || runEnd < text.length) return text.slice(start, runEnd);
  const from = start + offset;
  return whole.text.slice(from, Math.min(from + longestPacked, endOfJoined(whole.text, from)));
}

/** Of a piece of something longer it is not known where a byte begins: four letters of base64 are three bytes. */
function decodeCut(
  coat: string,
  decode: (text: string) => Buffer,
  allowance: Allowance,
): Decoded | undefined {
  for (const skipped of [1, 2, 3]) {
    const decoded = decodeText(coat.slice(skipped), decode, allowance);
    if (decoded !== undefined) return decoded;
  }
  return undefined;
}

/** A match that is longer was cut by its pattern's bounds. */
const longMatch = 8_000;
/** So much of it is seen again with what follows. */
const matchOverlap = 2_000;

function* piecesMatching({ text, from = 0 }: ScannedText, pattern: RegExp): Generator<RegExpExecArray> {
  const search = new RegExp(pattern);
  search.lastIndex = from;
  for (let match = search.exec(text); match !== null; match = search.exec(text)) {
    yield match;
    if (match[0].length > longMatch) search.lastIndex -= matchOverlap;
  }
}
