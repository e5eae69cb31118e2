export type EntryKind =
  | 'file'
  | 'folder'
  | 'symbolic link'
  | 'hard link'
  | 'device, pipe or other special file';

/** One thing in an archive, as the archive tells of it. Nothing about it has been checked. */
export interface ArchiveEntry {
  /** As the archive spells it. Bytes that are not UTF-8 are U+FFFD. */
  readonly path: string;
  readonly kind: EntryKind;
  /** What the archive says the content has, in bytes. */
  readonly size: number;
  readonly isExecutable: boolean;
  /**
   * The content, unpacked. To be taken before the next entry is, or not at all.
   * @throws AiosError `source_unreadable` when it is damaged or not of the size that was said
   */
  content(): AsyncIterable<Uint8Array>;
}

export interface ArchiveLimits {
  /** The archive itself, in bytes. */
  readonly maxArchiveBytes: number;
  readonly maxEntries: number;
  /** All files together, unpacked, in bytes. */
  readonly maxBytes: number;
  readonly maxFileBytes: number;
  /** Folders in one another, the archive's own top folder included. */
  readonly maxDepth: number;
}

/**
 * An archive may hold a repository of many skills; each skill in it is then held to the limits of a skill. Chosen so
 * that a tree a person would look through fits, and that a disk and a memory of 200 MB always bear it.
 */
export const archiveLimits: ArchiveLimits = {
  maxArchiveBytes: 64 * 1024 * 1024,
  maxEntries: 5000,
  maxBytes: 64 * 1024 * 1024,
  maxFileBytes: 16 * 1024 * 1024,
  maxDepth: 20,
};
