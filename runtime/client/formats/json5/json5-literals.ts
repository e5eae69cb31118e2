/** What a backslash and one character stand for, where that is not the character itself. */
const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  0: '\0',
};
const escapeSequence = /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[\n\r\u2028\u2029])|([\s\S]))/gu;

/** Why the escapes of a string in quotes cannot be read, or undefined. */
export function stringFault(raw: string): string | undefined {
  if (!raw.includes('\\')) return undefined;
  for (const [, unicode, byte, lineBreak, other] of raw.matchAll(escapeSequence)) {
    if (unicode !== undefined || byte !== undefined || lineBreak !== undefined) continue;
    if (other === 'u') return 'a \\u escape in the string that begins here lacks its four hexadecimal digits';
    if (other === 'x') return 'a \\x escape in the string that begins here lacks its two hexadecimal digits';
    if (other !== undefined && /[1-9]/.test(other)) {
      return 'the string that begins here has an escape that JSON5 does not know';
    }
  }
  return /(?<!\\)(?:\\\\)*\\0\d/.test(raw)
    ? 'the string that begins here has an escape that JSON5 does not know'
    : undefined;
}

/** The text that a string, or a key with or without quotes, spells. */
export function readJson5String(raw: string): string {
  const inner = /^['"]/.test(raw) ? raw.slice(1, -1) : raw;
  if (!inner.includes('\\')) return inner;
  return inner.replace(
    escapeSequence,
    (_, unicode?: string, byte?: string, lineBreak?: string, other?: string) => {
      if (lineBreak !== undefined) return '';
      const hexadecimal = unicode ?? byte;
      if (hexadecimal !== undefined) return String.fromCharCode(Number.parseInt(hexadecimal, 16));
      return escapes[other ?? ''] ?? other ?? '';
    },
  );
}

/** The number that a token spells, as JavaScript has it. */
export function readJson5Number(raw: string): number {
  const unsigned = raw.replace(/^[+-]/, '');
  const value = Number(unsigned);
  return raw.startsWith('-') ? -value : value;
}
