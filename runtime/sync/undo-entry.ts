import { hasMembersOfPerson, holdsEntry, mergeEntry } from '../client/client-additions.ts';
import { configEntryOf } from '../client/config-entry.ts';
import { equalValues } from '../client/formats/entry-value.ts';
import { AiosError } from '../errors.ts';
import { sha256 } from '../files/digest.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { SyncError } from './apply.ts';
import { absent, sameState } from './capture.ts';
import type { ConfigEdit } from './edit-config.ts';
import { takesComments, withoutEntry } from './entry-removal.ts';
import type { LedgerRow } from './ledger.ts';
import type { FileState, Snapshot, SnapshotPlace, Snapshots } from './snapshots.ts';

/** How a config is brought back to what it was before an operation. */
export interface EntryUndo {
  readonly emptyText: string;
  /**
   * Where nobody wrote into the file since, it becomes the very file of before; else only our entry does.
   * @throws AiosError `changed_since` when our entry itself was changed, `config_…`
   */
  readonly edit: (bytes: Buffer | undefined) => Uint8Array | undefined;
  /** Whether a config has our entry as it was before. @throws AiosError `config_…` */
  readonly holds: (bytes: Buffer) => boolean;
}

/** @param row what the ledger says of the place now */
export async function openUndo(
  place: SnapshotPlace,
  row: LedgerRow | undefined,
  last: Snapshot,
  snapshots: Snapshots,
): Promise<EntryUndo> {
  const { client, id, path } = place;
  const entry = await configEntryOf(client, id, path);
  const [file] = place.files;
  const whole = file?.before.kind === 'file' ? await snapshots.bytesOf(last, file.before.hash) : undefined;
  const { before, after } = place.entry ?? { before: null, after: null };
  const edit = (bytes: Buffer | undefined): Uint8Array | undefined => {
    const now: FileState = bytes === undefined ? absent : { kind: 'file', hash: sha256(bytes) };
    if (file !== undefined && sameState(now, file.before)) return bytes;
    if (file !== undefined && sameState(now, file.after)) return whole;
    const value = (bytes && entry.read(bytes)) ?? null;
    if (equalValues(value, before)) return bytes;
    const isOurs = after === null ? value === null : value !== null && holdsEntry(value, after);
    if (!isOurs) throw entryChanged(place);
    const traces = { createdFrom: row?.createdFrom, createdFile: row?.createdFile ?? false };
    if (before === null && bytes !== undefined && value !== null && after !== null) {
      const isAddedTo = hasMembersOfPerson(value, after) || takesComments(entry, traces, bytes);
      if (isAddedTo) throw entryChanged(place);
    }
    if (before === null) return bytes && withoutEntry(entry, traces, bytes);
    if (bytes === undefined || value === null || after === null) return entry.set(bytes, before).bytes;
    return entry.change(bytes, mergeEntry(value, after, before)).bytes;
  };
  const holds = (bytes: Buffer): boolean => {
    const value = entry.read(bytes) ?? null;
    return before === null ? value === null : value !== null && holdsEntry(value, before);
  };
  return { emptyText: entry.emptyText, edit, holds };
}

/** Says what an undo would make of a config, without writing anything. @throws AiosError as `EntryUndo.edit` */
export async function foreseeUndo({ edit }: EntryUndo, path: string): Promise<ConfigEdit> {
  const before = await readIfPresent(path, maxConfigBytes);
  return { before, after: edit(before) };
}

/**
 * Lets each config be edited once, however many of its entries are brought back: two edits of one file at a time would
 * get into each other's way.
 *
 * @returns makes all edits of the config at `path`, or waits for them where that has begun
 */
export function onePerConfig(
  steps: readonly { readonly place: Pick<SnapshotPlace, 'path'>; readonly undo?: EntryUndo }[],
): (path: string, make: (whole: WholeUndo) => Promise<ConfigEdit>) => Promise<ConfigEdit> {
  const begun = new Map<string, Promise<ConfigEdit>>();
  return (path, make) => {
    const undos = steps.flatMap(({ place, undo }) => (place.path === path && undo ? [undo] : []));
    const whole: WholeUndo = {
      edit: (bytes) =>
        undos.reduce<Uint8Array | undefined>((now, { edit }) => edit(now && Buffer.from(now)), bytes),
      holds: (bytes) => undos.every(({ holds }) => holds(bytes)),
    };
    const edit = begun.get(path) ?? make(whole);
    begun.set(path, edit);
    return edit;
  };
}

/** How one config is brought back, all of its entries together. */
type WholeUndo = Pick<EntryUndo, 'edit' | 'holds'>;

/** What is said of a file that a person changed since. */
export function changedSince(client: string, path: string): SyncError {
  return {
    client,
    code: 'changed_since',
    message: `${path} was changed since; it was left as it is.`,
    path,
    remedy: 'Change it by hand if it should be as it was before.',
  };
}

function entryChanged({ client, id, path }: SnapshotPlace): AiosError {
  const { code, remedy } = changedSince(client, path);
  return new AiosError(`The entry "${id}" in ${path} was changed since; it was left as it is.`, {
    code,
    remedy,
    file: path,
  });
}
