import { positionAt } from '../diagnostic.ts';
import type { Findings } from './findings.ts';

/**
 * Reads bytes as UTF-8, without a byte order mark. What is not UTF-8 is shown by replacement characters and told.
 * @returns undefined for a file that is no text at all
 */
export function decodeText(bytes: Uint8Array, findings: Findings): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16('utf-16le', bytes, findings);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16('utf-16be', bytes, findings);
  if (bytes.includes(0)) {
    findings.add('error', 'not_text', 'The file holds NUL bytes; it is no text.', 'Save it as UTF-8 text.');
    return undefined;
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    findings.add(
      'warning',
      'byte_order_mark',
      'The file begins with a byte order mark, which some clients take for text.',
      'Save it as UTF-8 without BOM.',
    );
  }
  const text = new TextDecoder('utf-8').decode(bytes);
  const bad = text.indexOf('\ufffd');
  if (bad !== -1 && !isUtf8(bytes)) {
    findings.add(
      'warning',
      'not_utf8',
      'The file is not UTF-8 throughout.',
      'Save it as UTF-8.',
      positionAt(text, bad),
    );
  }
  return text;
}

function decodeUtf16(encoding: string, bytes: Uint8Array, findings: Findings): string {
  findings.add('warning', 'not_utf8', 'The file is UTF-16; clients read UTF-8.', 'Save it as UTF-8.');
  return new TextDecoder(encoding).decode(bytes);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
