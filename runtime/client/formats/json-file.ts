import { AiosError } from '../../errors.ts';
import type { JsonValue } from './config-format.ts';
import type { JsonDocument } from './json-document.ts';
import { parseDocument } from './json-parser.ts';
import { applySplices, decodeText, encodeText, type Splice } from './json-text.ts';
import { readValue } from './json-tree.ts';
import { equalValues } from './json-value.ts';
import { isFaithfulRemoval, isFaithfulSet, type TokenRange } from './json-verify.ts';

/** A config file that was read and parsed. */
export interface OpenFile {
  /** For error messages. */
  readonly file: string;
  readonly document: JsonDocument;
  readonly byteOrderMark: boolean;
}

/** @throws AiosError `config_empty` or `config_not_parsable` */
export function openFile(file: string, bytes: Uint8Array): OpenFile {
  const { text, byteOrderMark } = decodeText(file, bytes);
  return { file, document: parseDocument(file, text), byteOrderMark };
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
export function carryOutNew(file: string, text: string, value: JsonValue): Uint8Array {
  return verified(file, encodeText(text, false), (after) => equalValues(readValue(after, after.root), value));
}

function carryOut(
  open: OpenFile,
  splices: readonly Splice[],
  isFaithful: (after: JsonDocument) => boolean,
): Uint8Array {
  const bytes = encodeText(applySplices(open.document.text, splices), open.byteOrderMark);
  return verified(open.file, bytes, isFaithful);
}

function verified(file: string, bytes: Uint8Array, isFaithful: (after: JsonDocument) => boolean): Uint8Array {
  let cause: unknown;
  try {
    if (isFaithful(openFile(file, bytes).document)) return bytes;
  } catch (error) {
    cause = error;
  }
  throw new AiosError(`${file} was not changed: the planned edit would have altered more than one entry.`, {
    code: 'edit_not_faithful',
    remedy: 'This is a fault in AI OS; please report it with the layout of that file.',
    file,
    cause,
  });
}
