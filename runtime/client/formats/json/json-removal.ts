import type { Splice } from '../config-text.ts';
import { hasLineBreak, isLineBreak, lastLineBreak, lineBreakAt, skipBlanks } from '../text-lines.ts';
import { type JsonDocument, tokenKind } from './json-document.ts';
import { isOneLineBreak } from './json-layout.ts';
import { type Located, type Member, membersOf } from './json-tree.ts';

/** What `removeEntry` takes out of an object. */
export interface Removal {
  /** The token with which the object begins. */
  readonly open: number;
  readonly members: readonly Member[];
}

interface Cut {
  readonly start: number;
  readonly end: number;
  /** Whether the cut begins with the line break that ends a line comment. */
  readonly endsComment: boolean;
  /** Whether the cut takes whole lines, which then belonged to the member alone. */
  readonly ownLines: boolean;
}

/**
 * What has to go for the entry at the end of a path to be gone: all members with its key, because an earlier
 * duplicate, which until then nobody read, would come to life; or instead the outermost object from
 * `path[createdFrom]` on that holds nothing else and no comment. An object with an earlier duplicate is
 * left standing empty, for the same reason: the duplicate may be a person's own.
 */
export function chooseRemoval(
  document: JsonDocument,
  path: readonly string[],
  located: Located,
  createdFrom: number,
): Removal {
  let level = path.length - 1;
  let removal = removalAt(document, path, located, level);
  while (level > createdFrom && level > 0 && leavesNothing(document, removal)) {
    const outer = removalAt(document, path, located, level - 1);
    if (outer.members.length !== 1) break;
    removal = outer;
    level -= 1;
  }
  return removal;
}

function removalAt(
  document: JsonDocument,
  path: readonly string[],
  located: Located,
  level: number,
): Removal {
  const open = located.objects[level] ?? document.root;
  return { open, members: membersOf(document, open).filter((member) => member.key === path[level]) };
}

function leavesNothing(document: JsonDocument, removal: Removal): boolean {
  if (membersOf(document, removal.open).length !== removal.members.length) return false;
  const close = document.lastOf(removal.open);
  let index = removal.open + 1;
  for (const { keyIndex, lastIndex } of removal.members) {
    for (; index < keyIndex; index += 1) if (document.isComment(index)) return false;
    index = lastIndex + 1;
  }
  for (; index < close; index += 1) if (document.isComment(index)) return false;
  return true;
}

/**
 * The splices that take members out of an object: each with its comma (the one behind it, else the one
 * before it) and, when it has its lines to itself, with those lines and the comment at their end.
 */
export function planRemoval(document: JsonDocument, removal: Removal): Splice[] {
  const removed = new Set(removal.members.map((member) => member.keyIndex));
  const cuts: Cut[] = [];
  let survivor: Member | undefined;
  let survivors = 0;
  const all = membersOf(document, removal.open);
  for (const member of all) if (!removed.has(member.keyIndex)) survivors += 1;
  for (const member of all) {
    if (removed.has(member.keyIndex)) {
      const leading = removed.size === 1 ? leadingComma(document, member) : undefined;
      if (leading !== undefined) cuts.push(cutMember(document, member, leading, undefined, survivors === 0));
      else cuts.push(...cutsFor(document, member, survivor?.commaIndex, survivors === 0));
    } else survivor = member;
  }
  return merge(document.text, cuts);
}

/** @param before the comma that is left over when the member has none behind it */
function cutsFor(document: JsonDocument, member: Member, before: number | undefined, alone: boolean): Cut[] {
  const comma = member.commaIndex;
  if (comma === undefined) {
    const cut = cutMember(document, member, undefined, undefined, alone);
    return before === undefined ? [cut] : [cutToken(document, before), cut];
  }
  const comesLater = hasLineBreak(document.text, document.endOf(member.lastIndex), document.startOf(comma));
  const whole = comesLater ? undefined : cutMember(document, member, undefined, comma, alone);
  // Comments between the value and its comma go only together with the line.
  if (whole && (whole.ownLines || comma === member.lastIndex + 1)) return [whole];
  return [cutMember(document, member, undefined, undefined, false), cutToken(document, comma)];
}

/**
 * The comma before a member where a person begins lines with commas, provided that the member does not
 * have one of its own on its line.
 */
function leadingComma(document: JsonDocument, member: Member): number | undefined {
  const { text } = document;
  const comma = member.keyIndex - 1;
  if (document.kindAt(comma) !== tokenKind.comma) return undefined;
  if (hasLineBreak(text, document.endOf(comma), document.startOf(member.keyIndex))) return undefined;
  if (!hasLineBreak(text, document.endOf(comma - 1), document.startOf(comma))) return undefined;
  const own = member.commaIndex;
  if (own === undefined) return comma;
  return hasLineBreak(text, document.endOf(own - 1), document.startOf(own)) ? comma : undefined;
}

function cutMember(
  document: JsonDocument,
  member: Member,
  leading: number | undefined,
  trailing: number | undefined,
  alone: boolean,
): Cut {
  const { text } = document;
  const first = leading ?? member.keyIndex;
  const last = trailing ?? member.lastIndex;
  const start = document.startOf(first);
  const end = document.endOf(last);
  const previous = document.kindAt(first - 1);
  const previousEnd = document.endOf(first - 1);
  const lineBreak = lastLineBreak(text, previousEnd, start);
  const lineEnd = endOfLineBehind(document, last);
  const endsComment = previous === tokenKind.lineComment && lineBreak === previousEnd;
  const opens = previous === tokenKind.openObject;
  const closes = document.kindAt(last + 1) === tokenKind.closeObject;
  const next = document.startOf(last + 1);
  if (lineBreak !== undefined && lineEnd !== undefined) {
    const empties = alone && opens && closes;
    // The reverse of how planInsertion lays out `{}`.
    if (empties && isOneLineBreak(text, previousEnd, start) && isOneLineBreak(text, end, next)) {
      return { start: previousEnd, end: next, endsComment, ownLines: true };
    }
    return { start: lineBreak, end: lineEnd, endsComment, ownLines: true };
  }
  const moreOnLine = !closes && !hasLineBreak(text, end, next);
  if (moreOnLine && (opens || lineBreak !== undefined)) {
    return { start, end: next, endsComment: false, ownLines: false };
  }
  return { start: lineBreak ?? previousEnd, end, endsComment, ownLines: false };
}

/** The end of the line on which a token ends, when only blanks and comments that end there too are in between. */
function endOfLineBehind(document: JsonDocument, last: number): number | undefined {
  const { text } = document;
  let index = last;
  while (
    document.isComment(index + 1) &&
    !hasLineBreak(text, document.endOf(index), document.endOf(index + 1))
  ) {
    index += 1;
  }
  const behind = skipBlanks(text, document.endOf(index));
  return isLineBreak(text, behind) ? behind : undefined;
}

function cutToken(document: JsonDocument, index: number): Cut {
  return { start: document.startOf(index), end: document.endOf(index), endsComment: false, ownLines: false };
}

/**
 * Cuts as splices, those that touch as one. A line comment keeps its line break unless another one follows:
 * what comes behind it would become a part of it.
 */
function merge(text: string, cuts: Cut[]): Splice[] {
  const merged: Cut[] = [];
  for (const cut of cuts.sort((one, other) => one.start - other.start)) {
    const previous = merged.at(-1);
    if (previous === undefined || cut.start > previous.end) merged.push(cut);
    else merged[merged.length - 1] = { ...previous, end: Math.max(previous.end, cut.end) };
  }
  return merged.map(({ start, end, endsComment }) => {
    const offset = endsComment && !isLineBreak(text, end) ? start + lineBreakAt(text, start).length : start;
    return { offset, removed: end - offset, inserted: '' };
  });
}
