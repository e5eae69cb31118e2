import { AiosError } from '../errors.ts';

/** What a lock file begins with. */
export const lockHeader: readonly string[] = [
  '# What is installed, exactly. Written by AI OS. Take it to another machine, or commit it for your team,',
  '# and `aios restore --frozen` brings the same skills there.',
  'lockfile: aios/v1',
  'skills:',
];

/** A skill's first line. YAML lets the id be quoted, and a comment follow. */
const idLine = /^ {2}(["']?)([a-z0-9]+(?:-[a-z0-9]+)*)\1:[ \t]*(?: #.*)?$/u;
const mergeMark = /^(?:<{7}|={7}|>{7}|\|{7})/u;

/** A skill's lines. */
export interface LockBlock {
  readonly id: string;
  /** Comments and empty lines before it. */
  readonly above: readonly string[];
  /** Its first line. */
  readonly title: string;
  readonly lines: readonly string[];
}

/** A lock file's text in parts, by lines. */
export interface SplitLock {
  readonly head: readonly string[];
  readonly blocks: LockBlock[];
  readonly tail: readonly string[];
  readonly lineEnd: string;
}

/**
 * @returns a lock file's parts: what stands above the skills, each skill's block with the comments above it, and the rest
 * @throws AiosError `lock_unreadable` with the line, when it cannot be told where a block begins or ends
 */
export function splitLock(file: string, text: string): SplitLock {
  if (text.trim() === '') return { head: lockHeader, blocks: [], tail: [], lineEnd: '\n' };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.replace(/^\ufeff/u, '').split(/\r?\n/u);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const broken = lines.findIndex((line) => mergeMark.test(line));
  if (broken >= 0) throw unreadable(file, broken + 1, 'a merge left its marks');
  const start = lines.findIndex((line) => /^skills:/u.test(line));
  if (start < 0) throw unreadable(file, 1, 'it has no `skills:`');
  if (!/^skills:[ \t]*(?:\{\}|#.*)?$/u.test(lines[start] ?? ''))
    throw unreadable(file, start + 1, 'its skills do not stand below `skills:`');
  const format = lines.findIndex((line) => /^lockfile:/u.test(line));
  if (!/^lockfile:[ \t]+(["']?)aios\/v1\1[ \t]*(?: #.*)?$/u.test(lines[format] ?? ''))
    throw unreadable(file, Math.max(format, 0) + 1, 'it does not say `lockfile: aios/v1`');
  if (lines[start]?.includes('{}')) lines[start] = 'skills:';
  const { blocks, end, waiting } = splitBlocks(file, lines, start + 1);
  return {
    head: lines.slice(0, start + 1),
    blocks,
    tail: [...waiting, ...lines.slice(end)],
    lineEnd,
  };
}

/** @returns the blocks that begin in that line, the comments after the last of them, and the line where the rest begins */
function splitBlocks(
  file: string,
  lines: readonly string[],
  start: number,
): { blocks: LockBlock[]; end: number; waiting: readonly string[] } {
  const blocks: (LockBlock & { lines: string[] })[] = [];
  const ids = new Set<string>();
  let waiting: string[] = [];
  let at = start;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const id = idLine.exec(line)?.[2];
    const last = blocks.at(-1);
    if (id !== undefined) {
      if (ids.has(id)) throw unreadable(file, at + 1, `it names ${id} twice`);
      ids.add(id);
      blocks.push({ id, above: waiting, title: line, lines: [] });
      waiting = [];
    } else if (/^ {0,3}#/u.test(line)) waiting.push(line);
    else if (line.trim() === '') (waiting.length > 0 ? waiting : (last?.lines ?? waiting)).push(line);
    else if (/^ {4}/u.test(line)) {
      if (last === undefined) throw unreadable(file, at + 1, 'a line stands where a skill should');
      last.lines.push(...waiting, line);
      waiting = [];
    } else if (/^[A-Za-z]/u.test(line)) break;
    else throw unreadable(file, at + 1, `it cannot be read from \`${line.slice(0, 40)}\` on`);
  }
  return { blocks, end: at, waiting };
}

/** A lock file that cannot be used. */
export function unreadable(file: string, line: number, why: string): AiosError {
  return new AiosError(`The lock file ${file} cannot be used: ${why} (line ${line}).`, {
    code: 'lock_unreadable',
    remedy: 'Correct that line, or take the file as it was before from version control or a backup.',
    file,
    line,
    column: 1,
  });
}
