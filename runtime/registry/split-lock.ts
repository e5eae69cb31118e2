import { AiosError } from '../errors.ts';

const header = [
  '# What is installed, exactly. Written by AI OS. Take it to another machine, or commit it for your team,',
  '# and `aios restore --frozen` brings the same skills there.',
  'lockfile: aios/v1',
  'skills:',
];

const idLine = /^ {2}([a-z0-9]+(?:-[a-z0-9]+)*):[ \t]*$/u;
/** A lock file's text in parts, by lines. */
export interface SplitLock {
  readonly head: readonly string[];
  readonly blocks: { id: string; lines: string[] }[];
  readonly tail: readonly string[];
  readonly lineEnd: string;
}

/**
 * @returns a lock file's parts: what stands above the skills, each skill's block with the comments above it, and the rest
 * @throws AiosError `lock_unreadable` with the line, when it cannot be told where a block begins or ends
 */
export function splitLock(file: string, text: string): SplitLock {
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
  const ids = new Set<string>();
  let comments: string[] = [];
  let at = start + 1;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const id = idLine.exec(line)?.[1];
    if (id !== undefined) {
      if (ids.has(id)) throw unreadable(file, at + 1, `it names ${id} twice`);
      ids.add(id);
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
