import type { ScannedText } from './text-rule.ts';

/** A stretch of letters that may be base64 or hexadecimal, by its offsets in a text. */
export interface EncodedPiece {
  readonly start: number;
  readonly end: number;
  /** It begins within what is encoded, so that its first letters may belong to a byte before it. */
  readonly isCutThrough: boolean;
  /** Where the run ends of which this is a piece. */
  readonly runEnd: number;
}

const shortest = 20;
/** Runs of so many letters may go on behind quotes, blanks and line ends. */
const shortestJoined = 40;

/** Longer runs are looked at in pieces, which begin at multiples of this, in characters of the file. */
const pieceLength = 8 * 1024;
/** So much of the next piece is seen with each. */
const pieceOverlap = 4 * 1024;

const isCoat = new Uint8Array(65_536);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-')
  isCoat[letter.charCodeAt(0)] = 1;

/**
 * Finds runs of letters that may be base64 or hexadecimal; runs that only quotes, blanks and line ends part are one.
 * The pieces of a long run are the same in every window.
 */
export function* encodedPieces({ text, offset = 0, from = 0 }: ScannedText): Generator<EncodedPiece> {
  for (let start = nextRun(text, from); start >= 0; ) {
    const end = endOfJoined(text, start);
    const isCut = start === from && isCoat[text.charCodeAt(from - 1)] === 1;
    if (looksEncoded(text, start, end)) yield* piecesOf(start, end, offset, isCut);
    start = nextRun(text, end);
  }
}

function* piecesOf(start: number, end: number, offset: number, isCut: boolean): Generator<EncodedPiece> {
  if (end - start <= pieceLength + pieceOverlap) yield { start, end, isCutThrough: isCut, runEnd: end };
  else
    for (let at = start; at < end; ) {
      const next = at + pieceLength - ((at + offset) % pieceLength);
      yield {
        start: at,
        end: Math.min(end, next + pieceOverlap),
        isCutThrough: isCut || at > start,
        runEnd: end,
      };
      at = next;
    }
}

/** @returns where the next run of twenty letters begins, or -1: every such run has one at each twentieth place */
function nextRun(text: string, from: number): number {
  for (let at = from + shortest - 1; at < text.length; ) {
    let first = at;
    while (first >= from && isCoat[text.charCodeAt(first)] === 1) first--;
    if (at - first >= shortest) return first + 1;
    if (first < at) {
      // The letters behind this place may complete the run.
      const start = first + 1;
      let end = at + 1;
      while (end < text.length && end - start < shortest && isCoat[text.charCodeAt(end)] === 1) end++;
      if (end - start >= shortest) return start;
      at = end + shortest;
    } else at += shortest;
  }
  return -1;
}

const gap = /["'\s\\,]{1,30}/uy;

/** @returns where a run ends that begins at an offset, with what quotes, blanks and line ends part from it */
export function endOfJoined(text: string, start: number): number {
  let end = endOfRun(text, start);
  while (end - start >= shortestJoined) {
    gap.lastIndex = end;
    if (!gap.test(text)) break;
    const next = gap.lastIndex;
    const nextEnd = endOfRun(text, next);
    if (nextEnd - next < 4) break;
    end = nextEnd;
  }
  return end;
}

function endOfRun(text: string, start: number): number {
  let end = start;
  while (end < text.length && isCoat[text.charCodeAt(end)] === 1) end++;
  return end;
}

/** Words, names and paths are no coat: base64 has letters of both cases and mostly digits, hexadecimal has digits. */
function looksEncoded(text: string, start: number, end: number): boolean {
  const sample = text.slice(start, Math.min(end, start + 80));
  return (/[A-Z]/u.test(sample) && /[a-z]/u.test(sample)) || /^(?:0x)?[0-9a-f]*\d[0-9a-f]*$/iu.test(sample);
}
