import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { type Place, positionAt } from './diagnostic.ts';

export type JsonPath = readonly (string | number)[];

/** @returns a JSON text as a tree that knows where each part stands; undefined when it is nested too deeply for that */
export function jsonTree(text: string, errors: ParseError[] = []): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch {
    // This parser calls itself, so it gives up sooner than JSON.parse.
    return undefined;
  }
}

/** A JSON pointer does not tell an array's index from a key that is a number. */
export function jsonNode(tree: Node, path: JsonPath): Node | undefined {
  const numbers = path.map((part) => (/^\d+$/u.test(String(part)) ? Number(part) : part));
  return findNodeAtLocation(tree, [...path]) ?? findNodeAtLocation(tree, numbers);
}

/** @returns where the value at a path stands, or the nearest thing around it that does stand there */
export function jsonPlace(text: string, path: JsonPath): Place {
  const tree = path.length === 0 ? undefined : jsonTree(text);
  for (let length = path.length; tree && length > 0; length -= 1) {
    const node = jsonNode(tree, path.slice(0, length));
    if (node) return positionAt(text, node.offset);
  }
  return { line: 1, column: 1 };
}

/** @returns the parts of a JSON pointer (RFC 6901) */
export function pointerPath(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
