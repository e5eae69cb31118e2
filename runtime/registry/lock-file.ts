import type { SkillRecord } from './installed-skill.ts';
import type { Resolved } from './sources/source.ts';
import { spliceLock } from './splice-lock.ts';
import { splitLock } from './split-lock.ts';

/**
 * The lock file: what is installed, exactly, one block of lines for each skill in the order of their ids. It is YAML
 * whose texts are quoted as in JSON, so that a block is found, replaced and merged without reading the others, and
 * what a person wrote between them stays.
 */
const idOrDigest = /^ {2}(?:([a-z0-9-]+):| {2}digest: "?(sha256:[0-9a-f]{64}))/gmu;

/** One skill of a lock file. */
export interface LockEntry {
  readonly id: string;
  readonly version: string;
  readonly source: string;
  /** The skill's folder in what the source gives. */
  readonly path: string | undefined;
  readonly resolved: Resolved;
  readonly digest: string;
  /** ISO 8601. */
  readonly installedAt: string;
  readonly pinned: boolean;
  readonly enabledFor: readonly string[] | undefined;
  readonly disabledFor: readonly string[] | undefined;
  /** Digest by path. */
  readonly files: Readonly<Record<string, string>>;
}

type Changes = ReadonlyMap<string, SkillRecord | undefined>;

/**
 * Sets and removes skills in a lock file's text, by its own lines where that is possible.
 *
 * @param text the file as it is; empty when there is none
 * @param changes by id; undefined takes the skill out
 * @throws AiosError `lock_unreadable` when the text is not one that can be edited, e.g. after a merge with conflicts
 */
export function editLock(file: string, text: string, changes: Changes): string {
  return spliceChanges(text, changes) ?? editByLines(file, text, changes);
}

/** No change at all asks whether one would be possible: that is a question about every line. */
function spliceChanges(text: string, changes: Changes): string | undefined {
  if (changes.size === 0 || text === '') return undefined;
  const blocks = [...changes].map(([id, record]) => {
    return [id, record && `${entryLines(record).join('\n')}\n`] as const;
  });
  return spliceLock(text, new Map(blocks));
}

/** Keeps comments between the skills, what stands after them, and other line ends. */
export function editByLines(file: string, text: string, changes: Changes): string {
  const { head, blocks, tail, lineEnd } = splitLock(file, text);
  for (const [id, record] of changes) {
    const at = blocks.findIndex((block) => block.id === id);
    if (record === undefined) {
      if (at >= 0) blocks.splice(at, 1);
    } else if (at >= 0) {
      const comments = (blocks[at]?.lines ?? []).filter((line) => /^ {2}#/u.test(line));
      blocks[at] = { id, lines: [...comments, ...entryLines(record)] };
    } else {
      const next = blocks.findIndex((block) => block.id > id);
      blocks.splice(next < 0 ? blocks.length : next, 0, { id, lines: entryLines(record) });
    }
  }
  const lines = [...head, ...blocks.flatMap((block) => block.lines), ...tail];
  return `${lines.join(lineEnd)}${lineEnd}`;
}

/** @returns the digest of every skill the text names, by id. A cheap look; `parseLock` reads all of it. */
function lockedDigests(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let id: string | undefined;
  for (const [, named, digest] of text.matchAll(idOrDigest)) {
    if (named !== undefined) id = named;
    else if (id !== undefined && digest !== undefined) found.set(id, digest);
  }
  return found;
}

/** How a skill stands to the lock file. */
export interface LockDifference {
  readonly id: string;
  readonly state: 'not-installed' | 'not-locked' | 'other-content';
}

/** @returns where what is installed is not what the text names, by id */
export function compareWithLock(
  text: string,
  installed: readonly { readonly manifest: { readonly id: string }; readonly digest: string }[],
): LockDifference[] {
  const locked = lockedDigests(text);
  const found: LockDifference[] = [];
  for (const { manifest, digest } of installed) {
    const { id } = manifest;
    const expected = locked.get(id);
    if (expected === undefined) found.push({ id, state: 'not-locked' });
    else if (expected !== digest) found.push({ id, state: 'other-content' });
    locked.delete(id);
  }
  for (const id of locked.keys()) found.push({ id, state: 'not-installed' });
  return found;
}

function entryLines(record: SkillRecord): string[] {
  const { manifest, source, sourcePath, resolved, digest, installedAt, pinned, enabledFor, disabledFor } =
    record;
  const optional = (key: string, value: unknown): string[] =>
    value === undefined || value === false ? [] : [`    ${key}: ${JSON.stringify(value)}`];
  return [
    `  ${manifest.id}:`,
    `    version: ${JSON.stringify(manifest.version)}`,
    `    source: ${JSON.stringify(source)}`,
    ...optional('path', sourcePath),
    ...optional('resolved', resolved),
    `    digest: ${digest}`,
    `    installedAt: ${JSON.stringify(installedAt)}`,
    ...optional('pinned', pinned),
    ...optional('enabledFor', enabledFor),
    ...optional('disabledFor', disabledFor),
    '    files:',
    ...Object.entries(record.files).map(([path, hash]) => `      ${JSON.stringify(path)}: ${hash}`),
  ];
}
