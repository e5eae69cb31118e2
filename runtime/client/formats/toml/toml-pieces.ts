import type { AST } from 'toml-eslint-parser';
import { namesOf, type TomlDocument } from './toml-document.ts';

/** A table with a header of its own: `[a.b]`, or `[[a.b]]`. */
export interface Section {
  readonly kind: 'section';
  readonly path: readonly (string | number)[];
  readonly node: AST.TOMLTable;
}

/** A key with its value; the path has the keys of its table in front. */
export interface Pair {
  readonly kind: 'pair';
  readonly path: readonly (string | number)[];
  readonly node: AST.TOMLKeyValue;
}

export type Piece = Section | Pair;

/**
 * Everything that defines a part of the entry at a path, in the order of the file: its header, headers below it,
 * pairs with its key or a dotted key below it. What stands inside one of these is not listed again.
 */
export function piecesOf(document: TomlDocument, path: readonly string[]): Piece[] {
  return [...walk(document, path)].filter((piece) => startsWith(piece.path, path));
}

/** The innermost table in braces on the way to the entry at a path, with the number of keys that lead to it. */
export function inlineHolder(
  document: TomlDocument,
  path: readonly string[],
): { table: AST.TOMLInlineTable; depth: number } | undefined {
  let holder: { table: AST.TOMLInlineTable; depth: number } | undefined;
  for (const { kind, path: own, node } of walk(document, path)) {
    if (kind !== 'pair' || node.value.type !== 'TOMLInlineTable') continue;
    if (own.length < path.length && startsWith(path, own)) holder = { table: node.value, depth: own.length };
  }
  return holder;
}

export function startsWith(path: readonly (string | number)[], start: readonly (string | number)[]): boolean {
  return start.length <= path.length && start.every((key, index) => key === path[index]);
}

function* walk(document: TomlDocument, path: readonly string[]): Generator<Piece> {
  for (const node of document.program.body[0].body) {
    if (node.type === 'TOMLKeyValue') yield* walkPair(node, [], path);
    else {
      yield { kind: 'section', path: node.resolvedKey, node };
      if (startsWith(node.resolvedKey, path)) continue;
      for (const pair of node.body) yield* walkPair(pair, node.resolvedKey, path);
    }
  }
}

function* walkPair(
  node: AST.TOMLKeyValue,
  outer: readonly (string | number)[],
  path: readonly string[],
): Generator<Pair> {
  const own = [...outer, ...namesOf(node.key)];
  yield { kind: 'pair', path: own, node };
  if (node.value.type !== 'TOMLInlineTable' || !startsWith(path, own) || own.length >= path.length) return;
  for (const member of node.value.body) yield* walkPair(member, own, path);
}
