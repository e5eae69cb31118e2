import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Header, type HeaderData } from 'tar/header';
import { Pax } from 'tar/pax';
import type { ArchiveEntry, ArchiveLimits, EntryKind } from './archive-entry.ts';
import { archiveTooLarge, damagedArchive, refusedEntry } from './archive-errors.ts';
import { ByteReader } from './byte-reader.ts';

const blockBytes = 512;
/** A path or the attributes of one file; nobody needs more. */
const maxMetaBytes = 64 * 1024;
/** What headers, attributes and padding may take on top of the files. */
const maxOverheadBytes = 16 * 1024 * 1024;
const renameRemedy = 'Rename it and pack the archive again.';

/**
 * The entries of a tar file in their order, unpacked by gzip where it is packed so. POSIX (pax), GNU and the oldest
 * format are read.
 *
 * @param file absolute
 * @param archive as errors name it
 * @throws AiosError `source_refused`, `source_too_large`, `source_unreadable`; what zlib and tar throw for a damaged file
 */
export async function* readTar(
  file: string,
  archive: string,
  limits: ArchiveLimits,
  isGzip: boolean,
): AsyncGenerator<ArchiveEntry> {
  const raw = createReadStream(file);
  // The callback does nothing: what fails is thrown by the stream that is read.
  const stream = isGzip ? (pipeline(raw, createGunzip(), () => undefined) as Readable) : raw;
  const reader = new ByteReader(stream, limits.maxBytes + maxOverheadBytes, archive);
  try {
    yield* readEntries(reader, archive);
    // To the end, so that gzip's own checksum is checked.
    await reader.skipRest();
  } finally {
    stream.destroy();
    raw.destroy();
  }
}

async function* readEntries(reader: ByteReader, archive: string): AsyncGenerator<ArchiveEntry> {
  let attributes: HeaderData | undefined;
  let common: HeaderData | undefined;
  for (;;) {
    const block = await reader.take(blockBytes);
    const header = new Header(block, 0, attributes, common);
    if (header.nullBlock) return;
    if (!header.cksumValid) throw damagedArchive(archive, 'a header in it is damaged');
    const size = sizeOf(header, archive);
    switch (header.type) {
      case 'ExtendedHeader':
      case 'OldExtendedHeader':
        attributes = Pax.parse(await readMeta(reader, size, archive), attributes, false);
        break;
      case 'GlobalExtendedHeader':
        common = Pax.parse(await readMeta(reader, size, archive), common, true);
        break;
      case 'NextFileHasLongPath':
      case 'OldGnuLongPath':
        attributes = { ...attributes, path: (await readMeta(reader, size, archive)).replace(/\0$/u, '') };
        break;
      case 'NextFileHasLongLinkpath':
        await readMeta(reader, size, archive);
        break;
      default: {
        const path = attributes?.path ?? header.path ?? '';
        if (path.includes('\0') || (attributes?.path === undefined && goesOnAfterNul(block)))
          throw refusedEntry(archive, path, 'has a NUL byte in its name', renameRemedy);
        const body = reader.section(size);
        yield {
          path,
          kind: kindOf(header),
          size,
          isExecutable: ((header.mode ?? 0) & 0o100) !== 0,
          content: () => body.chunks(),
        };
        await body.skip();
        await reader.skip(padding(size));
        attributes = undefined;
      }
    }
  }
}

function sizeOf({ size }: Header, archive: string): number {
  if (size !== undefined && Number.isSafeInteger(size)) return size;
  throw damagedArchive(archive, 'a size in it is no number');
}

async function readMeta(reader: ByteReader, size: number, archive: string): Promise<string> {
  if (size > maxMetaBytes)
    throw archiveTooLarge(archive, `holds a name or attributes of more than ${maxMetaBytes} bytes`);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await reader.take(size));
  await reader.skip(padding(size));
  // Pax passes over an attribute that is not UTF-8, and reads one up to a NUL byte; other readers do not.
  if (text.includes('\ufffd')) throw refusedEntry(archive, text, 'is not UTF-8', renameRemedy);
  if (/(?:^|\n)\d+ path=[^\n]*\0/u.test(text))
    throw refusedEntry(archive, text, 'has a NUL byte in its name', renameRemedy);
  return text;
}

function padding(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

/** Whether more follows the NUL byte that ends a name in its field, which readers then disagree about. */
function goesOnAfterNul(block: Buffer): boolean {
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const fields = isPosix ? [block.subarray(0, 100), block.subarray(345, 475)] : [block.subarray(0, 100)];
  return fields.some((field) => {
    const nul = field.indexOf(0);
    return nul !== -1 && field.subarray(nul).some((byte) => byte !== 0);
  });
}

function kindOf(header: Header): EntryKind {
  switch (header.type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      return 'file';
    case 'Directory':
      return 'folder';
    case 'SymbolicLink':
      return 'symbolic link';
    case 'Link':
      return 'hard link';
    default:
      return 'device, pipe or other special file';
  }
}
