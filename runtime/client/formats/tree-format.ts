import type { ConfigFormat, EntryEdit, JsonValue } from './config-format.ts';
import { decodeText, encodeText } from './config-text.ts';
import {
  type ConfigTable,
  findEntry,
  isEmptyTable,
  isFaithfulRemoval,
  isFaithfulSet,
  isTable,
  jsonOf,
} from './config-tree.ts';
import { equalValues, refuseEmptyPath } from './entry-value.ts';
import { type Language, notFaithful, notParsable } from './refusals.ts';

/** A config file that was read and parsed. */
export interface OpenConfig {
  /** For error messages. */
  readonly file: string;
  readonly text: string;
  readonly tree: ConfigTable;
}

/** What a language has to bring for `treeFormatOf` to make an editor of it. */
export interface TreeLanguage<Open extends OpenConfig> {
  readonly language: Language;
  /** @throws AiosError `config_not_parsable`, `config_not_object` or `config_not_editable` */
  open(file: string, text: string): Open;
  /** @throws AiosError `config_not_object` when a key before the last one leads to something that is no table */
  refuseBlockedPath(open: Open, path: readonly string[]): void;
  /** The text in which the entry at a path has a value. */
  setText(open: Open, path: readonly string[], value: JsonValue): string;
  /** The text without the entry at a path, which is there. */
  removeText(open: Open, path: readonly string[]): string;
  /** The comments of the file, in order. */
  commentsOf(open: Open): readonly string[];
  /** Whether there is a comment inside the empty table at a path. */
  holdsComment(open: Open, path: readonly string[]): boolean;
}

/**
 * The editor of a language. All functions throw the AiosErrors `config_not_parsable`, `config_not_object` and
 * `config_not_editable`; those that write, also `edit_not_faithful`, when the safety net finds that an edit
 * would have changed anything else. An empty file is one without entries.
 */
export function treeFormatOf<Open extends OpenConfig>(language: TreeLanguage<Open>): ConfigFormat {
  return {
    readEntry(file, bytes, path) {
      const { open } = openBytes(language, file, bytes);
      language.refuseBlockedPath(open, path);
      const entry = findEntry(open.tree, path);
      return entry === undefined ? undefined : jsonOf(entry);
    },
    readKeys(file, bytes, path) {
      const { open } = openBytes(language, file, bytes);
      language.refuseBlockedPath(open, [...path, '']);
      const table = findEntry(open.tree, path);
      return isTable(table) ? [...table.keys()] : [];
    },
    countComments: (file, bytes) => language.commentsOf(openBytes(language, file, bytes).open).length,
    setEntry(file, bytes, path, value) {
      refuseEmptyPath(path);
      return setEntry(language, file, bytes ?? new Uint8Array(), path, value);
    },
    removeEntry(file, bytes, path, createdFrom) {
      refuseEmptyPath(path);
      return removeEntry(language, file, bytes, path, createdFrom);
    },
  };
}

function setEntry<Open extends OpenConfig>(
  language: TreeLanguage<Open>,
  file: string,
  bytes: Uint8Array,
  path: readonly string[],
  value: JsonValue,
): EntryEdit {
  const { open, byteOrderMark } = openBytes(language, file, bytes);
  language.refuseBlockedPath(open, path);
  const present = findEntry(open.tree, path);
  if (present !== undefined && equalValues(jsonOf(present), value))
    return { bytes, createdFrom: path.length };
  let createdFrom = 0;
  while (findEntry(open.tree, path.slice(0, createdFrom + 1)) !== undefined && createdFrom < path.length) {
    createdFrom += 1;
  }
  const text = language.setText(open, path, value);
  const after = reopen(language, file, text);
  const mayLoseComments = present !== undefined;
  if (
    !isFaithfulSet(open.tree, after.tree, path, createdFrom, value) ||
    !keepsComments(language.commentsOf(open), language.commentsOf(after), mayLoseComments)
  ) {
    throw notFaithful(file);
  }
  return { bytes: encodeText(text, byteOrderMark), createdFrom };
}

function removeEntry<Open extends OpenConfig>(
  language: TreeLanguage<Open>,
  file: string,
  bytes: Uint8Array,
  path: readonly string[],
  createdFrom: number,
): Uint8Array {
  const { open, byteOrderMark } = openBytes(language, file, bytes);
  language.refuseBlockedPath(open, path);
  if (findEntry(open.tree, path) === undefined) return bytes;
  let current = reopen(language, file, language.removeText(open, path));
  for (let length = path.length - 1; length > createdFrom; length -= 1) {
    const parent = path.slice(0, length);
    const left = findEntry(current.tree, parent);
    if (left === undefined) continue;
    if (!isEmptyTable(left) || language.holdsComment(current, parent)) break;
    current = reopen(language, file, language.removeText(current, parent));
  }
  if (
    !isFaithfulRemoval(open.tree, current.tree, path) ||
    !keepsComments(language.commentsOf(open), language.commentsOf(current), true)
  ) {
    throw notFaithful(file);
  }
  return encodeText(current.text, byteOrderMark);
}

/**
 * Whether the comments are the same and in the same order.
 * @param mayLose whether some may be gone: those in what was replaced or removed
 */
function keepsComments(before: readonly string[], after: readonly string[], mayLose: boolean): boolean {
  if (!mayLose && before.length !== after.length) return false;
  let from = 0;
  return after.every((comment) => {
    from = before.indexOf(comment, from) + 1;
    return from > 0;
  });
}

function openBytes<Open extends OpenConfig>(
  language: TreeLanguage<Open>,
  file: string,
  bytes: Uint8Array,
): { open: Open; byteOrderMark: boolean } {
  const { text, byteOrderMark } = decodeText(file, bytes, language.language);
  const lone = /\r(?!\n)/.exec(text);
  if (lone) {
    const what = 'a carriage return without a line feed stands here';
    throw notParsable(language.language, file, text, lone.index, what);
  }
  return { open: language.open(file, text), byteOrderMark };
}

/** Parses what an edit made. */
function reopen<Open extends OpenConfig>(language: TreeLanguage<Open>, file: string, text: string): Open {
  try {
    return language.open(file, text);
  } catch (error) {
    throw notFaithful(file, error);
  }
}
