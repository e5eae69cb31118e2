/**
 * Writers of ZIP and tar files that write what they are told, however wrong: libraries refuse to. ZIP by PKWARE APPNOTE
 * 4.3, tar by POSIX.1 (pax).
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipSpec {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** Unix mode with its type bits. Default: a file's, or a folder's for a name that ends with a slash. */
  readonly mode?: number;
  /** General purpose flags. Default: the name is UTF-8. */
  readonly flags?: number;
  /** 8 deflates; every other stores. Default 8. */
  readonly method?: number;
  /** What the headers say, where it is to differ from what is. */
  readonly says?: { readonly size?: number; readonly packedSize?: number; readonly checksum?: number };
  readonly extra?: Uint8Array;
}

export interface ZipEnd {
  /** How many entries the end of the directory says there are. */
  readonly entryCount?: number;
}

/** A ZIP file of these entries. */
export function writeZip(specs: readonly ZipSpec[], end: ZipEnd = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const spec of specs) {
    const { mode, flags = 0x0800, method = 8, says = {}, extra = Buffer.alloc(0) } = spec;
    const name = Buffer.from(spec.name);
    const content = Buffer.from(spec.content ?? '');
    const packed = method === 8 ? deflateRawSync(content) : content;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(says.checksum ?? crc32(content), 10);
    common.writeUInt32LE(says.packedSize ?? packed.length, 14);
    common.writeUInt32LE(says.size ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    common.writeUInt16LE(extra.length, 24);
    const isFolder = name.at(-1) === 0x2f;
    const attributes = ((mode ?? (isFolder ? 0o040755 : 0o100644)) << 16) >>> 0;
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(attributes, 6);
    rest.writeUInt32LE(offset, 10);
    const signature = Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1');
    central.push(Buffer.concat([signature, common, rest, name, extra]));
    const file = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name, extra, packed]);
    local.push(file);
    offset += file.length;
  }
  const directory = Buffer.concat(central);
  const record = Buffer.alloc(22);
  record.write('PK\u0005\u0006', 'latin1');
  record.writeUInt16LE(end.entryCount ?? specs.length, 8);
  record.writeUInt16LE(end.entryCount ?? specs.length, 10);
  record.writeUInt32LE(directory.length, 12);
  record.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, record]);
}

export interface TarSpec {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** Type flag. Default `0`, a file; `5` for a name that ends with a slash. */
  readonly type?: string;
  readonly mode?: number;
  /** What a link names. */
  readonly linkName?: string;
  /** What the header says, where it is to differ from what is. */
  readonly says?: { readonly size?: number };
}

const blockBytes = 512;

function tarBlocks(spec: TarSpec): Buffer {
  const name = Buffer.from(spec.name);
  const content = Buffer.from(spec.content ?? '');
  const isFolder = name.at(-1) === 0x2f;
  const header = Buffer.alloc(blockBytes);
  name.copy(header, 0, 0, 100);
  header.write(`${(spec.mode ?? (isFolder ? 0o755 : 0o644)).toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${(spec.says?.size ?? content.length).toString(8).padStart(11, '0')} `, 124);
  header.write('00000000000 ', 136);
  header.write(' '.repeat(8), 148);
  header.write(spec.type ?? (isFolder ? '5' : '0'), 156);
  header.write(spec.linkName ?? '', 157);
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((blockBytes - (content.length % blockBytes)) % blockBytes);
  return Buffer.concat([header, content, padding]);
}

/** A tar file of these entries, with the two empty blocks at its end. */
export function writeTar(specs: readonly TarSpec[]): Buffer {
  return Buffer.concat([...specs.map(tarBlocks), Buffer.alloc(2 * blockBytes)]);
}

/** The entry that gives the next one attributes, e.g. a long `path`. */
export function paxSpec(attributes: Readonly<Record<string, string | Uint8Array>>, type = 'x'): TarSpec {
  const records = Object.entries(attributes).map(([key, value]) => {
    const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
    let length = rest.length + 1;
    while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
    return Buffer.concat([Buffer.from(String(length)), rest]);
  });
  return { name: 'PaxHeader/x', type, content: Buffer.concat(records) };
}

/** The entry by which GNU tar gives the next one a long name. */
export function gnuLongNameSpec(name: string | Uint8Array): TarSpec {
  return { name: '././@LongLink', type: 'L', content: Buffer.concat([Buffer.from(name), Buffer.alloc(1)]) };
}
