import { constants } from 'node:fs';
import { open, readdir, realpath, rm } from 'node:fs/promises';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AiosError, fileError, systemErrorCode } from '../../errors.ts';
import { writeHashed } from '../../files/write-hashed.ts';
import { downloadFile } from '../../net/download-file.ts';
import { addressWithoutSecrets, cancelled } from '../../net/request-errors.ts';
import { archiveLimits } from './archive/archive-entry.ts';
import { archiveTooLarge } from './archive/archive-errors.ts';
import { extractArchive } from './archive/extract-archive.ts';
import type { FetchContext, Fetched, Source } from './source.ts';
import { matchesArchive } from './source-patterns.ts';

const megabyte = 1024 * 1024;

/** Archives on this machine or at an http(s) address: `notes.zip`, `notes.skill`, `https://example.com/notes.tgz`. */
export const archiveSource: Source = { kind: 'archive', matches: matchesArchive, fetch };

/** An archive that stands in the quarantine. */
interface Archive {
  /** As errors name it. */
  readonly shown: string;
  /** As the registry remembers it. */
  readonly source: string;
  /** What it is called, with its ending. */
  readonly fileName: string;
  readonly address?: string;
  readonly integrity: string;
}

async function fetch(text: string, context: FetchContext): Promise<Fetched> {
  const file = join(context.quarantine, 'archive');
  const folder = join(context.quarantine, 'files');
  const url = webAddress(text);
  const archive = url === undefined ? await copy(text, file, context) : await download(url, file, context);
  const expected = context.resolved?.integrity;
  if (expected !== undefined && expected !== archive.integrity) throw changed(archive, expected);
  context.onProgress(`Unpacking ${archive.fileName}`);
  await extractArchive(file, folder, { archive: archive.shown, signal: context.signal });
  await rm(file);
  const { address, integrity } = archive;
  return {
    ...(await findTop(folder, archive.fileName)),
    source: archive.source,
    resolved: { integrity, ...(address !== undefined && { address }) },
  };
}

/** @returns the address, without a fragment, of a text that is one; undefined for a path */
function webAddress(text: string): URL | undefined {
  if (!/^https?:\/\//iu.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.hash = '';
  return url;
}

async function download(url: URL, file: string, context: FetchContext): Promise<Archive> {
  const shown = addressWithoutSecrets(url);
  context.onProgress(`Downloading ${shown}`);
  let told = 0;
  const { integrity, address } = await downloadFile(url, file, {
    network: context.network,
    signal: context.signal,
    maxBytes: archiveLimits.maxArchiveBytes,
    onBytes: (received, total) => {
      const megabytes = Math.floor(received / megabyte);
      if (megabytes === told) return;
      told = megabytes;
      const of = total === undefined ? '' : ` of ${Math.ceil(total / megabyte)}`;
      context.onProgress(`Downloading ${shown}: ${megabytes}${of} MB`);
    },
  });
  const fileName = decodedName(url);
  return { shown, source: url.href, fileName, integrity, address: addressWithoutSecrets(new URL(address)) };
}

function decodedName(url: URL): string {
  const name = basename(url.pathname);
  try {
    return basename(decodeURIComponent(name));
  } catch {
    return name;
  }
}

/** Copied, so that what is hashed is what is unpacked, whatever happens to the person's file meanwhile. */
async function copy(text: string, file: string, context: FetchContext): Promise<Archive> {
  const path = pathOf(text, context.workingFolder);
  if (context.signal.aborted) throw cancelled(path);
  const real = await realpath(path).catch((error: unknown) => {
    throw missing(path, error);
  });
  // Opening a pipe waits for somebody to write into it, unless it is told not to. Windows knows no such flag.
  const handle = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: unknown) => {
      throw fileError(error, 'read', real);
    },
  );
  try {
    const about = await handle.stat();
    if (!about.isFile()) throw missing(real, undefined);
    const limit = archiveLimits.maxArchiveBytes;
    if (about.size > limit) throw archiveTooLarge(real, `has ${about.size} bytes; at most ${limit} are read`);
    const chunks = handle.createReadStream({ autoClose: false, end: limit });
    const { integrity, bytes } = await writeHashed(file, chunks);
    if (bytes > limit) throw archiveTooLarge(real, `grows beyond ${limit} bytes`);
    return { shown: real, source: real, fileName: basename(path), integrity };
  } catch (error) {
    throw fileError(error, 'read', real);
  } finally {
    await handle.close();
  }
}

function pathOf(text: string, workingFolder: string): string {
  if (!/^file:\/\//iu.test(text)) return isAbsolute(text) ? text : resolve(workingFolder, text);
  try {
    return fileURLToPath(text);
  } catch (error) {
    throw missing(text, error);
  }
}

function missing(path: string, cause: unknown): AiosError {
  const system = systemErrorCode(cause);
  if (system !== undefined && system !== 'ENOENT' && !system.startsWith('ERR_'))
    return fileError(cause, 'read', path);
  return new AiosError(`There is no archive ${path}.`, {
    code: 'source_not_found',
    remedy: 'Give the path of a .zip, .skill, .tgz, .tar.gz or .tar file.',
    file: path,
    cause,
  });
}

function changed({ shown, integrity }: Archive, expected: string): AiosError {
  return new AiosError(`${shown} is no longer what was installed from it: ${integrity}, not ${expected}.`, {
    code: 'source_changed',
    remedy: 'Look at what is there now, and install it anew if you want that.',
  });
}

/**
 * Where everything stands in one folder, as in a repository's archive or one for upload, that folder; npm calls it
 * `package` whatever is in it.
 */
async function findTop(folder: string, fileName: string): Promise<{ folder: string; name: string }> {
  const [first, ...others] = await readdir(folder, { withFileTypes: true });
  const name = fileName.replace(/(?:\.tar)?\.[^.]+$/iu, '');
  if (first === undefined || others.length > 0 || !first.isDirectory()) return { folder, name };
  return { folder: join(folder, first.name), name: first.name === 'package' ? name : first.name };
}
