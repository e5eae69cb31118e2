import { isUtf8 } from 'node:buffer';
import { AiosError } from '../../errors.ts';
import { type Language, notParsable } from './refusals.ts';
import { positionAt } from './text-lines.ts';

/** A config file as text. The byte order mark is no part of `text`; `encodeText` puts it back. */
export interface ConfigText {
  readonly text: string;
  readonly byteOrderMark: boolean;
}

/** A replacement in a text: `removed` characters from `offset` on give way to `inserted`. */
export interface Splice {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

const byteOrderMark = '\uFEFF';
const replacementCharacter = '\uFFFD';
const replacementBytes = [0xef, 0xbf, 0xbd];
/**
 * Decodes a config file. Only clean UTF-8 passes: anything else would come back damaged when written again.
 * @param language for error messages
 * @throws AiosError `config_not_parsable`
 */
export function decodeText(file: string, bytes: Uint8Array, language: Language): ConfigText {
  refuseUtf16(file, bytes);
  if (!isUtf8(bytes)) throw notUtf8(file, bytes);
  const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const marked = decoded.startsWith(byteOrderMark);
  const text = marked ? decoded.slice(1) : decoded;
  const zero = text.indexOf('\0');
  if (zero >= 0) {
    throw notParsable(language, file, text, zero, 'a zero byte stands here, as after a crash or a full disk');
  }
  return { text, byteOrderMark: marked };
}

/** The reverse of `decodeText`. */
export function encodeText(text: string, marked: boolean): Uint8Array {
  return new TextEncoder().encode(marked ? byteOrderMark + text : text);
}

/** Applies splices, which must be sorted by offset and must not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let from = 0;
  for (const { offset, removed, inserted } of splices) {
    result += text.slice(from, offset) + inserted;
    from = offset + removed;
  }
  return result + text.slice(from);
}

/** UTF-16 with a byte order mark, or without one: its first character is ASCII, so one byte of two is zero. */
function refuseUtf16(file: string, bytes: Uint8Array): void {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return;
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const bare = (first === 0) !== (second === 0);
  if (!marked && !bare) return;
  throw new AiosError(`${file} is not UTF-8 text: it looks like UTF-16, which AI clients do not read.`, {
    code: 'config_not_parsable',
    remedy: 'Open it in an editor and save it with the encoding UTF-8, then try again; nothing was changed.',
    file,
    line: 1,
    column: 1,
  });
}

function notUtf8(file: string, bytes: Uint8Array): AiosError {
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  let byteOffset = 0;
  let from = 0;
  let offset = lenient.indexOf(replacementCharacter);
  while (offset >= 0) {
    byteOffset += Buffer.byteLength(lenient.slice(from, offset));
    const at = byteOffset;
    // A file may hold the replacement character itself; the first one that is not in the bytes is the fault.
    if (!replacementBytes.every((byte, index) => bytes[at + index] === byte)) break;
    byteOffset += replacementBytes.length;
    from = offset + 1;
    offset = lenient.indexOf(replacementCharacter, from);
  }
  const { line, column } = positionAt(lenient.replace(/^\uFEFF/, ''), Math.max(offset, 0));
  return new AiosError(
    `${file}, line ${line}, column ${column}: not UTF-8 text: a byte here belongs to no character.`,
    {
      code: 'config_not_parsable',
      remedy: 'Open it in an editor, save it with the encoding UTF-8, then try again; nothing was changed.',
      file,
      line,
      column,
    },
  );
}
