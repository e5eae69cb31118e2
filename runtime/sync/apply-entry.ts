import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonValue } from '../client/formats/config-format.ts';
import { configFormats } from '../client/formats/config-formats.ts';
import { AiosError, fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { Clock } from '../ports.ts';
import type { Backups } from './backup.ts';
import type { Deliverable } from './desired.ts';
import type { LedgerRow } from './ledger.ts';
import { entryPath } from './observe.ts';

/** A client may write its config at the same moment; then the edit is made again on what it wrote. */
const attempts = 5;

export interface EntryContext {
  readonly backups: Backups;
  readonly clock: Clock;
}

/**
 * Puts our entry into a client's config, leaving every other byte as it is.
 * @returns what taking it out again needs to know
 * @throws AiosError `config_…` when the file cannot be edited safely, `config_busy` when it keeps changing
 */
export async function writeEntry(
  deliverable: Deliverable,
  row: LedgerRow | undefined,
  context: EntryContext,
): Promise<Pick<LedgerRow, 'createdFrom' | 'createdFile'>> {
  const { client, id, path } = deliverable;
  const { format, keys } = entryPath(client, id);
  const value = JSON.parse(JSON.stringify(deliverable.entry)) as JsonValue;
  let result: Pick<LedgerRow, 'createdFrom' | 'createdFile'> | undefined;
  await makeClientFolder(dirname(path));
  await editConfig(path, context, (bytes) => {
    const edit = configFormats[format].setEntry(path, bytes, keys, value);
    // Replacing an entry of ours says nothing about which keys we made when we first came.
    const replaced = edit.createdFrom >= keys.length && row !== undefined;
    result = {
      createdFrom: replaced ? row.createdFrom : Math.min(edit.createdFrom, keys.length - 1),
      createdFile: bytes === undefined || (replaced && row.createdFile),
    };
    return edit.bytes;
  });
  return result ?? { createdFrom: undefined, createdFile: false };
}

/** Takes our entry out of a client's config; a file of our making that is left empty goes too. */
export async function removeEntry(row: LedgerRow, context: EntryContext): Promise<void> {
  const { format, keys } = entryPath(row.client, row.id);
  let isEmptyAndOurs = false;
  await editConfig(row.path, context, (bytes) => {
    if (bytes === undefined) return undefined;
    const rest = configFormats[format].removeEntry(row.path, bytes, keys, row.createdFrom ?? keys.length - 1);
    isEmptyAndOurs = row.createdFile && Buffer.from(rest).toString('utf8').trim() === '{}';
    return rest;
  });
  if (isEmptyAndOurs) await rm(row.path, { force: true });
}

async function editConfig(
  path: string,
  context: EntryContext,
  edit: (bytes: Buffer | undefined) => Uint8Array | undefined,
): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const before = await readIfPresent(path, maxConfigBytes);
    const after = edit(before);
    if (after === undefined || before?.equals(after)) return;
    if (before !== undefined) await context.backups.keepFile(path, before, context.clock.now());
    try {
      await writeFileAtomically(path, after, { beforeSwitch: () => assertUnchanged(path, before) });
      return;
    } catch (error) {
      if (!AiosError.is(error, 'config_busy') || attempt === attempts) throw error;
    }
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

/** A client's own folder: made with the person's usual permissions, not with ours. */
async function makeClientFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
  }
}
