import type { ConfigFormat, EntryEdit, JsonValue } from './config-format.ts';
import type { JsonDocument } from './json-document.ts';
import { carryOutNew, carryOutRemoval, carryOutSet, openFile } from './json-file.ts';
import { newFileStyle, planInsertion, planReplacement } from './json-layout.ts';
import { chooseRemoval, planRemoval } from './json-removal.ts';
import type { Splice } from './json-text.ts';
import { type Located, locate, membersOf, readValue, requireObject } from './json-tree.ts';
import { equalValues, formatValue, nestValue } from './json-value.ts';

/**
 * JSON with comments and trailing commas, as Claude Desktop (strict JSON), Claude Code, Cursor and VS Code
 * write their configs. A new entry goes behind the last one, and has a trailing comma only where the last
 * one had it. All functions throw the AiosErrors `config_not_parsable`, `config_empty` and
 * `config_not_object`; those that write, also `edit_not_faithful`, when the safety net finds that an edit
 * would have changed anything else.
 */
export const jsonFormat: ConfigFormat = { readEntry, readKeys, setEntry, removeEntry };

function readEntry(file: string, bytes: Uint8Array, path: readonly string[]): JsonValue | undefined {
  const { document } = openFile(file, bytes);
  const { members } = locate(file, document, path);
  if (members.length < path.length) return undefined;
  return readValue(document, members.at(-1)?.valueIndex ?? document.root);
}

function readKeys(file: string, bytes: Uint8Array, path: readonly string[]): readonly string[] {
  const { document } = openFile(file, bytes);
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
  const open = openFile(file, bytes);
  const { document } = open;
  const located = locate(file, document, path);
  const createdFrom = located.members.length;
  const present = located.members[path.length - 1];
  if (present && equalValues(readValue(document, present.valueIndex), value)) return { bytes, createdFrom };
  const splices = planSet(document, located, path, value);
  return { bytes: carryOutSet(open, splices, path, createdFrom, value), createdFrom };
}

function removeEntry(
  file: string,
  bytes: Uint8Array,
  path: readonly string[],
  createdFrom: number,
): Uint8Array {
  refuseEmptyPath(path);
  const open = openFile(file, bytes);
  const located = locate(file, open.document, path);
  if (located.members.length < path.length) return bytes;
  const removal = chooseRemoval(open.document, path, located, createdFrom);
  const removed = removal.members.map(({ keyIndex, lastIndex }) => ({ first: keyIndex, last: lastIndex }));
  return carryOutRemoval(open, planRemoval(open.document, removal), path, removed);
}

function planSet(
  document: JsonDocument,
  located: Located,
  path: readonly string[],
  value: JsonValue,
): Splice[] {
  const level = located.objects.length - 1;
  const object = located.objects[level] ?? document.root;
  const present = located.members[level];
  if (present) return [planReplacement(document, object, present, value)];
  const inner = nestValue(path.slice(level + 1), value);
  return planInsertion(document, object, located.members[level - 1], path[level] ?? '', inner);
}

function writeNew(file: string, path: readonly string[], value: JsonValue): Uint8Array {
  const whole = nestValue(path, value);
  return carryOutNew(file, `${formatValue(whole, newFileStyle, '')}\n`, whole);
}

function refuseEmptyPath(path: readonly string[]): void {
  if (path.length === 0) throw new RangeError('The path of an entry names at least one key.');
}
