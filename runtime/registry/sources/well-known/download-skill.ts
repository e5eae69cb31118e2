import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AiosError } from '../../../errors.ts';
import { privateFileMode, privateFolderMode } from '../../../files/atomic-write.ts';
import { skillFolderLimits } from '../../../files/read-folder.ts';
import { requestBytes } from '../../../net/guarded-request.ts';
import { addressWithoutSecrets, tooLarge } from '../../../net/request-errors.ts';
import { archiveLimits } from '../archive/archive-entry.ts';
import { extractArchive } from '../archive/extract-archive.ts';
import type { FetchContext } from '../source.ts';
import type { PublishedSkill } from './parse-index.ts';

/**
 * Downloads a skill into a new folder, and holds it against its digest where the index gives one.
 *
 * @param folder absolute; nothing may stand there
 * @throws AiosError `source_changed` when it is not what the index says, `source_…` for what cannot be fetched
 */
export async function downloadSkill(
  skill: PublishedSkill,
  folder: string,
  context: FetchContext,
): Promise<void> {
  if (skill.kind === 'files') return downloadFiles(skill.files, folder, context);
  const isArchive = skill.kind === 'archive';
  const bytes = await download(
    skill.url,
    isArchive ? archiveLimits.maxArchiveBytes : skillFolderLimits.maxBytes,
    context,
  );
  const shown = addressWithoutSecrets(skill.url);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (skill.sha256 !== undefined && skill.sha256 !== sha256) throw changed(shown);
  if (!isArchive) return writeInto(folder, 'SKILL.md', bytes);
  const file = `${folder}.archive`;
  await writeFile(file, bytes, { flag: 'wx', mode: privateFileMode });
  await extractArchive(file, folder, { archive: shown, signal: context.signal });
  await rm(file);
}

/** One after the other, so that a site is not asked for hundreds of files at once. */
async function downloadFiles(
  files: readonly { readonly path: string; readonly url: URL }[],
  folder: string,
  context: FetchContext,
): Promise<void> {
  let left = skillFolderLimits.maxBytes;
  for (const { path, url } of files) {
    const bytes = await download(url, left, context).catch((error: unknown) => {
      throw AiosError.is(error, 'source_too_large')
        ? tooLarge(addressWithoutSecrets(new URL('.', url)), skillFolderLimits.maxBytes)
        : error;
    });
    left -= bytes.length;
    await writeInto(folder, path, bytes);
  }
}

async function download(url: URL, maxBytes: number, { network, signal }: FetchContext): Promise<Buffer> {
  return (await requestBytes(url, { network, signal, maxBytes })).bytes;
}

/** @param path judged already: it stays in the folder */
async function writeInto(folder: string, path: string, bytes: Buffer): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true, mode: privateFolderMode });
  await writeFile(file, bytes, { flag: 'wx', mode: privateFileMode });
}

function changed(shown: string): AiosError {
  return new AiosError(`${shown} is not what the site's index says it is: its digest differs.`, {
    code: 'source_changed',
    remedy: 'Try again later; when it stays so, do not install it and tell those who run the site.',
  });
}
