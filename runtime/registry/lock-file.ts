import { AiosError } from '../errors.ts';
import type { SkillRecord } from './installed-skill.ts';
import type { Resolved } from './sources/source.ts';

/**
 * The lock file: what is installed, exactly, one block of lines for each skill in the order of their ids. It is YAML
 * whose texts are quoted as in JSON, so that a block is found, replaced and merged without reading the others, and
 * what a person wrote between them stays.
 */
const header = [
  '# What is installed, exactly. Written by AI OS. Take it to another machine, or commit it for your team,',
  '# and `aios restore --frozen` brings the same skills there.',
  'lockfile: aios/v1',
  'skills:',
];

const idLine = /^ {2}([a-z0-9]+(?:-[a-z0-9]+)*):[ \t]*$/u;
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

/**
 * Sets and removes skills in a lock file's text.
 *
 * @param text the file as it is; empty when there is none
 * @param changes by id; undefined takes the skill out
 * @throws AiosError `lock_unreadable` when the text is not one that can be edited, e.g. after a merge with conflicts
 */
export function editLock(
  file: string,
  text: string,
  changes: ReadonlyMap<string, SkillRecord | undefined>,
): string {
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

interface SplitLock {
  readonly head: readonly string[];
  readonly blocks: { id: string; lines: string[] }[];
  readonly tail: readonly string[];
  readonly lineEnd: string;
}

function splitLock(file: string, text: string): SplitLock {
  if (text.trim() === '') return { head: header, blocks: [], tail: [], lineEnd: '\n' };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.replace(/^\ufeff/u, '').split(/\r?\n/u);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const start = lines.findIndex((line) => /^skills:/u.test(line));
  if (start < 0) throw unreadable(file, 1, 'it has no `skills:`');
  if (!/^skills:[ \t]*(?:\{\}|#.*)?$/u.test(lines[start] ?? ''))
    throw unreadable(file, start + 1, 'its skills do not stand below `skills:`');
  if (lines[start]?.includes('{}')) lines[start] = 'skills:';
  const blocks: SplitLock['blocks'] = [];
  let comments: string[] = [];
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const id = idLine.exec(line)?.[1];
    if (id !== undefined) {
      if (blocks.some((block) => block.id === id)) throw unreadable(file, at + 1, `it names ${id} twice`);
      blocks.push({ id, lines: [...comments, line] });
      comments = [];
    } else if (/^ {2}#/u.test(line)) comments.push(line);
    else if (/^ {4}/u.test(line) || line.trim() === '') {
      const block = blocks.at(-1);
      if (block === undefined || comments.length > 0)
        throw unreadable(file, at + 1, 'a line stands where a skill should');
      block.lines.push(line);
    } else if (/^(?:#|[A-Za-z])/u.test(line)) break;
    else throw unreadable(file, at + 1, `it cannot be read from \`${line.slice(0, 40)}\` on`);
  }
  const tail = lines.slice(at);
  const broken = tail.findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})/u.test(line));
  if (broken >= 0) throw unreadable(file, at + broken + 1, 'a merge left its marks');
  return { head: lines.slice(0, start + 1), blocks, tail: [...comments, ...tail], lineEnd };
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

export function unreadable(file: string, line: number, why: string): AiosError {
  return new AiosError(`The lock file ${file} cannot be used: ${why} (line ${line}).`, {
    code: 'lock_unreadable',
    remedy: 'Correct that line, or take the file as it was before from version control or a backup.',
    file,
    line,
    column: 1,
  });
}
