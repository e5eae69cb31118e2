/** A value that every JSON text can hold. Numbers are JavaScript's: 64-bit integers lose their last digits. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** What `setEntry` made of a file. */
export interface EntryEdit {
  /** The whole new file; the very bytes that were passed in when the entry already had that value. */
  readonly bytes: Uint8Array;
  /**
   * Index into the path of the first key that had to be created: `path.length - 1` when only the entry
   * itself is new, 0 when every key is, `path.length` when the entry was there and its value was replaced.
   * What `removeEntry` must take away again.
   */
  readonly createdFrom: number;
}

/**
 * A surgical editor for one format of client configuration. It changes one entry and leaves every other
 * byte alone; what it cannot read with certainty it refuses with an AiosError that names file, line and
 * column, and changes nothing. `file` is used in error messages only; nothing here touches a disk.
 */
export interface ConfigFormat {
  /** The value at `path`, or undefined when it, or a key on the way to it, is absent. */
  readEntry(file: string, bytes: Uint8Array, path: readonly string[]): JsonValue | undefined;

  /** The keys of the object at `path`, in the order of the file; none when it is absent. */
  readKeys(file: string, bytes: Uint8Array, path: readonly string[]): readonly string[];

  /** How many comments the file has. */
  countComments(file: string, bytes: Uint8Array): number;

  /**
   * Gives the entry at `path` a value, creating the objects on the way to it.
   * @param bytes the file as it is; undefined for a file that does not exist yet
   */
  setEntry(file: string, bytes: Uint8Array | undefined, path: readonly string[], value: JsonValue): EntryEdit;

  /**
   * Takes the entry at `path` away, and with it each object above it from `path[createdFrom]` on that this
   * leaves empty and without a comment. Directly after `setEntry` created the entry, that gives back the
   * bytes from before. When the entry is absent, the bytes come back as they are.
   */
  removeEntry(file: string, bytes: Uint8Array, path: readonly string[], createdFrom: number): Uint8Array;
}
