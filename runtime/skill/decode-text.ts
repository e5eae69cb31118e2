/**
 * Reads a text file of a skill. A byte order mark is taken off.
 * @returns undefined when it is not UTF-8, or holds the NUL bytes that UTF-16 without a mark has
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
