import type { JsonValue } from '../config-format.ts';
import { setOwn } from '../entry-value.ts';
import { notObject } from '../refusals.ts';
import { type JsonDocument, tokenKind } from './json-document.ts';

/** A key with its value in an object; all numbers are indexes of tokens. */
export interface Member {
  readonly key: string;
  readonly keyIndex: number;
  /** Where the value begins. */
  readonly valueIndex: number;
  /** The last token of the value. */
  readonly lastIndex: number;
  /** The comma behind the value, or undefined. */
  readonly commaIndex: number | undefined;
}

/** How far a path leads into a document. */
export interface Located {
  /** Where each object on the path begins, from the root on: one for each key that is there to be looked up. */
  readonly objects: readonly number[];
  /** The members found, one for each key of the path, up to the first that is absent. */
  readonly members: readonly Member[];
}

/** The members of the object that begins at `open`, in order, duplicates included. */
export function membersOf(document: JsonDocument, open: number): Member[] {
  const members: Member[] = [];
  const close = document.lastOf(open);
  let index = document.skipComments(open + 1);
  while (index < close) {
    const keyIndex = index;
    const valueIndex = document.skipComments(keyIndex + 1);
    const lastIndex = document.lastOf(valueIndex);
    index = document.skipComments(lastIndex + 1);
    const commaIndex = document.kindAt(index) === tokenKind.comma ? index : undefined;
    members.push({ key: readString(document, keyIndex), keyIndex, valueIndex, lastIndex, commaIndex });
    if (commaIndex !== undefined) index = document.skipComments(commaIndex + 1);
  }
  return members;
}

/**
 * Follows a path from the root. Of duplicate keys the last counts, as in every JSON parser of the clients.
 * @throws AiosError `config_not_object` when the root or a value on the way to the last key is no object
 */
export function locate(file: string, document: JsonDocument, path: readonly string[]): Located {
  const objects: number[] = [];
  const members: Member[] = [];
  let valueIndex = document.root;
  for (const key of path) {
    requireObject(file, document, valueIndex, path.slice(0, members.length));
    objects.push(valueIndex);
    const member = membersOf(document, valueIndex).findLast((candidate) => candidate.key === key);
    if (member === undefined) break;
    members.push(member);
    valueIndex = member.valueIndex;
  }
  return { objects, members };
}

/** @throws AiosError `config_not_object` when the value that `path` led to is no object */
export function requireObject(
  file: string,
  document: JsonDocument,
  index: number,
  path: readonly string[],
): void {
  if (document.kindAt(index) === tokenKind.openObject) return;
  const held = describe(document, index);
  throw notObject(file, document.text, document.startOf(index), path, held, 'an object');
}

/** The value that begins at a token. Numbers become JavaScript's; `__proto__` is a key like any other. */
export function readValue(document: JsonDocument, index: number): JsonValue {
  switch (document.kindAt(index)) {
    case tokenKind.openObject: {
      const object: { [key: string]: JsonValue } = {};
      for (const member of membersOf(document, index)) {
        setOwn(object, member.key, readValue(document, member.valueIndex));
      }
      return object;
    }
    case tokenKind.openArray:
      return readElements(document, index);
    case tokenKind.string:
      return readString(document, index);
    case tokenKind.number:
      return document.dialect.readNumber(document.rawText(index));
    case tokenKind.true:
      return true;
    case tokenKind.false:
      return false;
    default:
      return null;
  }
}

function readElements(document: JsonDocument, open: number): JsonValue[] {
  const elements: JsonValue[] = [];
  const close = document.lastOf(open);
  let index = document.skipComments(open + 1);
  while (index < close) {
    elements.push(readValue(document, index));
    index = document.skipComments(document.lastOf(index) + 1);
    if (document.kindAt(index) === tokenKind.comma) index = document.skipComments(index + 1);
  }
  return elements;
}

function readString(document: JsonDocument, index: number): string {
  return document.dialect.readString(document.rawText(index));
}

function describe(document: JsonDocument, index: number): string {
  switch (document.kindAt(index)) {
    case tokenKind.openArray:
      return 'an array';
    case tokenKind.string:
      return 'a string';
    case tokenKind.number:
      return 'a number';
    default:
      return document.rawText(index);
  }
}
