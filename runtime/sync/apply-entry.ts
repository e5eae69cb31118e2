import { holdsEntry, mergeEntry } from '../client/client-additions.ts';
import { type ConfigEntry, configEntryOf } from '../client/config-entry.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import { AiosError } from '../errors.ts';
import { digestJson } from '../files/digest.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { Log } from '../ports.ts';
import type { Deliverable } from './desired.ts';
import { type ConfigEdit, editConfig } from './edit-config.ts';
import { type EntryTraces, withoutEntry } from './entry-removal.ts';
import { knownContents, type LedgerRow } from './ledger.ts';

/** What writing an entry does to its config, and what taking it out again needs to know. */
export type EntryWriting = ConfigEdit & { readonly traces: EntryTraces };

/**
 * Says what `writeEntry` is about to do, without writing anything.
 * @throws AiosError `config_…`, `file_…` when the file cannot be edited
 */
export async function foreseeEntry(
  deliverable: Deliverable,
  row: LedgerRow | undefined,
): Promise<EntryWriting> {
  const { client, id, path } = deliverable;
  const entry = await configEntryOf(client, id, path);
  const before = await readIfPresent(path, maxConfigBytes);
  const { bytes, traces } = editOf(entry, deliverable, row, before);
  return { before, after: bytes, traces };
}

/** Says what `removeEntry` is about to do. @throws AiosError as `foreseeEntry` */
export async function foreseeRemoval(row: LedgerRow): Promise<ConfigEdit> {
  const entry = await configEntryOf(row.client, row.id, row.path);
  const before = await readIfPresent(row.path, maxConfigBytes);
  const isThere = digestOfEntry(entry, before) !== undefined;
  return { before, after: before && isThere ? withoutEntry(entry, row, before) : before };
}

/**
 * Puts our entry into a client's config, leaving every other byte as it is, and what the client added to the entry.
 *
 * @param seen digest of the entry when the plan was made, undefined when there was none
 * @throws AiosError `config_…` when the file cannot be edited safely, `config_busy` when it keeps changing,
 *   `changed_meanwhile` when the entry is no longer what was seen, `overwritten_meanwhile` and `write_damaged` when it
 *   did not stay there
 */
export async function writeEntry(
  deliverable: Deliverable,
  row: LedgerRow | undefined,
  seen: string | undefined,
  log: Pick<Log, 'debug'>,
): Promise<EntryWriting> {
  const { client, id, path, content } = deliverable;
  const entry = await configEntryOf(client, id, path);
  let traces: EntryTraces = { createdFrom: undefined, createdFile: false };
  const holds = (bytes: Buffer): boolean => {
    const now = entry.read(bytes);
    return now !== undefined && holdsEntry(now, content.entry ?? {});
  };
  const file = { path, emptyText: entry.emptyText, log, holds };
  const done = await editConfig(file, (bytes) => {
    const now = digestOfEntry(entry, bytes);
    if (now !== seen && now !== content.hash) throw changedMeanwhile(path, id);
    const edit = editOf(entry, deliverable, row, bytes);
    traces = edit.traces;
    return edit.bytes;
  });
  return { ...done, traces };
}

/**
 * Takes our entry out of a client's config; a file of our making that is left empty goes too.
 *
 * @param seen digest of the entry when the plan was made
 * @throws AiosError as `writeEntry`
 */
export async function removeEntry(
  row: LedgerRow,
  seen: string | undefined,
  log: Pick<Log, 'debug'>,
): Promise<ConfigEdit> {
  const entry = await configEntryOf(row.client, row.id, row.path);
  const holds = (bytes: Buffer): boolean => entry.read(bytes) === undefined;
  const file = { path: row.path, emptyText: entry.emptyText, log, holds };
  return editConfig(file, (bytes) => {
    const now = digestOfEntry(entry, bytes);
    if (bytes === undefined || now === undefined) return bytes;
    if (now !== seen) throw changedMeanwhile(row.path, row.id);
    return withoutEntry(entry, row, bytes);
  });
}

interface Edit {
  readonly bytes: Uint8Array;
  readonly traces: EntryTraces;
}

/**
 * The last edit of each deliverable: the same one is foreseen for the ledger, kept in the snapshot and then made, and
 * working it out is most of what a short sync does.
 */
const lastEdits = new WeakMap<
  Deliverable,
  { readonly row: LedgerRow | undefined; readonly before: Uint8Array | undefined; readonly edit: Edit }
>();

function editOf(
  entry: ConfigEntry,
  deliverable: Deliverable,
  row: LedgerRow | undefined,
  bytes: Uint8Array | undefined,
): Edit {
  const last = lastEdits.get(deliverable);
  const isSame =
    bytes === undefined ? last?.before === undefined : last?.before && equalBytes(bytes, last.before);
  if (last !== undefined && isSame && last.row === row) return last.edit;
  const edit = makeEdit(entry, deliverable, row, bytes);
  lastEdits.set(deliverable, { row, before: bytes, edit });
  return edit;
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function makeEdit(
  entry: ConfigEntry,
  { content }: Deliverable,
  row: LedgerRow | undefined,
  bytes: Uint8Array | undefined,
): Edit {
  const wanted = content.entry ?? {};
  const found = bytes && entry.read(bytes);
  const before = found === undefined || row === undefined ? undefined : ownEntryIn(found, row);
  const edit =
    bytes === undefined || found === undefined || before === undefined
      ? entry.set(bytes, wanted)
      : entry.change(bytes, mergeEntry(found, before, wanted));
  // Replacing an entry of ours says nothing about which keys we made when we first came.
  const replaced = edit.createdFrom >= entry.depth && row !== undefined;
  const createdFrom = replaced ? row.createdFrom : Math.min(edit.createdFrom, entry.depth - 1);
  const createdFile = bytes === undefined || (replaced && row.createdFile);
  return { bytes: edit.bytes, traces: { createdFrom, createdFile } };
}

/** @returns which of our entries it is that a client added to; undefined when it is none */
function ownEntryIn(found: JsonValue, row: LedgerRow): JsonValue | undefined {
  return knownContents(row)
    .map(({ entry }) => entry)
    .find((entry) => entry !== undefined && holdsEntry(found, entry));
}

function digestOfEntry(entry: ConfigEntry, bytes: Uint8Array | undefined): string | undefined {
  const value = bytes && entry.read(bytes);
  return value === undefined ? undefined : digestJson(value);
}

function changedMeanwhile(path: string, id: string): AiosError {
  return new AiosError(
    `The entry "${id}" in ${path} changed while AI OS was at work; it was left as it is.`,
    {
      code: 'changed_meanwhile',
      remedy: 'Run the command again.',
      file: path,
    },
  );
}
