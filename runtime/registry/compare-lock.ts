import { isDeepStrictEqual } from 'node:util';
import { AiosError } from '../errors.ts';
import { digestOfDigests } from '../files/digest.ts';
import type { InstalledSkill } from './installed-skill.ts';
import { describingLines, type LockEntry } from './lock-file.ts';
import { lockHeader } from './split-lock.ts';

/** How a skill stands to the lock file. */
export type LockDifference =
  | { readonly id: string; readonly state: 'not-installed' }
  | { readonly id: string; readonly state: 'not-locked' }
  | { readonly id: string; readonly state: 'differs'; readonly fields: readonly LockField[] };

/** What the lock file says of a skill. `files` differ whenever the digest does, which is made of theirs. */
export type LockField = Exclude<keyof LockEntry, 'id'>;

/** What comparing what is installed with a lock file found. */
export interface LockComparison {
  readonly differences: readonly LockDifference[];
  /** Why the lock file cannot be read; nothing is compared then. */
  readonly problem?: AiosError;
}

/** What is compared of an installed skill: all that the index knows. */
export type Comparable = Omit<
  InstalledSkill,
  'manifest' | 'inputSchema' | 'outputSchema' | 'folder' | 'link'
> & {
  readonly manifest: Pick<InstalledSkill['manifest'], 'id' | 'version'>;
};

const head = `${lockHeader.join('\n')}\n`;
/** Before a file's path, between that and its digest, and how long a digest is. */
const indent = '      ';
const between = ': ';
const digestLength = 'sha256:'.length + 64;

/**
 * Compares all that a lock file says with what is installed. A skill whose lines are those that we would write needs no
 * parser; only the others are read as YAML, so that a thousand skills take milliseconds.
 *
 * @param file its path, for messages
 * @param text its content; empty when there is none
 */
export async function compareWithLock(
  file: string,
  text: string,
  installed: readonly Comparable[],
): Promise<LockComparison> {
  const byId = new Map(installed.map((skill) => [skill.manifest.id, skill]));
  const plain = text.replace(/^\ufeff/u, '').replaceAll('\r\n', '\n');
  const { same, rest, lineOf } = withoutKnown(plain, byId);
  if (rest === '') return { differences: differencesOf(byId, same, []) };
  const { parseLock } = await import('./parse-lock.ts');
  try {
    const entries = parseLock(file, rest, lineOf);
    // One that is named twice is found where both are read.
    const isTwice = entries.some(({ id }) => same.has(id));
    return {
      differences: isTwice
        ? differencesOf(byId, new Set(), parseLock(file, plain))
        : differencesOf(byId, same, entries),
    };
  } catch (error) {
    if (!AiosError.is(error, 'lock_unreadable')) throw error;
    return { differences: [], problem: error };
  }
}

function differencesOf(
  installed: ReadonlyMap<string, Comparable>,
  same: ReadonlySet<string>,
  entries: readonly LockEntry[],
): LockDifference[] {
  const locked = new Map(entries.map((entry) => [entry.id, entry]));
  const found: LockDifference[] = [];
  for (const [id, skill] of installed) {
    if (same.has(id)) continue;
    const entry = locked.get(id);
    const fields = entry === undefined ? [] : differingFields(entry, skill);
    if (entry === undefined) found.push({ id, state: 'not-locked' });
    else if (fields.length > 0) found.push({ id, state: 'differs', fields });
    locked.delete(id);
  }
  for (const id of locked.keys()) found.push({ id, state: 'not-installed' });
  return found;
}

function differingFields(entry: LockEntry, skill: Comparable): LockField[] {
  const { manifest, source, sourcePath, resolved = {}, digest, installedAt, pinned = false } = skill;
  const { enabledFor, disabledFor } = skill;
  const pairs: readonly (readonly [LockField, unknown])[] = [
    ['version', manifest.version],
    ['source', source],
    ['path', sourcePath],
    ['resolved', resolved],
    ['digest', digest],
    // Left out, it says nothing; see `parseLock`.
    ['installedAt', entry.installedAt === '' ? '' : installedAt],
    ['pinned', pinned],
    ['enabledFor', enabledFor],
    ['disabledFor', disabledFor],
  ];
  const differing = pairs.filter(([field, value]) => !isDeepStrictEqual(entry[field], value));
  return differing.flatMap(([field]) => (field === 'digest' ? ['digest', 'files'] : [field]));
}

/** A line that no skill has, nor a person's comment. */
const outside = /^(?! {2}| *(?:#|$))/mu;

interface Remainder {
  /** The skills whose lines are as we write them. */
  readonly same: ReadonlySet<string>;
  /** The text without those; empty where nothing is left to be read. */
  readonly rest: string;
  /** @returns the line of the whole text that a line of the rest is */
  readonly lineOf: (line: number) => number;
}

function withoutKnown(text: string, installed: ReadonlyMap<string, Comparable>): Remainder {
  const same = new Set<string>();
  const ranges: (readonly [number, number])[] = [];
  const title = text.indexOf('\nskills:\n');
  let at = title < 0 ? text.length : title + '\nskills:\n'.length;
  let left = 0;
  while (at < text.length) {
    const id = text.slice(at + 2, text.indexOf(':', at));
    const skill = same.has(id) ? undefined : installed.get(id);
    const end = skill && endOfWritten(text, at, skill);
    if (end !== undefined) {
      if (left < at) ranges.push([left, at]);
      same.add(id);
      left = end;
    }
    at = end ?? nextSkill(text, at);
  }
  if (left < text.length) ranges.push([left, text.length]);
  const rest = ranges.map(([from, to]) => text.slice(from, to)).join('');
  return { same, rest: rest === head ? '' : rest, lineOf: (line) => lineIn(text, ranges, line) };
}

/** @returns where the next skill begins; the text's end where something stands before it that could take it in */
function nextSkill(text: string, at: number): number {
  const next = /\n {2}[^ ]/gu;
  next.lastIndex = at;
  const found = next.exec(text);
  if (found === null || outside.test(text.slice(at, found.index))) return text.length;
  return found.index + 1;
}

/**
 * @returns where a skill's lines end that begin there, when they are exactly those that we would write for it and nothing
 *   that could belong to them follows. Its files are known by their digest
 */
function endOfWritten(text: string, at: number, skill: Comparable): number | undefined {
  const begin = `${describingLines(skill).join('\n')}\n`;
  if (!text.startsWith(begin, at)) return undefined;
  const files = new Map<string, string>();
  let line = at + begin.length;
  while (text.startsWith(indent, line)) {
    const end = text.indexOf('\n', line);
    const digestAt = end - digestLength;
    const path = textIn(text.slice(line + indent.length, digestAt - between.length));
    if (
      path === undefined ||
      files.has(path) ||
      !text.startsWith(`${between}sha256:`, digestAt - between.length)
    )
      return undefined;
    files.set(path, text.slice(digestAt, end));
    line = end + 1;
  }
  const isEnd = line === text.length || /^ {2}[^ \n]/u.test(text.slice(line, line + 3));
  return isEnd && digestOfDigests(Object.fromEntries(files)) === skill.digest ? line : undefined;
}

/** @returns the text between quotes; undefined when that is none */
function textIn(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1);
  if (quoted === `"${inner}"` && !/["\\]/u.test(inner)) return inner;
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function lineIn(text: string, ranges: readonly (readonly [number, number])[], line: number): number {
  let before = 0;
  for (const [from, to] of ranges) {
    const lines = text.slice(from, to).split('\n').length - 1;
    if (line <= before + lines) return line - before + text.slice(0, from).split('\n').length - 1;
    before += lines;
  }
  return line;
}
