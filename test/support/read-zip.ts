import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
  /** Unix permissions. */
  readonly mode: number;
}

/** Reads a small ZIP by its central directory, as unpackers do (PKWARE APPNOTE 4.3). */
export function readZip(bytes: Uint8Array): ZipEntry[] {
  const zip = Buffer.from(bytes);
  const end = zip.lastIndexOf('PK\u0005\u0006');
  assert.ok(end !== -1, 'no end of central directory');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count -= 1) {
    assert.equal(zip.toString('latin1', at, at + 4), 'PK\u0001\u0002');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    assert.equal(zip.toString('latin1', local, local + 4), 'PK\u0003\u0004');
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    const content = zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    assert.equal(content.length, zip.readUInt32LE(at + 24));
    entries.push({ name, bytes: content, mode: (zip.readUInt32LE(at + 38) >>> 16) & 0o7777 });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}
