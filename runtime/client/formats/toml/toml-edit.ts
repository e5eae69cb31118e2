import type { AST } from 'toml-eslint-parser';
import type { JsonValue } from '../config-format.ts';
import { applySplices, type Splice } from '../config-text.ts';
import { findEntry, isTable, jsonOf } from '../config-tree.ts';
import { equalValues } from '../entry-value.ts';
import { type InlineTable, planInlineInsertion, planInlineRemoval } from '../inline-members.ts';
import { notWritable } from '../refusals.ts';
import {
  endOfLine,
  isLineBreak,
  lastLineBreak,
  lineBreakAt,
  lineBreakNear,
  lineIndent,
  startOfLine,
} from '../text-lines.ts';
import { openToml, type TomlDocument } from './toml-document.ts';
import { inlineHolder, type Pair, type Piece, piecesOf, type Section } from './toml-pieces.ts';
import { formatKey, formatLines, formatValue } from './toml-value.ts';

type Table = { readonly [key: string]: JsonValue };

/**
 * The text in which the entry at a path has a value. A new entry becomes a table with a header at the end of
 * the file, where it cannot come between another table and its comments, or a member of the table in braces
 * that is on its way. One that is there keeps its place and the form it has: header, braces or dotted key.
 * Under a header only the lines change whose value does; otherwise, when the entry is scattered over several
 * places, it comes together in the first.
 */
export function setTomlText(document: TomlDocument, path: readonly string[], value: JsonValue): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw notWritable('TOML', 'only a table can stand at this place');
  }
  let current = document;
  for (;;) {
    const pieces = piecesOf(current, path);
    const kept = pieces.find((piece) => isWhole(piece, path)) ?? pieces[0];
    if (kept === undefined) return insertNew(current, path, value);
    if (isOwnSection(kept, path)) return setMembers(current, path, value).text;
    const other = pieces.findLast((piece) => piece !== kept);
    if (other === undefined) return replace(current, kept, path, value);
    current = edited(current, planCut(current, other));
  }
}

/** The text without the entry at a path. */
export function removeTomlText(document: TomlDocument, path: readonly string[]): string {
  return withoutPieces(document, path).text;
}

function withoutPieces(document: TomlDocument, path: readonly string[]): TomlDocument {
  let current = document;
  for (;;) {
    const last = piecesOf(current, path).at(-1);
    if (last === undefined) return current;
    current = edited(current, planCut(current, last));
  }
}

function edited(document: TomlDocument, splices: readonly Splice[]): TomlDocument {
  return openToml(document.file, applySplices(document.text, splices));
}

/** Whether a piece is a header or a key of the entry itself, not of a part of it. */
function isWhole(piece: Piece, path: readonly string[]): boolean {
  return piece.path.length === path.length;
}

function isOwnSection(piece: Piece, path: readonly string[]): piece is Section {
  return piece.kind === 'section' && piece.node.kind === 'standard' && isWhole(piece, path);
}

/** Gives the table with the entry's header the planned members, and leaves those alone that it has. */
function setMembers(document: TomlDocument, path: readonly string[], value: Table): TomlDocument {
  let current = document;
  const table = findEntry(document.tree, path);
  for (const key of isTable(table) ? table.keys() : []) {
    if (!Object.hasOwn(value, key)) current = withoutPieces(current, [...path, key]);
  }
  for (const key of Object.keys(value)) {
    const member = value[key] as JsonValue;
    const memberPath = [...path, key];
    const present = findEntry(current.tree, memberPath);
    if (present !== undefined && equalValues(jsonOf(present), member)) continue;
    const [piece, ...others] = piecesOf(current, memberPath);
    if (piece?.kind === 'pair' && others.length === 0 && isWhole(piece, memberPath)) {
      current = edited(current, [planPair(piece, memberPath, member)]);
    } else {
      current = withoutPieces(current, memberPath);
      current = edited(current, planLine(current, path, `${formatKey(key)} = ${formatValue(member)}`));
    }
  }
  return current;
}

/** A new last line of the table with the entry's header. */
function planLine(document: TomlDocument, path: readonly string[], line: string): Splice[] {
  const { text } = document;
  const section = piecesOf(document, path).find((piece) => isOwnSection(piece, path));
  if (section === undefined) return [];
  const start = section.node.body[0]?.range[0] ?? section.node.range[0];
  const inserted = lineBreakNear(text, section.node.range[0]) + lineIndent(text, start) + line;
  return [{ offset: endOfSection(text, section.node), removed: 0, inserted }];
}

function insertNew(document: TomlDocument, path: readonly string[], value: Table): string {
  const { text } = document;
  const holder = inlineHolder(document, path);
  if (holder) {
    const member = `${formatPath(path.slice(holder.depth))} = ${formatValue(value)}`;
    return applySplices(text, planInlineInsertion(text, inlineTableOf(document, holder.table), member));
  }
  const lineBreak = lineBreakNear(text, text.length);
  const section = [`[${formatPath(path)}]`, ...formatLines(value)].join(lineBreak);
  // How much stands before and behind the table tells planSectionCut how the file ended before.
  if (text === '') return section + lineBreak;
  const isEnded = isLineBreak(text, text.length - 1);
  return isEnded ? text + lineBreak + section + lineBreak : text + lineBreak + lineBreak + section;
}

function replace(document: TomlDocument, piece: Piece, path: readonly string[], value: Table): string {
  const { text } = document;
  const splice =
    piece.kind === 'section' ? planSection(text, piece, path, value) : planPair(piece, path, value);
  return applySplices(text, [splice]);
}

/** The table of a part of the entry gives way to one of the whole. */
function planSection(text: string, section: Section, path: readonly string[], value: Table): Splice {
  const offset = section.node.range[0];
  const lineBreak = lineBreakNear(text, offset) + lineIndent(text, offset);
  const inserted = [`[${formatPath(path)}]`, ...formatLines(value)].join(lineBreak);
  return { offset, removed: endOfSection(text, section.node) - offset, inserted };
}

/** A dotted key below the entry is cut back to the entry's own. */
function planPair({ path: own, node }: Pair, path: readonly string[], value: JsonValue): Splice {
  const end = node.range[1];
  if (own.length === path.length) {
    const offset = node.value.range[0];
    return { offset, removed: end - offset, inserted: formatValue(value) };
  }
  const keys = node.key.keys;
  const offset = keys[keys.length - 1 - (own.length - path.length)]?.range[1] ?? node.range[0];
  return { offset, removed: end - offset, inserted: ` = ${formatValue(value)}` };
}

function planCut(document: TomlDocument, piece: Piece): Splice[] {
  const { text } = document;
  if (piece.kind === 'section') return [planSectionCut(text, piece.node)];
  const parent: AST.TOMLNode = piece.node.parent;
  if (parent.type === 'TOMLInlineTable') {
    return planInlineRemoval(text, inlineTableOf(document, parent), parent.body.indexOf(piece.node));
  }
  return [cutLines(text, piece.node.range[0], endOfLine(text, piece.node.range[1]))];
}

/** A table goes with the empty line before it; comments before and behind it stay. */
function planSectionCut(text: string, node: AST.TOMLTable): Splice {
  const start = startOfLine(text, node.range[0]);
  const end = endOfSection(text, node);
  const before = lastLineBreak(text, 0, start);
  const isEmptyLine = before !== undefined && (before === 0 || isLineBreak(text, before - 1));
  if (end < text.length) return cutLines(text, isEmptyLine ? before : start, end);
  const ended = isEmptyLine ? lastLineBreak(text, 0, before) : before;
  return { offset: ended ?? 0, removed: end - (ended ?? 0), inserted: '' };
}

/**
 * Lines go with the line break behind them, or with the one before where the file ends without one.
 * @param end the end of a line, before its line break
 */
function cutLines(text: string, from: number, end: number): Splice {
  const start = startOfLine(text, from);
  const offset = end === text.length ? (lastLineBreak(text, 0, start) ?? start) : start;
  return { offset, removed: end + lineBreakAt(text, end).length - offset, inserted: '' };
}

function endOfSection(text: string, node: AST.TOMLTable): number {
  return endOfLine(text, node.body.at(-1)?.range[1] ?? node.key.range[1]);
}

function inlineTableOf(document: TomlDocument, node: AST.TOMLInlineTable): InlineTable {
  const [start, end] = node.range;
  const { tokens } = document.program;
  const members = node.body.map((member, index) => {
    const until = node.body[index + 1]?.range[0] ?? end;
    const comma = tokens.find(({ value, range }) => {
      return value === ',' && range[0] >= member.range[1] && range[0] < until;
    });
    return { start: member.range[0], end: member.range[1], comma: comma?.range[0] };
  });
  return { open: start + 1, close: end - 1, members };
}

function formatPath(path: readonly string[]): string {
  return path.map(formatKey).join('.');
}
