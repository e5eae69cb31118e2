import { AiosError } from '../../../errors.ts';

/** Long enough to find it by. */
const maxShown = 120;

/** A name out of an archive as it may be shown: in quotes, control characters escaped, not too long. */
export function quoteEntry(path: string): string {
  return JSON.stringify(path.length > maxShown ? `${path.slice(0, maxShown)}…` : path);
}

/** What nobody packs who means well, or what other systems cannot hold. */
export function refusedEntry(archive: string, path: string, why: string, remedy: string): AiosError {
  return new AiosError(`In ${archive}, ${quoteEntry(path)} ${why}; such an archive is not installed.`, {
    code: 'source_refused',
    remedy,
    file: archive,
  });
}

export function archiveTooLarge(archive: string, why: string): AiosError {
  return new AiosError(`${archive} ${why}.`, {
    code: 'source_too_large',
    remedy: 'Unpack it yourself and install the folder of the one skill that you want.',
    file: archive,
  });
}

export function damagedArchive(archive: string, why: string, cause?: unknown): AiosError {
  return new AiosError(`${archive} cannot be unpacked: ${why}.`, {
    code: 'source_unreadable',
    remedy:
      'Get it anew; when it stays so, it was packed wrongly and those who made it should pack it again.',
    file: archive,
    cause,
  });
}
