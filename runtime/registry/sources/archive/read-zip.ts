import { pipeline, type Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { messageOf, systemErrorCode } from '../../../errors.ts';
import type { ArchiveEntry, ArchiveLimits, EntryKind } from './archive-entry.ts';
import { archiveTooLarge, damagedArchive, quoteEntry, refusedEntry } from './archive-errors.ts';

/** General purpose flags: the content, or the directory itself, is encrypted (PKWARE APPNOTE 4.4.4). */
const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const stored = 0;
const deflated = 8;
/** Files and packed files up to this many bytes are unpacked in one piece. */
const maxWholeBytes = 256 * 1024;

/**
 * The entries of a ZIP file by its central directory, which is what unpackers go by. Contents are read from the file
 * as they are taken.
 *
 * @param file absolute
 * @param archive as errors name it
 * @throws AiosError `source_refused` for an encrypted entry, `source_too_large` for too many, `source_unreadable`;
 *   what yauzl throws for a damaged file
 */
export async function* readZip(
  file: string,
  archive: string,
  limits: ArchiveLimits,
): AsyncGenerator<ArchiveEntry> {
  const zip = await openPromise(file, { autoClose: false, decodeStrings: false });
  try {
    if (zip.entryCount > limits.maxEntries)
      throw archiveTooLarge(
        archive,
        `holds ${zip.entryCount} files and folders; at most ${limits.maxEntries} are unpacked`,
      );
    for await (const entry of zip.eachEntry()) yield describe(zip, entry, archive);
  } finally {
    zip.close();
  }
}

function describe(zip: ZipFile, entry: Entry, archive: string): ArchiveEntry {
  const path = new TextDecoder('utf-8', { ignoreBOM: true }).decode(entry.fileNameRaw);
  if ((entry.generalPurposeBitFlag & encryptedFlags) !== 0)
    throw refusedEntry(archive, path, 'is encrypted', 'Pack the archive again without a password.');
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated)
    throw damagedArchive(
      archive,
      `${quoteEntry(path)} is packed by method ${entry.compressionMethod}; only deflate is known`,
    );
  const mode = entry.externalFileAttributes >>> 16;
  const isFolder = path.endsWith('/');
  if (isFolder && entry.uncompressedSize > 0)
    throw damagedArchive(archive, `the folder ${quoteEntry(path)} has a content`);
  return {
    path,
    kind: kindOf(mode, isFolder),
    size: entry.uncompressedSize,
    isExecutable: (mode & 0o100) !== 0,
    content: () => unpack(zip, entry, `${archive}: ${quoteEntry(path)}`),
  };
}

/** The type bits of a Unix mode. None are set by systems that have no modes. */
function kindOf(mode: number, isFolder: boolean): EntryKind {
  switch (mode & 0o170000) {
    case 0:
    case 0o100000:
      return isFolder ? 'folder' : 'file';
    case 0o040000:
      return 'folder';
    case 0o120000:
      return 'symbolic link';
    default:
      return 'device, pipe or other special file';
  }
}

async function* unpack(zip: ZipFile, entry: Entry, shown: string): AsyncGenerator<Uint8Array> {
  const raw = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  const isWhole = Math.max(entry.compressedSize, entry.uncompressedSize) <= maxWholeBytes;
  let size = 0;
  let checksum = 0;
  try {
    for await (const chunk of isWhole ? unpackWhole(raw, entry) : unpackStream(raw, entry)) {
      size += chunk.length;
      if (size > entry.uncompressedSize) break;
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    if (systemErrorCode(error) !== 'ERR_BUFFER_TOO_LARGE')
      throw damagedArchive(shown, messageOf(error), error);
    size = Number.POSITIVE_INFINITY;
  }
  if (size !== entry.uncompressedSize)
    throw damagedArchive(shown, `it is not of the ${entry.uncompressedSize} bytes that the archive says`);
  if (checksum !== entry.crc32) throw damagedArchive(shown, 'its checksum is wrong');
}

function unpackStream(raw: Readable, entry: Entry): Readable {
  // The callback does nothing: what fails is thrown by the stream that is read.
  return entry.compressionMethod === stored
    ? raw
    : (pipeline(raw, createInflateRaw(), () => undefined) as Readable);
}

/** A stream for each of thousands of small files would take several times the memory. */
async function* unpackWhole(raw: Readable, entry: Entry): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of raw) chunks.push(chunk);
  const packed = Buffer.concat(chunks);
  yield entry.compressionMethod === stored
    ? packed
    : inflateRawSync(packed, { maxOutputLength: entry.uncompressedSize + 1 });
}
