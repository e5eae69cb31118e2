import { foldPath, isPortableName, maxNameBytes, maxPathBytes } from '../../../files/portable-name.ts';
import type { ArchiveEntry, ArchiveLimits } from './archive-entry.ts';
import { archiveTooLarge, quoteEntry, refusedEntry } from './archive-errors.ts';

/** Left by macOS: resource forks and the looks of folders. */
const isJunk = (parts: readonly string[]): boolean =>
  parts.includes('__MACOSX') || parts.some((part) => part === '.DS_Store' || part.startsWith('._'));

interface Place {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Judges an archive's entries one by one, each by itself and with those before it. Touches no disk. */
export class EntryJudge {
  private readonly archive: string;
  private readonly limits: ArchiveLimits;
  private readonly places = new Map<string, Place>();
  private entries = 0;
  private bytes = 0;

  /** @param archive as errors name it */
  constructor(archive: string, limits: ArchiveLimits) {
    this.archive = archive;
    this.limits = limits;
  }

  /**
   * @returns the parts of the path that the entry may be written to, or undefined for what is left out: the top folder
   *   itself and what macOS leaves
   * @throws AiosError `source_refused`, `source_too_large`
   */
  admit(entry: ArchiveEntry): readonly string[] | undefined {
    this.checkKind(entry);
    const parts = this.partsOf(entry);
    this.checkBounds(entry, parts);
    if (parts.length === 0) return undefined;
    this.checkPlace(entry, parts);
    return isJunk(parts) ? undefined : parts;
  }

  private checkKind({ path, kind }: ArchiveEntry): void {
    if (kind === 'file' || kind === 'folder') return;
    throw this.refuse(path, `is a ${kind}`, 'Pack the archive again with plain files and folders only.');
  }

  private partsOf({ path, kind }: ArchiveEntry): readonly string[] {
    if (path.startsWith('/') || /^[a-z]:/iu.test(path))
      throw this.refuse(path, 'is an absolute path', 'Pack the archive again with relative paths.');
    const inside = path.replace(/^(?:\.\/)+/u, '').replace(/^\.$/u, '');
    const parts = (kind === 'folder' ? inside.replace(/\/$/u, '') : inside).split('/');
    if (kind === 'folder' && parts.length === 1 && parts[0] === '') return [];
    if (parts.includes('..'))
      throw this.refuse(path, 'leads out of its folder', 'Pack the archive again without `..` in its paths.');
    for (const part of parts) {
      if (part === '' || part === '.' || !isPortableName(part))
        throw this.refuse(path, 'has a name that other systems cannot hold', renameRemedy);
      if (Buffer.byteLength(part) > maxNameBytes)
        throw this.refuse(path, `has a name of more than ${maxNameBytes} bytes`, renameRemedy);
    }
    return parts;
  }

  private checkBounds({ path, kind, size }: ArchiveEntry, parts: readonly string[]): void {
    const { maxEntries, maxBytes, maxFileBytes, maxDepth } = this.limits;
    this.entries += 1;
    this.bytes += size;
    if (this.entries > maxEntries)
      throw archiveTooLarge(this.archive, `holds more than ${maxEntries} files and folders`);
    if (size > maxFileBytes)
      throw archiveTooLarge(
        this.archive,
        `holds ${quoteEntry(path)} of ${size} bytes; a file has at most ${maxFileBytes}`,
      );
    if (this.bytes > maxBytes)
      throw archiveTooLarge(this.archive, `holds more than ${maxBytes} bytes of files`);
    if (parts.length - (kind === 'file' ? 1 : 0) > maxDepth)
      throw this.refuse(path, `is nested more than ${maxDepth} folders deep`, renameRemedy);
    if (Buffer.byteLength(path) > maxPathBytes)
      throw this.refuse(path, `is a path of more than ${maxPathBytes} bytes`, renameRemedy);
  }

  /** Every folder on the way is a place too, also where the archive does not name it. */
  private checkPlace({ path, kind }: ArchiveEntry, parts: readonly string[]): void {
    for (let length = 1; length <= parts.length; length += 1) {
      const here = parts.slice(0, length).join('/');
      const isFolder = length < parts.length || kind === 'folder';
      const folded = foldPath(here);
      const other = this.places.get(folded);
      if (other === undefined) this.places.set(folded, { path: here, isFolder });
      else if (other.path !== here)
        throw this.refuse(
          path,
          `and ${quoteEntry(other.path)} are one name to systems that do not tell them apart`,
          'Rename one of the two and pack the archive again.',
        );
      else if (!isFolder || !other.isFolder)
        throw this.refuse(
          path,
          isFolder === other.isFolder ? 'is in it twice' : 'is a file and a folder at once',
          'Pack the archive again, with each path once.',
        );
    }
  }

  private refuse(path: string, why: string, remedy: string): Error {
    return refusedEntry(this.archive, path, why, remedy);
  }
}

const renameRemedy = 'Rename it and pack the archive again.';
