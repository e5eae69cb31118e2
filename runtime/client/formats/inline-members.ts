import type { Splice } from './config-text.ts';
import { isLineBreak, lastLineBreak, lineBreakNear, lineIndent, skipBlanks } from './text-lines.ts';

/** A member of a table in braces: offsets of its first character, behind its last, and of the comma behind it. */
export interface InlineMember {
  readonly start: number;
  readonly end: number;
  readonly comma: number | undefined;
}

/** A table in braces, as TOML's inline tables and YAML's flow maps. A comment begins with `#` and ends its line. */
export interface InlineTable {
  /** Behind the opening brace. */
  readonly open: number;
  /** The closing brace. */
  readonly close: number;
  readonly members: readonly InlineMember[];
}

/** The splices that add a member at the end of a table in braces; `planInlineRemoval` takes out just these. */
export function planInlineInsertion(text: string, table: InlineTable, member: string): Splice[] {
  const last = table.members.at(-1);
  if (last === undefined) {
    const isPadded = /^[ \t]+$/.test(text.slice(table.open, table.close));
    return [{ offset: table.close, removed: 0, inserted: isPadded ? `${member} ` : member }];
  }
  const end = last.comma === undefined ? last.end : last.comma + 1;
  const lineEnd = endOfOwnLine(text, last, end);
  const trailing = last.comma === undefined ? '' : ',';
  if (lineEnd === undefined) {
    const inserted = last.comma === undefined ? `, ${member}` : ` ${member},`;
    return [{ offset: end, removed: 0, inserted }];
  }
  const line = lineBreakNear(text, last.start) + lineIndent(text, last.start) + member + trailing;
  const entry = { offset: lineEnd, removed: 0, inserted: line };
  return last.comma === undefined ? [{ offset: end, removed: 0, inserted: ',' }, entry] : [entry];
}

/** The splices that take a member out of a table in braces, with its comma and, when it has its lines to itself, those. */
export function planInlineRemoval(text: string, table: InlineTable, index: number): Splice[] {
  const { members } = table;
  const member = members[index];
  if (member === undefined) return [];
  const end = member.comma === undefined ? member.end : member.comma + 1;
  const before = members[index - 1];
  const next = members[index + 1];
  const leftComma = member.comma === undefined ? before?.comma : undefined;
  const commaCut = leftComma === undefined ? [] : [cut(leftComma, leftComma + 1)];
  const lineEnd = endOfOwnLine(text, member, end);
  if (lineEnd !== undefined && (before !== undefined || next !== undefined)) {
    return [...commaCut, cut(lastLineBreak(text, 0, member.start) ?? member.start, lineEnd)];
  }
  if (next !== undefined)
    return [cut(member.start, isBlankBetween(text, end, next.start) ? next.start : end)];
  if (before === undefined) return [cut(member.start, endOfPadding(text, table, member.start, end))];
  return mergeTouching([...commaCut, cut(startOfBlanks(text, member.start), end)]);
}

/** The end of the last line of a member that has its lines to itself but for a comment, else undefined. */
function endOfOwnLine(text: string, member: InlineMember, end: number): number | undefined {
  const lineStart = startOfBlanks(text, member.start);
  if (lineStart === 0 || !isLineBreak(text, lineStart - 1)) return undefined;
  let lineEnd = skipBlanks(text, end);
  if (text[lineEnd] === '#') while (lineEnd < text.length && !isLineBreak(text, lineEnd)) lineEnd += 1;
  return isLineBreak(text, lineEnd) ? lineEnd : undefined;
}

/** Behind the one blank that `planInlineInsertion` puts between an only member and the closing brace. */
function endOfPadding(text: string, table: InlineTable, start: number, end: number): number {
  const isPadded = start > table.open && skipBlanks(text, table.open) === start;
  return isPadded && text[end] === ' ' && end + 1 === table.close ? end + 1 : end;
}

function startOfBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at -= 1;
  return at;
}

function isBlankBetween(text: string, from: number, to: number): boolean {
  return skipBlanks(text, from) >= to;
}

function cut(from: number, to: number): Splice {
  return { offset: from, removed: to - from, inserted: '' };
}

function mergeTouching(cuts: readonly Splice[]): Splice[] {
  const [first, second] = cuts;
  if (first === undefined || second === undefined || first.offset + first.removed < second.offset)
    return [...cuts];
  return [cut(first.offset, second.offset + second.removed)];
}
