import type { ScannedText } from './text-rule.ts';

/**
 * Reads a file as the text that a client would make of it: UTF-16 by its mark or by its NUL bytes, UTF-8 otherwise,
 * with what is not UTF-8 left as replacement characters. A file with NUL bytes is no text, but text hidden in it
 * would still be found by a client that reads it.
 *
 * @returns undefined for an empty file
 */
export function decodeScanned(path: string, bytes: Uint8Array): ScannedText | undefined {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  return text === '' ? undefined : { path, text, lower: text.toLowerCase() };
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
