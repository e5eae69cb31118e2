import type { ConfigFormat, EntryEdit, JsonValue } from './config-format.ts';
import type { JsonDocument } from './json-document.ts';
import { newFileStyle, planInsertion, planReplacement } from './json-layout.ts';
import { parseDocument } from './json-parser.ts';
import { chooseRemoval, planRemoval } from './json-removal.ts';
import { applySplices, decodeText, encodeText } from './json-text.ts';
import { type Located, locate, membersOf, readValue, requireObject } from './json-tree.ts';
import { equalValues, formatValue, nestValue } from './json-value.ts';
import { verifyNew, verifyRemoved, verifySet } from './json-verify.ts';

/**
 * JSON with comments and trailing commas, as Claude Desktop (strict JSON), Claude Code, Cursor and VS Code
 * write their configs. A new entry goes behind the last one, and has a trailing comma only where the last
 * one had it. All functions throw the AiosErrors `config_not_parsable`, `config_empty` and
 * `config_not_object`; those that write, also `edit_not_faithful`, when the safety net finds that an edit
 * would have changed anything else.
 */
export const jsonFormat: ConfigFormat = { readEntry, readKeys, setEntry, removeEntry };

interface OpenFile {
  readonly document: JsonDocument;
  readonly byteOrderMark: boolean;
}

function readEntry(file: string, bytes: Uint8Array, path: readonly string[]): JsonValue | undefined {
  const { document } = open(file, bytes);
  const { members } = locate(file, document, path);
  if (members.length < path.length) return undefined;
  return readValue(document, members.at(-1)?.valueIndex ?? document.root);
}

function readKeys(file: string, bytes: Uint8Array, path: readonly string[]): readonly string[] {
  const { document } = open(file, bytes);
  const { members } = locate(file, document, path);
  if (members.length < path.length) return [];
  const index = members.at(-1)?.valueIndex ?? document.root;
  requireObject(file, document, index, path);
  return [...new Set(membersOf(document, index).map((member) => member.key))];
}

function setEntry(
  file: string,
  bytes: Uint8Array | undefined,
  path: readonly string[],
  value: JsonValue,
): EntryEdit {
  refuseEmptyPath(path);
  if (bytes === undefined) return { bytes: writeNew(file, path, value), createdFrom: 0 };
  const { document, byteOrderMark } = open(file, bytes);
  const located = locate(file, document, path);
  const createdFrom = located.members.length;
  const present = located.members[path.length - 1];
  if (present && equalValues(readValue(document, present.valueIndex), value)) return { bytes, createdFrom };
  const text = applySplices(document.text, planSet(document, located, path, value));
  const edited = encodeText(text, byteOrderMark);
  verifySet(file, document, edited, path, createdFrom, value);
  return { bytes: edited, createdFrom };
}

function removeEntry(
  file: string,
  bytes: Uint8Array,
  path: readonly string[],
  createdFrom: number,
): Uint8Array {
  refuseEmptyPath(path);
  const { document, byteOrderMark } = open(file, bytes);
  const located = locate(file, document, path);
  if (located.members.length < path.length) return bytes;
  const removal = chooseRemoval(document, path, located, createdFrom);
  const cuts = planRemoval(document, removal);
  const edited = encodeText(applySplices(document.text, cuts), byteOrderMark);
  const removed = removal.members.map(({ keyIndex, lastIndex }) => ({ first: keyIndex, last: lastIndex }));
  verifyRemoved(file, document, edited, path, removed, cuts);
  return edited;
}

function planSet(document: JsonDocument, located: Located, path: readonly string[], value: JsonValue) {
  const level = located.objects.length - 1;
  const object = located.objects[level] ?? document.root;
  const present = located.members[level];
  if (present) return [planReplacement(document, object, present, value)];
  const inner = nestValue(path.slice(level + 1), value);
  return planInsertion(document, object, located.members[level - 1], path[level] ?? '', inner);
}

function writeNew(file: string, path: readonly string[], value: JsonValue): Uint8Array {
  const whole = nestValue(path, value);
  const bytes = encodeText(`${formatValue(whole, newFileStyle, '')}\n`, false);
  verifyNew(file, bytes, whole);
  return bytes;
}

function open(file: string, bytes: Uint8Array): OpenFile {
  const { text, byteOrderMark } = decodeText(file, bytes);
  return { document: parseDocument(file, text), byteOrderMark };
}

function refuseEmptyPath(path: readonly string[]): void {
  if (path.length === 0) throw new RangeError('The path of an entry names at least one key.');
}
