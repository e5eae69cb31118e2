import { isMonotonous } from './placeholder.ts';
import { entropy } from './randomness.ts';

const longestKey = 12_000;

/**
 * Whether what stands behind the first line of a private key is one: base64 of 64 characters or more that begins
 * as a key does, with or without escapes, quotes, joins and indents of the language it stands in.
 *
 * @param text the whole text
 * @param from offset behind `-----BEGIN … PRIVATE KEY-----`
 * @param label what stood between `BEGIN` and `PRIVATE KEY`
 */
export function isPrivateKeyBody(text: string, from: number, label: string): boolean {
  const { base64, headers } = readBody(text.slice(from, from + longestKey));
  if (base64.length < 64 || entropy(base64) < 4 || isTypedIn(base64)) return false;
  if (/PGP|SSH2|ENCRYPTED/u.test(label) || headers.includes('Proc-Type:')) return true;
  return /^(?:M[C-I]|b3BlbnNzaC1rZXkt)/u.test(base64) || base64.length >= 160;
}

/** Who makes a key up for an example types runs: `s3D4e5F6g7H8`. */
function isTypedIn(base64: string): boolean {
  for (let at = 0; at + 32 <= base64.length; at += 16)
    if (isMonotonous(base64.slice(at, at + 32))) return true;
  return false;
}

/** What a key's lines are joined with in code: white space, escapes, quotes, signs of quoting and adding. */
const between = /(?:\\+[nrt]|[\s"'`,;>|#*\\]|\+\s|&#10;|%0[AaDd])+/uy;
const headerLine = /[A-Z][A-Za-z-]{2,20}: [^\r\n\\]{0,200}/uy;
const run = /[A-Za-z0-9+/]{8,}={0,2}|=?[A-Za-z0-9+/]{1,7}={0,2}(?=[\s"'\\]*-)/uy;

/** Reads as far as a key goes: prose and code that stand behind a key's first line are none of it. */
function readBody(text: string): { base64: string; headers: string } {
  let at = 0;
  let base64 = '';
  let headers = '';
  for (;;) {
    const begin = at;
    at = endOf(between, text, at);
    const header = endOf(headerLine, text, at);
    if (header > at && base64 === '') headers += text.slice(at, header);
    const end = header > at && base64 === '' ? header : endOf(run, text, at);
    if (end > at && header === at) base64 += text.slice(at, end);
    at = end;
    if (at === begin) return { base64, headers };
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** Whether base64 text, from its beginning, is that of a private key in PEM. */
export function isEncodedPrivateKey(base64: string): boolean {
  return /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY/u.test(
    Buffer.from(base64.slice(0, 80), 'base64').toString('latin1'),
  );
}
