import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { configEntryOf } from '../client/config-entry.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import { AiosError, fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { digestJson } from '../files/digest.ts';
import { makeFolders } from '../files/make-folders.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { Clock } from '../ports.ts';
import type { Backups } from './backup.ts';
import { look } from './copy-file.ts';
import type { Deliverable } from './desired.ts';
import type { LedgerRow } from './ledger.ts';
import { removeLeftovers } from './leftovers.ts';

/** A client may write its config at the same moment; then the edit is made again on what it wrote. */
const attempts = 5;

export interface EntryContext {
  readonly backups: Backups;
  readonly clock: Clock;
}

/** What must be known before an entry is written, so that it can be taken out again without a trace. */
export type EntryTraces = Pick<LedgerRow, 'createdFrom' | 'createdFile'>;

/**
 * Says what `writeEntry` is about to create, without writing anything; what the ledger holds while it is at it.
 * @throws AiosError `config_…`, `file_…` when the file cannot be edited
 */
export async function foreseeEntry(
  deliverable: Deliverable,
  row: LedgerRow | undefined,
): Promise<EntryTraces> {
  return editOf(deliverable, row, await readIfPresent(deliverable.path, maxConfigBytes)).traces;
}

/**
 * Puts our entry into a client's config, leaving every other byte as it is.
 *
 * @param seen digest of the entry when the plan was made, undefined when there was none
 * @returns what taking it out again needs to know
 * @throws AiosError `config_…` when the file cannot be edited safely, `config_busy` when it keeps changing,
 *   `changed_meanwhile` when the entry is no longer what was seen
 */
export async function writeEntry(
  deliverable: Deliverable,
  row: LedgerRow | undefined,
  seen: string | undefined,
  context: EntryContext,
): Promise<EntryTraces> {
  const { client, id, path, content } = deliverable;
  let traces: EntryTraces = { createdFrom: undefined, createdFile: false };
  await makeClientFolder(dirname(path));
  const { emptyText } = configEntryOf(client, id, path);
  await editConfig(path, emptyText, context, (bytes) => {
    const now = digestOfEntry({ client, id, path }, bytes);
    if (now !== seen && now !== content.hash) throw changedMeanwhile(path, id);
    const edit = editOf(deliverable, row, bytes);
    traces = edit.traces;
    return edit.bytes;
  });
  return traces;
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
  context: EntryContext,
): Promise<void> {
  const entry = configEntryOf(row.client, row.id, row.path);
  await editConfig(row.path, entry.emptyText, context, (bytes) => {
    const now = digestOfEntry(row, bytes);
    if (bytes === undefined || now === undefined) return bytes;
    if (now !== seen) throw changedMeanwhile(row.path, row.id);
    const rest = entry.remove(bytes, row.createdFrom ?? entry.depth - 1);
    const isEmpty = Buffer.from(rest).toString('utf8').trim() === entry.emptyText.trim();
    return row.createdFile && isEmpty ? undefined : rest;
  });
}

function editOf(
  deliverable: Deliverable,
  row: LedgerRow | undefined,
  bytes: Uint8Array | undefined,
): { bytes: Uint8Array; traces: EntryTraces } {
  const { client, id, path } = deliverable;
  const entry = configEntryOf(client, id, path);
  const value = JSON.parse(JSON.stringify(deliverable.entry)) as JsonValue;
  const edit = entry.set(bytes, value);
  // Replacing an entry of ours says nothing about which keys we made when we first came.
  const replaced = edit.createdFrom >= entry.depth && row !== undefined;
  const createdFrom = replaced ? row.createdFrom : Math.min(edit.createdFrom, entry.depth - 1);
  const createdFile = bytes === undefined || (replaced && row.createdFile);
  return { bytes: edit.bytes, traces: { createdFrom, createdFile } };
}

function digestOfEntry(
  { client, id, path }: Pick<LedgerRow, 'client' | 'id' | 'path'>,
  bytes: Uint8Array | undefined,
): string | undefined {
  if (bytes === undefined) return undefined;
  const value = configEntryOf(client, id, path).read(bytes);
  return value === undefined ? undefined : digestJson(value);
}

/**
 * @param emptyText what a file without entries holds
 * @param edit gives the new content; undefined takes the file away
 */
async function editConfig(
  path: string,
  emptyText: string,
  context: EntryContext,
  edit: (bytes: Buffer | undefined) => Uint8Array | undefined,
): Promise<void> {
  await removeLeftovers([path]);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await readIfPresent(path, maxConfigBytes);
    const after = edit(before);
    if (after === undefined ? before === undefined : before?.equals(after)) return;
    const makeSure = async (): Promise<void> => {
      if (before !== undefined) await context.backups.keepFile(path, before, context.clock.now());
      await assertUnchanged(path, before);
    };
    try {
      await switchConfig(path, after, emptyText, makeSure);
      return;
    } catch (error) {
      if (!AiosError.is(error, 'config_busy') || attempt === attempts) throw error;
    }
  }
}

async function switchConfig(
  path: string,
  after: Uint8Array | undefined,
  emptyText: string,
  makeSure: () => Promise<void>,
): Promise<void> {
  if (after !== undefined) return writeFileAtomically(path, after, { beforeSwitch: makeSure });
  // Where a person has put a link, the file is no longer where we made it.
  if ((await look(path))?.isSymbolicLink())
    return writeFileAtomically(path, emptyText, { beforeSwitch: makeSure });
  await makeSure();
  try {
    await rm(path);
  } catch (error) {
    throw fileError(error, 'remove', path);
  }
}

async function assertUnchanged(path: string, before: Buffer | undefined): Promise<void> {
  const now = await readIfPresent(path, maxConfigBytes);
  const same = before === undefined ? now === undefined : now !== undefined && before.equals(now);
  if (same) return;
  throw new AiosError(`${path} changed while AI OS was editing it; it was left as it is.`, {
    code: 'config_busy',
    remedy: 'Close the program that writes this file, then run `aios sync` again.',
    file: path,
  });
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

/** A client's own folder: made with the person's usual permissions, not with ours. */
async function makeClientFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
  }
}
