import type { JsonValue } from '../config-format.ts';
import type { Splice } from '../config-text.ts';
import {
  hasLineBreak,
  isLineBreak,
  lineBreakAt,
  lineBreakNear,
  lineIndent,
  skipBlanks,
} from '../text-lines.ts';
import { type JsonDocument, tokenKind } from './json-document.ts';
import { type Member, membersOf } from './json-tree.ts';
import { formatValue, type ValueStyle } from './json-value.ts';

/** How a new file is written. */
export const newFileStyle: ValueStyle = {
  multiline: true,
  unit: '  ',
  lineBreak: '\n',
  colon: ': ',
  afterComma: ' ',
  padding: '',
};

/** Where a new last member of an object goes. */
interface Place {
  /** Behind the last member, its comma and the comments on its line; in an empty object behind all comments. */
  readonly anchor: number;
  readonly behindLineComment: boolean;
  /** Where a comma is missing, or undefined. */
  readonly missingComma: number | undefined;
  /** The comma behind the new member: there when the object had one behind its last. */
  readonly trailingComma: string;
}

/**
 * The splices that add a member at the end of an object, in the layout that the object has. They only ever
 * insert, and `planRemoval` finds in the result exactly what they inserted.
 *
 * @param open the token with which the object begins
 * @param holder the member whose value the object is; undefined for the root
 */
export function planInsertion(
  document: JsonDocument,
  open: number,
  holder: Member | undefined,
  key: string,
  value: JsonValue,
): Splice[] {
  const members = membersOf(document, open);
  return members.length === 0
    ? intoEmpty(document, open, holder, key, value)
    : behindLast(document, open, members, key, value);
}

/** The splice that replaces a member's value, laid out like the old one where that shows a layout. */
export function planReplacement(
  document: JsonDocument,
  open: number,
  member: Member,
  value: JsonValue,
): Splice {
  const { text } = document;
  const start = document.startOf(member.valueIndex);
  const end = document.endOf(member.lastIndex);
  const hadContent = member.lastIndex > member.valueIndex + 1;
  const multiline = hadContent ? hasLineBreak(text, start, end) : beginsLine(document, member);
  const sample = hadContent && document.kindAt(member.valueIndex) === tokenKind.openObject;
  const style = styleOf(
    document,
    sample ? member.valueIndex : open,
    multiline,
    start,
    unitOf(document, open),
  );
  const inserted = formatValue(value, style, lineIndent(text, document.startOf(member.keyIndex)));
  return { offset: start, removed: end - start, inserted };
}

function behindLast(
  document: JsonDocument,
  open: number,
  members: readonly Member[],
  key: string,
  value: JsonValue,
): Splice[] {
  const { text } = document;
  const place = placeBehind(document, members.at(-1));
  const model = members.findLast((member) => beginsLine(document, member));
  const multiline = model !== undefined || place.behindLineComment;
  const unit = unitOf(document, open);
  const style = styleOf(document, open, multiline, place.anchor, unit);
  const indent = model
    ? lineIndent(text, document.startOf(model.keyIndex))
    : lineIndent(text, document.startOf(open)) + (multiline ? unit : '');
  const property =
    JSON.stringify(key) + style.colon + formatValue(value, style, indent) + place.trailingComma;
  const comma = place.missingComma === undefined ? [] : [insert(place.missingComma, ',')];
  const entry = multiline
    ? insert(behindBlanks(text, place.anchor), style.lineBreak + indent + property)
    : insert(place.anchor, style.afterComma + property);
  return [...comma, entry];
}

function intoEmpty(
  document: JsonDocument,
  open: number,
  holder: Member | undefined,
  key: string,
  value: JsonValue,
): Splice[] {
  const { text } = document;
  const { anchor } = placeInEmpty(document, open);
  const close = document.startOf(document.lastOf(open));
  const hasComments = anchor > document.endOf(open);
  const apart = hasLineBreak(text, anchor, close);
  const bare = anchor === close && !hasComments;
  const multiline = apart || (bare && (holder === undefined || beginsLine(document, holder)));
  const unit = unitOf(document, open);
  const style = styleOf(document, open, multiline, anchor, unit);
  const outer = lineIndent(text, document.startOf(open));
  const indent = multiline ? outer + unit : outer;
  const property = JSON.stringify(key) + style.colon + formatValue(value, style, indent);
  if (!multiline) return [insert(anchor, (bare ? '' : ' ') + property)];
  const line = style.lineBreak + indent + property;
  if (bare) return [insert(anchor, line + style.lineBreak + outer)];
  // `{}` and `{⏎}` would both become `{⏎  "key": …⏎}`. A blank at the end of the entry's line tells
  // planRemoval that the line break before the brace was there already.
  const mark = !hasComments && isOneLineBreak(text, anchor, close) ? ' ' : '';
  return [insert(behindBlanks(text, anchor), line + mark)];
}

/** Whether there is exactly one line break between two offsets, at the first, and only blanks behind it. */
export function isOneLineBreak(text: string, from: number, to: number): boolean {
  const lineBreak = lineBreakAt(text, from);
  return lineBreak !== '' && skipBlanks(text, from + lineBreak.length) === to;
}

/** Whether a member is the first thing on its line. */
function beginsLine(document: JsonDocument, member: Member): boolean {
  return hasLineBreak(document.text, document.endOf(member.keyIndex - 1), document.startOf(member.keyIndex));
}

function placeBehind(document: JsonDocument, last: Member | undefined): Place {
  const lastIndex = last?.lastIndex ?? 0;
  const commaIndex = last?.commaIndex;
  let index = commaIndex ?? lastIndex;
  while (document.isComment(index + 1)) {
    if (hasLineBreak(document.text, document.endOf(index), document.startOf(index + 1))) break;
    index += 1;
  }
  return {
    anchor: document.endOf(index),
    behindLineComment: document.kindAt(index) === tokenKind.lineComment,
    missingComma: commaIndex === undefined ? document.endOf(lastIndex) : undefined,
    trailingComma: commaIndex === undefined ? '' : ',',
  };
}

function placeInEmpty(document: JsonDocument, open: number): Place {
  const index = document.lastOf(open) - 1;
  return {
    anchor: document.endOf(index),
    behindLineComment: document.kindAt(index) === tokenKind.lineComment,
    missingComma: undefined,
    trailingComma: '',
  };
}

/** The offset itself, or behind the blanks there when they end a line. */
function behindBlanks(text: string, offset: number): number {
  const behind = skipBlanks(text, offset);
  return isLineBreak(text, behind) ? behind : offset;
}

function insert(offset: number, inserted: string): Splice {
  return { offset, removed: 0, inserted };
}

function styleOf(
  document: JsonDocument,
  open: number,
  multiline: boolean,
  near: number,
  unit: string,
): ValueStyle {
  const { text } = document;
  const sample = sampleKey(document, open);
  const colon = sample === undefined ? ': ' : colonOf(document, sample);
  const padded = skipBlanks(text, document.endOf(open)) > document.endOf(open);
  return {
    multiline,
    unit,
    lineBreak: lineBreakNear(text, near),
    colon,
    afterComma: (multiline ? undefined : afterCommaOf(document, open)) ?? (colon.endsWith(' ') ? ' ' : ''),
    padding: padded && !multiline ? ' ' : '',
  };
}

/** The first key of an object, else the key whose value the object is: to learn the style from. */
function sampleKey(document: JsonDocument, open: number): number | undefined {
  const own = document.skipComments(open + 1);
  if (document.kindAt(own) === tokenKind.key) return own;
  let holder = open - 1;
  while (document.isComment(holder)) holder -= 1;
  return document.kindAt(holder) === tokenKind.key ? holder : undefined;
}

function colonOf(document: JsonDocument, key: number): string {
  const from = document.endOf(key);
  const colon = skipBlanks(document.text, from);
  if (document.text[colon] !== ':') return ': ';
  const behind = skipBlanks(document.text, colon + 1);
  return `${colon > from ? ' ' : ''}:${behind > colon + 1 ? ' ' : ''}`;
}

function afterCommaOf(document: JsonDocument, open: number): string | undefined {
  const members = membersOf(document, open);
  for (const { commaIndex } of members) {
    if (commaIndex === undefined || commaIndex + 1 === document.lastOf(open)) continue;
    const end = document.endOf(commaIndex);
    const next = document.startOf(commaIndex + 1);
    if (!hasLineBreak(document.text, end, next)) return next > end ? ' ' : '';
  }
  return undefined;
}

/**
 * One step of indentation: what the first member of the object, else of the first object or array in the
 * file that is laid out in lines, is further in than the line of its bracket; else two blanks.
 */
function unitOf(document: JsonDocument, open: number): string {
  const own = stepInto(document, open);
  if (own) return own;
  for (let index = 0; index < document.length; index += 1) {
    const step = stepInto(document, index);
    if (step) return step;
  }
  return newFileStyle.unit;
}

function stepInto(document: JsonDocument, open: number): string | undefined {
  const kind = document.kindAt(open);
  if (kind !== tokenKind.openObject && kind !== tokenKind.openArray) return undefined;
  const { text } = document;
  const first = document.skipComments(open + 1);
  if (first === document.lastOf(open)) return undefined;
  const start = document.startOf(first);
  if (!hasLineBreak(text, document.endOf(first - 1), start)) return undefined;
  const outer = lineIndent(text, document.startOf(open));
  const inner = lineIndent(text, start);
  return inner.startsWith(outer) ? inner.slice(outer.length) : undefined;
}
