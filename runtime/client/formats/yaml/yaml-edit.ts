import { type CST, isMap, type Pair, type YAMLMap } from 'yaml';
import type { JsonValue } from '../config-format.ts';
import { applySplices, type Splice } from '../config-text.ts';
import { findEntry, isTable, jsonOf } from '../config-tree.ts';
import { equalValues, nestValue } from '../entry-value.ts';
import { type InlineTable, planInlineInsertion, planInlineRemoval } from '../inline-members.ts';
import { notEditable } from '../refusals.ts';
import {
  endOfLine,
  isLineBreak,
  lastLineBreak,
  lineBreakAt,
  lineBreakNear,
  skipBlanks,
  startOfLine,
} from '../text-lines.ts';
import { isBlank, openYaml, type YamlDocument } from './yaml-document.ts';
import { followPath, offsetOf, refuseShared, tokenOf, type YamlPath } from './yaml-path.ts';
import {
  endOfItem,
  endOfKey,
  endOfLastLine,
  endOfToken,
  keepsLineBreaks,
  lastLeaf,
  startOfItem,
  startOfToken,
} from './yaml-places.ts';
import { formatEntry, formatFlow, formatMember, hasParts } from './yaml-value.ts';

const defaultUnit = '  ';

/**
 * The text in which the entry at a path has a value. A new entry goes behind the last one of its map, with one
 * line a member, or into the braces of its map; one that is there keeps its place and its form.
 */
export function setYamlText(open: YamlDocument, path: readonly string[], value: JsonValue): string {
  const found = followPath(open, path);
  refuseShared(open, path, found);
  const present = found.pairs[path.length - 1];
  const isLines = present?.srcToken?.value?.type === 'block-map' && isMap(present.value);
  if (isLines && hasParts(value) && !Array.isArray(value)) return setMembers(open, path, value);
  return applySplices(open.text, planSet(open, path, found, value));
}

/** The text without the entry at a path. */
export function removeYamlText(open: YamlDocument, path: readonly string[]): string {
  const found = followPath(open, path);
  refuseShared(open, path, found);
  const { pairs, maps } = found;
  const pair = pairs.at(-1);
  const map = maps.at(-1);
  const token = map && tokenOf(map);
  if (pair === undefined || map === undefined || token === undefined) return open.text;
  const item = itemOf(open, pair);
  if (token.type === 'flow-collection') {
    return applySplices(
      open.text,
      planInlineRemoval(open.text, inlineTableOf(token), map.items.indexOf(pair)),
    );
  }
  const parent = pairs.at(-2);
  const items: readonly CST.CollectionItem[] = token.items;
  const before = items[items.indexOf(item) - 1];
  const line = startOfLine(open.text, startOfItem(item));
  // Without the entry they would belong to the text before it.
  const withEmptyLines = before !== undefined && keepsLineBreaks(before) && endOfItem(before) === line;
  const cut = planBlockCut(open, item, withEmptyLines);
  if (map.items.length > 1 || parent === undefined || hasMark(open, parent, item)) {
    return applySplices(open.text, [cut]);
  }
  const offset = endOfKey(itemOf(open, parent)) ?? cut.offset;
  return applySplices(open.text, [{ offset, removed: 0, inserted: ' {}' }, cut]);
}

/** Whether there is a comment among the lines of an empty map, or in its braces. */
export function holdsComment(open: YamlDocument, path: readonly string[]): boolean {
  const { text } = open;
  const { pairs, maps } = followPath(open, path);
  const pair = pairs[path.length - 1];
  const map = maps[path.length - 1];
  if (pair === undefined || map === undefined) return false;
  const item = itemOf(open, pair);
  const start = startOfItem(item);
  const end = endOfItem(item) ?? start;
  const isInline = tokenOf(map)?.type === 'flow-collection';
  const until = isInline ? end : endOfComments(text, endOfLine(text, end), start - startOfLine(text, start));
  return text.slice(start, until).includes('#');
}

/** Gives a map with one line a member the planned members, and leaves those alone that it has. */
function setMembers(
  open: YamlDocument,
  path: readonly string[],
  value: { readonly [key: string]: JsonValue },
): string {
  let current = open;
  for (const key of Object.keys(value)) {
    const member = value[key] as JsonValue;
    const present = findEntry(current.tree, [...path, key]);
    if (present !== undefined && equalValues(jsonOf(present), member)) continue;
    current = openYaml(open.file, setYamlText(current, [...path, key], member));
  }
  const table = findEntry(open.tree, path);
  for (const key of isTable(table) ? table.keys() : []) {
    if (!Object.hasOwn(value, key)) current = openYaml(open.file, removeYamlText(current, [...path, key]));
  }
  return current.text;
}

function planSet(open: YamlDocument, path: readonly string[], found: YamlPath, value: JsonValue): Splice[] {
  const { pairs, maps } = found;
  const level = pairs.length;
  const present = pairs[path.length - 1];
  if (present) return [planReplacement(open, present, value)];
  const key = path[level] ?? '';
  const inner = nestValue(path.slice(level + 1), value);
  const map = maps[level];
  const holder = pairs[level - 1];
  if (map) return behindLast(open, map, key, inner);
  return [holder ? belowKey(open, holder, key, inner) : intoEmptyFile(open, key, inner)];
}

function behindLast(open: YamlDocument, map: YAMLMap, key: string, value: JsonValue): Splice[] {
  const { text } = open;
  const token = tokenOf(map);
  if (token === undefined) throw strange(open, map.range?.[0] ?? 0);
  if (token.type === 'flow-collection') {
    return planInlineInsertion(text, inlineTableOf(token), formatMember(key, value));
  }
  const first = token.items.find((item) => endOfItem(item) !== undefined);
  const last = token.items.findLast((item) => endOfItem(item) !== undefined);
  if (first === undefined || last === undefined) throw strange(open, token.offset);
  const indent = indentOf(open, first);
  const end = endOfItem(last) ?? token.offset;
  const isLast = /^[ \t]*$/.test(text.slice(end)) && !isLineBreak(text, text.length - 1);
  if (isLast && lastLeaf(last)?.type === 'block-scalar') {
    const what = 'the file ends here inside a block of text, without a line break';
    throw notEditable(open.file, text, end, what, 'End the last line with a line break');
  }
  const lines = formatEntry(key, value, indent, unitOf(open, token));
  return [insertLines(text, endOfLine(text, endOfLastLine(text, end)), indent.length, lines)];
}

/** Makes the first entry of a key that has nothing behind it. A mark tells the removal that it was like that. */
function belowKey(open: YamlDocument, holder: Pair, key: string, value: JsonValue): Splice {
  const { text } = open;
  const item = itemOf(open, holder);
  const indent = indentOf(open, item);
  const end = endOfKey(item);
  if (end === undefined || !hasColon(item)) throw strange(open, startOfItem(item));
  const unit = unitOf(open, undefined);
  const [first = '', ...rest] = formatEntry(key, value, indent + unit, unit);
  const colon = indent.length + unit.length + (formatMember(key, null).length - ' null'.length);
  const marked = `${first.slice(0, colon)} ${first.slice(colon)}`;
  return insertLines(text, endOfLine(text, end), indent.length, [marked, ...rest]);
}

function intoEmptyFile(open: YamlDocument, key: string, value: JsonValue): Splice {
  const { text } = open;
  const end = /^\.\.\./m.exec(text);
  if (end) throw notEditable(open.file, text, end.index, 'the document ends here', 'Take that line out');
  const lineBreak = lineBreakNear(text, text.length);
  const lines = formatEntry(key, value, '', defaultUnit).join(lineBreak);
  const isEnded = text === '' || isLineBreak(text, text.length - 1);
  return { offset: text.length, removed: 0, inserted: isEnded ? lines + lineBreak : lineBreak + lines };
}

function planReplacement(open: YamlDocument, pair: Pair, value: JsonValue): Splice {
  const { text } = open;
  const item = itemOf(open, pair);
  const keyEnd = endOfKey(item);
  if (keyEnd === undefined || !hasColon(item)) throw strange(open, offsetOf(pair));
  if (item.sep?.some(({ type }) => type === 'tag')) {
    throw notEditable(open.file, text, keyEnd, 'the entry has a tag (!) here', 'Take the tag out');
  }
  const token = item.value;
  if (token === undefined || isBlank(pair.value)) return splice(keyEnd, keyEnd, ` ${formatFlow(value)}`);
  const end = endOfLastLine(text, endOfToken(token));
  if (token.type === 'block-seq' || token.type === 'block-scalar') {
    return splice(keyEnd, end, ` ${formatFlow(value)}`);
  }
  const start = token.type === 'block-map' ? startOfToken(token) : token.offset;
  return splice(start, end, formatFlow(value));
}

/**
 * An item goes with its lines and the comment at their end; comments before and behind it stay.
 * @param withEmptyLines whether empty lines behind it go too
 */
function planBlockCut(open: YamlDocument, item: CST.CollectionItem, withEmptyLines: boolean): Splice {
  const { text } = open;
  const start = startOfItem(item) - indentOf(open, item).length;
  const valueEnd = endOfLastLine(text, endOfItem(item) ?? start);
  let end = endOfLine(text, valueEnd);
  if (!/^[ \t]*(?:#|$)/.test(text.slice(valueEnd, end))) throw strange(open, startOfItem(item));
  while (withEmptyLines && end < text.length) {
    const next = skipBlanks(text, end + lineBreakAt(text, end).length);
    if (next < text.length && !isLineBreak(text, next)) break;
    if (next === text.length && isLineBreak(text, next - 1)) break;
    end = next;
  }
  if (start === 0) return splice(0, end + lineBreakAt(text, end).length, '');
  return splice(lastLineBreak(text, 0, start) ?? start, end, '');
}

/** Whether `belowKey` made an entry: one blank more than usual behind its colon. */
function hasMark(open: YamlDocument, parent: Pair, item: CST.CollectionItem): boolean {
  const { text } = open;
  const end = endOfKey(item);
  const isBare = itemOf(open, parent).sep?.every(({ type }) => type !== 'anchor' && type !== 'tag') === true;
  if (!isBare || end === undefined || text[end] !== ' ') return false;
  return isLineBreak(text, end + 1) || text[end + 1] === ' ';
}

function insertLines(text: string, offset: number, column: number, lines: readonly string[]): Splice {
  const at = endOfComments(text, offset, column);
  const lineBreak = lineBreakNear(text, at);
  return splice(at, at, lines.map((line) => lineBreak + line).join(''));
}

/** Behind the comments on the next lines that are further in than a column: they belong to what is before them. */
function endOfComments(text: string, lineEnd: number, column: number): number {
  let end = lineEnd;
  let at = lineEnd;
  while (at < text.length) {
    const start = at + lineBreakAt(text, at).length;
    const content = skipBlanks(text, start);
    at = endOfLine(text, content);
    if (text[content] === '#' && content - start > column) end = at;
    else if (content !== at) break;
  }
  return end;
}

/** One step of indentation: as in the map itself, else as in the first map in the file that has one in it. */
function unitOf({ document }: YamlDocument, map: CST.BlockMap | undefined): string {
  const contents = document?.contents?.srcToken;
  return stepIn(map) ?? stepIn(contents?.type === 'block-map' ? contents : undefined) ?? defaultUnit;
}

function stepIn(map: CST.BlockMap | undefined): string | undefined {
  for (const { value } of map?.items ?? []) {
    if (value?.type === 'block-map' && map && value.indent > map.indent)
      return ' '.repeat(value.indent - map.indent);
  }
  return undefined;
}

function inlineTableOf(token: CST.FlowCollection): InlineTable {
  const members = token.items.flatMap((item, index) => {
    const end = endOfItem(item);
    if (end === undefined) return [];
    const comma = token.items[index + 1]?.start.find(({ type }) => type === 'comma');
    return [{ start: startOfItem(item), end, comma: comma?.offset }];
  });
  const open = token.start.offset + token.start.source.length;
  return { open, close: token.end[0]?.offset ?? open, members };
}

function itemOf(open: YamlDocument, pair: Pair): CST.CollectionItem {
  if (pair.srcToken === undefined) throw strange(open, offsetOf(pair));
  return pair.srcToken;
}

function hasColon(item: CST.CollectionItem): boolean {
  return item.sep?.some(({ type }) => type === 'map-value-ind') === true;
}

/** The blanks before an item, which must be the first thing on its line. */
function indentOf(open: YamlDocument, item: CST.CollectionItem): string {
  const start = startOfItem(item);
  const indent = open.text.slice(startOfLine(open.text, start), start);
  if (indent.trim() !== '') throw strange(open, start);
  return indent;
}

function strange(open: YamlDocument, offset: number): Error {
  const what = 'the key of this entry is written in a way that cannot be edited safely';
  return notEditable(open.file, open.text, offset, what, 'Write it as "key: value" on a line of its own');
}

function splice(from: number, to: number, inserted: string): Splice {
  return { offset: from, removed: to - from, inserted };
}
