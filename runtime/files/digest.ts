import { hash } from 'node:crypto';

/** @returns `sha256:` and 64 hex digits, the form the MCP skills extension uses (SEP-2640) */
export function sha256(data: Uint8Array | string): string {
  // In one call: a thousand short texts are done in a third of the time that an object for each takes.
  return `sha256:${hash('sha256', data, 'hex')}`;
}

/** Files of a folder by their path in it, with `/` between the parts. */
export interface FileContents extends ReadonlyMap<string, Uint8Array> {
  /** Paths of those that may be run, where the system they were read on tells. */
  readonly executable?: ReadonlySet<string>;
}

/** @returns each file's digest by its path */
export function digestFiles(files: FileContents): Record<string, string> {
  return Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)]));
}

/**
 * One digest for a whole folder, whatever order its files were listed in: sha256 over the lines
 * `<file digest>  <path>\n`, sorted by path.
 */
export function digestOfDigests(digests: Readonly<Record<string, string>>): string {
  const lines = Object.keys(digests)
    .sort()
    .map((path) => `${digests[path]}  ${path}\n`);
  return sha256(lines.join(''));
}

/** A digest of a JSON value that does not depend on key order or white space. */
export function digestJson(value: unknown): string {
  return sha256(JSON.stringify(value, sortKeys));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
