import type { ConfigFormat, EntryEdit, JsonValue } from '../config-format.ts';
import type { Splice } from '../config-text.ts';
import { equalValues, nestValue, refuseEmptyPath } from '../entry-value.ts';
import type { JsonDialect } from './json-dialect.ts';
import type { JsonDocument } from './json-document.ts';
import { carryOutNew, carryOutRemoval, carryOutSet, type OpenFile, openFile } from './json-file.ts';
import { newFileStyle, planInsertion, planReplacement } from './json-layout.ts';
import { chooseRemoval, planRemoval } from './json-removal.ts';
import { jsonDialect } from './json-scanner.ts';
import { type Located, locate, membersOf, readValue, requireObject } from './json-tree.ts';
import { formatValue } from './json-value.ts';

/**
 * The editor of a dialect of JSON. A new entry goes behind the last one, and has a trailing comma only where
 * the last one had it. All functions throw the AiosErrors `config_not_parsable`, `config_empty` and
 * `config_not_object`; those that write, also `edit_not_faithful`, when the safety net finds that an edit
 * would have changed anything else.
 */
export function jsonFormatOf(dialect: JsonDialect): ConfigFormat {
  return {
    readEntry: (file, bytes, path) => readEntry(openFile(file, bytes, dialect), path),
    readKeys: (file, bytes, path) => readKeys(openFile(file, bytes, dialect), path),
    countComments: (file, bytes) => countComments(openFile(file, bytes, dialect)),
    setEntry(file, bytes, path, value) {
      refuseEmptyPath(path);
      if (bytes === undefined) return { bytes: writeNew(file, path, value, dialect), createdFrom: 0 };
      return setEntry(openFile(file, bytes, dialect), bytes, path, value);
    },
    removeEntry(file, bytes, path, createdFrom) {
      refuseEmptyPath(path);
      return removeEntry(openFile(file, bytes, dialect), bytes, path, createdFrom);
    },
  };
}

/**
 * JSON with comments and trailing commas, as Claude Desktop (strict JSON), Claude Code, Cursor and VS Code
 * write their configs.
 */
export const jsonFormat: ConfigFormat = jsonFormatOf(jsonDialect);

function readEntry({ file, document }: OpenFile, path: readonly string[]): JsonValue | undefined {
  const { members } = locate(file, document, path);
  if (members.length < path.length) return undefined;
  return readValue(document, members.at(-1)?.valueIndex ?? document.root);
}

function readKeys({ file, document }: OpenFile, path: readonly string[]): readonly string[] {
  const { members } = locate(file, document, path);
  if (members.length < path.length) return [];
  const index = members.at(-1)?.valueIndex ?? document.root;
  requireObject(file, document, index, path);
  return [...new Set(membersOf(document, index).map((member) => member.key))];
}

function countComments({ document }: OpenFile): number {
  let count = 0;
  for (let index = 0; index < document.length; index += 1) if (document.isComment(index)) count += 1;
  return count;
}

function setEntry(open: OpenFile, bytes: Uint8Array, path: readonly string[], value: JsonValue): EntryEdit {
  const { file, document } = open;
  const located = locate(file, document, path);
  const createdFrom = located.members.length;
  const present = located.members[path.length - 1];
  if (present && equalValues(readValue(document, present.valueIndex), value)) return { bytes, createdFrom };
  const splices = planSet(document, located, path, value);
  return { bytes: carryOutSet(open, splices, path, createdFrom, value), createdFrom };
}

function removeEntry(
  open: OpenFile,
  bytes: Uint8Array,
  path: readonly string[],
  createdFrom: number,
): Uint8Array {
  const located = locate(open.file, open.document, path);
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

function writeNew(file: string, path: readonly string[], value: JsonValue, dialect: JsonDialect): Uint8Array {
  const whole = nestValue(path, value);
  return carryOutNew(file, `${formatValue(whole, newFileStyle, '')}\n`, whole, dialect);
}
