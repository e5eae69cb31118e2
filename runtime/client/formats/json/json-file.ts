import { AiosError } from '../../../errors.ts';
import type { JsonValue } from '../config-format.ts';
import { applySplices, decodeText, encodeText, type Splice } from '../config-text.ts';
import { equalValues } from '../entry-value.ts';
import { notFaithful } from '../refusals.ts';
import { rememberParsed } from '../remember-parsed.ts';
import type { JsonDialect } from './json-dialect.ts';
import type { JsonDocument } from './json-document.ts';
import { parseDocument } from './json-parser.ts';
import { readValue } from './json-tree.ts';
import { isFaithfulRemoval, isFaithfulSet, type TokenRange } from './json-verify.ts';

/** A config file that was read and parsed. */
export interface OpenFile {
  /** For error messages. */
  readonly file: string;
  readonly document: JsonDocument;
  readonly byteOrderMark: boolean;
}

const parse = rememberParsed(parseDocument);

/** @throws AiosError `config_empty`, `config_not_parsable` or `config_not_editable` */
export function openFile(file: string, bytes: Uint8Array, dialect: JsonDialect): OpenFile {
  const { text, byteOrderMark } = decodeText(file, bytes, dialect.language);
  if (/^[ \t\r\n]*$/.test(text)) throw emptyFile(file);
  const document = parse(file, text, dialect);
  dialect.refuseUneditable(file, document);
  return { file, document, byteOrderMark };
}

/**
 * Carries out the splices that set an entry. This and the two functions below are the only way to new bytes,
 * and each parses what it made and compares it with what was there.
 * @throws AiosError `edit_not_faithful` when the splices do anything but set the entry
 */
export function carryOutSet(
  open: OpenFile,
  splices: readonly Splice[],
  path: readonly string[],
  createdFrom: number,
  value: JsonValue,
): Uint8Array {
  return carryOut(open, splices, (after) => {
    return isFaithfulSet(open.file, open.document, after, path, createdFrom, value);
  });
}

/**
 * Carries out the splices that remove an entry.
 * @param removed the tokens that are meant to go
 * @throws AiosError `edit_not_faithful` when the splices do anything but remove the entry
 */
export function carryOutRemoval(
  open: OpenFile,
  splices: readonly Splice[],
  path: readonly string[],
  removed: readonly TokenRange[],
): Uint8Array {
  return carryOut(open, splices, (after) => {
    return isFaithfulRemoval(open.file, open.document, after, path, removed, splices);
  });
}

/**
 * Makes a new file of a text.
 * @throws AiosError `edit_not_faithful` when the text is not exactly the value
 */
export function carryOutNew(file: string, text: string, value: JsonValue, dialect: JsonDialect): Uint8Array {
  return verified(file, encodeText(text, false), dialect, (after) => {
    return equalValues(readValue(after, after.root), value);
  });
}

function carryOut(
  open: OpenFile,
  splices: readonly Splice[],
  isFaithful: (after: JsonDocument) => boolean,
): Uint8Array {
  const bytes = encodeText(applySplices(open.document.text, splices), open.byteOrderMark);
  return verified(open.file, bytes, open.document.dialect, isFaithful);
}

function verified(
  file: string,
  bytes: Uint8Array,
  dialect: JsonDialect,
  isFaithful: (after: JsonDocument) => boolean,
): Uint8Array {
  let cause: unknown;
  try {
    if (isFaithful(openFile(file, bytes, dialect).document)) return bytes;
  } catch (error) {
    cause = error;
  }
  throw notFaithful(file, cause);
}

function emptyFile(file: string): AiosError {
  return new AiosError(`${file} is empty; a program may be in the middle of writing it.`, {
    code: 'config_empty',
    remedy: 'If it stays empty, write {} into it or delete it, then try again.',
    file,
    line: 1,
    column: 1,
  });
}
