import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AiosError, fileError, messageOf } from '../../../errors.ts';
import { privateFileMode, privateFolderMode } from '../../../files/atomic-write.ts';
import { makeFolders } from '../../../files/make-folders.ts';
import { cancelled } from '../../../net/request-errors.ts';
import { type ArchiveEntry, type ArchiveLimits, archiveLimits } from './archive-entry.ts';
import { damagedArchive } from './archive-errors.ts';
import { EntryJudge } from './judge-entries.ts';

export interface ExtractOptions {
  /** As errors name it: its path or its address. */
  readonly archive: string;
  readonly signal: AbortSignal;
  readonly limits?: ArchiveLimits;
}

/**
 * Unpacks a ZIP or tar file, whatever it is called, into a new folder. Every entry is judged before the first is
 * written. Files are 0600, or 0700 where they may be run; folders are 0700.
 *
 * @param file absolute
 * @param folder absolute; nothing may stand there
 * @throws AiosError `source_refused` for links, special files, encrypted entries and paths that lead out or cannot be
 *   held everywhere; `source_too_large`; `source_unreadable`; `source_cancelled`; `file_…` for what the disk refuses.
 *   What was written by then is for the caller to take away.
 */
export async function extractArchive(file: string, folder: string, options: ExtractOptions): Promise<void> {
  const { archive, limits = archiveLimits } = options;
  try {
    const entries = await openEntries(file, archive, limits);
    const judge = new EntryJudge(archive, limits);
    let files = 0;
    for await (const entry of entries()) {
      throwIfCancelled(options);
      if (judge.admit(entry) !== undefined && entry.kind === 'file') files += 1;
    }
    if (files === 0) throw damagedArchive(archive, 'there is no file in it');
    await writeEntries(entries(), folder, options, limits);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw fileError(error, 'unpack', archive);
    throw AiosError.is(error) ? error : damagedArchive(archive, messageOf(error), error);
  }
}

type Entries = () => AsyncGenerator<ArchiveEntry>;

/** @returns what reads the entries from the first to the last, as often as it is called */
async function openEntries(file: string, archive: string, limits: ArchiveLimits): Promise<Entries> {
  const start = await readStart(file);
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => start[index] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0x50, 0x4b, 0x05, 0x06)) {
    const { readZip } = await import('./read-zip.ts');
    return () => readZip(file, archive, limits);
  }
  const isGzip = begins(0x1f, 0x8b);
  if (!isGzip && start.length < 512) throw damagedArchive(archive, 'it is neither a ZIP nor a tar file');
  const { readTar } = await import('./read-tar.ts');
  return () => readTar(file, archive, limits, isGzip);
}

/** The first block, by which formats are told apart. */
async function readStart(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function writeEntries(
  entries: AsyncIterable<ArchiveEntry>,
  folder: string,
  options: ExtractOptions,
  limits: ArchiveLimits,
): Promise<void> {
  // Judged again: what is written must be what was judged, also when the file is another by now.
  const judge = new EntryJudge(options.archive, limits);
  const made = new Set<string>();
  const make = async (path: string): Promise<void> => {
    if (!made.has(path)) makeFolders(path, privateFolderMode);
    made.add(path);
  };
  await mkdir(folder, { mode: privateFolderMode });
  for await (const entry of entries) {
    throwIfCancelled(options);
    const parts = judge.admit(entry);
    if (parts === undefined) continue;
    const path = join(folder, ...parts);
    await make(entry.kind === 'folder' ? path : dirname(path));
    if (entry.kind === 'file') await writeEntry(entry, path, options);
  }
}

async function writeEntry(entry: ArchiveEntry, path: string, options: ExtractOptions): Promise<void> {
  const handle = await open(path, 'wx', entry.isExecutable ? privateFolderMode : privateFileMode);
  try {
    for await (const chunk of entry.content()) {
      throwIfCancelled(options);
      await handle.writeFile(chunk);
    }
  } finally {
    await handle.close();
  }
}

function throwIfCancelled({ signal, archive }: ExtractOptions): void {
  if (signal.aborted) throw cancelled(archive);
}
