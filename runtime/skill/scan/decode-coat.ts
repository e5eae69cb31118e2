import { constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Allowance } from './text-rule.ts';

/** What a text in a coat says. */
export interface Decoded {
  readonly decoded: string;
  /** It is packed and too large when unpacked: this is its beginning. */
  readonly isCut: boolean;
}

/** So many characters tell of most long runs that they are no text. */
export const sampleLength = 400;

/** Decodes the beginning first, and the rest only when that is text. */
export function decodeText(
  coat: string,
  decode: (text: string) => Buffer | string,
  allowance: Allowance,
): Decoded | undefined {
  const start = decode(coat.slice(0, sampleLength));
  if (isPacked(start)) {
    const whole = decode(coat);
    return typeof whole === 'string' ? undefined : unpackText(whole, allowance);
  }
  const beginning = asText(start);
  if (beginning === undefined || coat.length <= sampleLength) return asDecoded(beginning);
  return asDecoded(asText(decode(coat)) ?? beginning);
}

export function fromBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll(/["'\s\\]/gu, ''), 'base64');
}

export function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/^0x|["'\s\\]/giu, ''), 'hex');
}

function asDecoded(decoded: string | undefined): Decoded | undefined {
  return decoded === undefined ? undefined : { decoded, isCut: false };
}

/** @returns whether bytes begin as gzip (RFC 1952) or zlib (RFC 1950) does */
export function isPacked(bytes: Buffer | string): bytes is Buffer {
  return (
    typeof bytes !== 'string' &&
    ((bytes[0] === 0x1f && bytes[1] === 0x8b) ||
      (bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] ?? 0)))
  );
}

/** What is packed once more grows to no more than this, in bytes. */
const maxUnpacked = 1_000_000;
/** What is read of what grows beyond that, in characters. */
const maxBeginning = 100_000;
/** So many packed bytes tell whether there is text in them. */
const packedSample = 512;

/**
 * Unpacks what is packed, or of what grows beyond measure the beginning. When nothing more may be unpacked, that is
 * told once, and what follows is let be.
 */
function unpackText(bytes: Buffer, allowance: Allowance): Decoded | undefined {
  if (allowance.left < 0) return undefined;
  const sample = unpack(bytes.subarray(0, packedSample), maxUnpacked);
  allowance.left -= sample?.length ?? 0;
  const beginning = asText(sample);
  if (beginning === undefined) return undefined;
  const limit = Math.min(maxUnpacked, allowance.left);
  const whole = limit > 0 ? unpack(bytes, limit) : undefined;
  allowance.left -= whole?.length ?? maxUnpacked;
  const decoded = asText(whole);
  return decoded === undefined
    ? { decoded: beginning.slice(0, maxBeginning), isCut: true }
    : { decoded, isCut: false };
}

/** @returns undefined when it is not packed, or grows beyond the limit in bytes; what is cut off is unpacked so far */
function unpack(bytes: Buffer, limit: number): Buffer | undefined {
  const options = { maxOutputLength: Math.max(1, limit), finishFlush: constants.Z_SYNC_FLUSH };
  try {
    return bytes[0] === 0x1f ? gunzipSync(bytes, options) : inflateSync(bytes, options);
  } catch {
    return undefined;
  }
}

/** @returns the text in the bytes, or undefined when most of them are none */
function asText(decoded: Buffer | string | undefined): string | undefined {
  if (decoded === undefined) return undefined;
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
