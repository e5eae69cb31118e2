import { isUtf8 } from 'node:buffer';
import type { WholeText } from './text-rule.ts';

/**
 * Reads a file as the text that a client would make of it: UTF-16 by its mark or by its NUL bytes, UTF-8 otherwise,
 * with what is not UTF-8 left as replacement characters. A file with NUL bytes is no text, but text hidden in it
 * would still be found by a client that reads it; of one that is no text at all, what is ASCII is read.
 *
 * @returns undefined for an empty file
 */
export function decodeScanned(path: string, bytes: Uint8Array): WholeText | undefined {
  const encoding = encodingOf(bytes);
  const isBinary = encoding === 'utf-8' && !isUtf8(bytes) && isFullOfControls(bytes);
  const text = isBinary ? asLatin(bytes) : new TextDecoder(encoding).decode(bytes);
  return text === '' ? undefined : { path, text, isBinary };
}

/** Each byte as a letter, in half the room: nobody reads such a file for its words, but ASCII in it stays readable. */
function asLatin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Whether more than one byte in fifty is a control character that no text has. */
function isFullOfControls(bytes: Uint8Array): boolean {
  let count = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) count += 1;
  return count > bytes.length / 50;
}

/** How many bytes tell the encoding of a file without a mark. */
const sample = 4_096;

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const length = Math.min(bytes.length, sample) & ~1;
  const zeros = [0, 0];
  for (let index = 0; index < length; index++)
    if (bytes[index] === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > length * 0.3 && even < length * 0.05) return 'utf-16le';
  if (even > length * 0.3 && odd < length * 0.05) return 'utf-16be';
  return 'utf-8';
}
