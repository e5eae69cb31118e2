import type { AiosHome } from '../aios-home.ts';
import { type AiosError, fileError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import type { Clock, Log } from '../ports.ts';
import { removeCopy, writeCopy } from './apply-copy.ts';
import { removeEntry, writeEntry } from './apply-entry.ts';
import type { Backups } from './backup.ts';
import { type DeliveryKind, type LedgerRow, readLedger, rowKey, writeLedger } from './ledger.ts';
import type { PlannedAction, PlannedItem } from './plan.ts';

export interface SyncChange {
  readonly client: string;
  readonly kind: DeliveryKind;
  readonly id: string;
  readonly action: Exclude<PlannedAction, 'none' | 'settle'>;
  readonly path: string;
  /** Every client that reads it there. */
  readonly readers: readonly string[];
}

export interface SyncError {
  readonly client: string;
  readonly code: string;
  readonly message: string;
  readonly path: string;
  readonly remedy: string;
}

export interface ApplyContext {
  readonly home: AiosHome;
  readonly clock: Clock;
  readonly log: Log;
  readonly backups: Backups;
  readonly installLauncher: () => Promise<void>;
  readonly exportSkill: (id: string) => Promise<FileContents>;
  readonly dryRun: boolean;
}

export interface ChosenItem {
  readonly item: PlannedItem;
  readonly action: PlannedAction;
}

/**
 * Carries a plan out. The ledger is written twice: before the first client's file is touched, with what is about
 * to stand there, and after the last. Killed in between, the next run knows every file of ours by one of the two.
 * A client that cannot be written is told of and does not keep the others from it.
 */
export async function applyItems(
  chosen: readonly ChosenItem[],
  context: ApplyContext,
): Promise<{ changes: SyncChange[]; errors: SyncError[] }> {
  const errors = chosen.flatMap(({ item, action }) => problemOf(item, action) ?? []);
  const todo = chosen.filter(({ action }) => action !== 'none');
  const told = todo.flatMap(({ item, action }) => changeOf(item, action));
  if (todo.length === 0 || context.dryRun) return { changes: told, errors };
  const ledger = new Map((await readLedger(context.home.ledger)).rows.map((row) => [rowKey(row), row]));
  for (const { item, action } of todo) announce(ledger, item, action, context.clock.now());
  await writeLedger(context.home.ledger, [...ledger.values()]);
  if (
    todo.some(({ item, action }) => item.kind === 'server' && (action === 'create' || action === 'update'))
  ) {
    await context.installLauncher();
  }
  const changes: SyncChange[] = [];
  for (const { item, action } of todo) {
    try {
      const row = await carryOut(item, action, context);
      if (row === undefined) ledger.delete(rowKey(item));
      else ledger.set(rowKey(item), row);
      changes.push(...changeOf(item, action));
    } catch (error) {
      // An entry is written whole or not at all. A copy may be half there: its announced row stays, so that
      // the next run knows those files for ours.
      if (item.kind === 'server' && item.row === undefined) ledger.delete(rowKey(item));
      else if (item.kind === 'server' && item.row) ledger.set(rowKey(item), item.row);
      errors.push(errorOf(item, fileError(error, 'write', item.path)));
    }
  }
  await writeLedger(context.home.ledger, [...ledger.values()]);
  for (const { client, id, action, path } of changes)
    context.log.info(`${action} ${id} for ${client}: ${path}`);
  for (const error of errors) context.log.warn(`${error.client}: ${error.message} ${error.remedy}`);
  return { changes, errors };
}

function announce(ledger: Map<string, LedgerRow>, item: PlannedItem, action: PlannedAction, now: Date): void {
  const { desired, row } = item;
  if ((action !== 'create' && action !== 'update') || desired === undefined) return;
  ledger.set(rowKey(item), {
    client: desired.client,
    kind: desired.kind,
    id: desired.id,
    path: desired.path,
    version: desired.version,
    mode: desired.kind === 'server' ? 'entry' : 'copy',
    delivered: row?.delivered,
    pending: desired.content,
    createdFrom: row?.createdFrom,
    createdFile: row?.createdFile ?? false,
    at: now.toISOString(),
  });
}

/** @returns the row that now holds, or undefined when there is nothing of ours there any more */
async function carryOut(
  item: PlannedItem,
  action: PlannedAction,
  context: ApplyContext,
): Promise<LedgerRow | undefined> {
  const { desired, row } = item;
  if (action === 'forget') return undefined;
  if (action === 'settle' && row && desired) {
    return { ...row, version: desired.version, delivered: desired.content, pending: undefined };
  }
  if (action === 'remove') {
    if (row) await takeAway(item, row, context);
    return undefined;
  }
  if (desired === undefined) return row;
  const at = context.clock.now().toISOString();
  const { client, kind, id, path, version, content } = desired;
  const settled = { client, kind, id, path, version, delivered: content, pending: undefined, at };
  if (kind === 'server') {
    return { ...settled, mode: 'entry', ...(await writeEntry(desired, row, context)) };
  }
  if (item.state === 'edited') await context.backups.keepFolder(path, context.clock.now());
  await writeCopy(path, await context.exportSkill(id), row?.delivered);
  return { ...settled, mode: 'copy', createdFrom: undefined, createdFile: false };
}

async function takeAway(item: PlannedItem, row: LedgerRow, context: ApplyContext): Promise<void> {
  if (row.kind === 'server') return removeEntry(row, context);
  if (item.state === 'edited') await context.backups.keepFolder(row.path, context.clock.now());
  for (const content of [row.delivered, row.pending]) if (content) await removeCopy(row.path, content);
}

/** What a person must know although nothing can be done about it unasked. */
function problemOf(item: PlannedItem, action: PlannedAction): SyncError | undefined {
  const { client, path, observation, desired, state, id } = item;
  if (observation.kind === 'unreadable') {
    const { code, message, remedy } = observation;
    return { client, code, message, path, remedy };
  }
  if (action !== 'none' || desired === undefined) return undefined;
  if (state === 'foreign') {
    // The same content under the same name does what ours would do.
    if (observation.kind === 'present' && observation.hash === desired.content.hash) return undefined;
    return {
      client,
      code: 'name_taken',
      message: `${path} already has ${item.kind === 'server' ? 'a server' : 'a skill'} "${id}" that is not from AI OS; it was left as it is.`,
      path,
      remedy: 'Rename or remove yours if AI OS should deliver its own there.',
    };
  }
  if (state !== 'edited') return undefined;
  return {
    client,
    code: 'edited_here',
    message: `${path}: "${id}" was edited there since AI OS delivered it; the edit was left as it is.`,
    path,
    remedy: `Run \`aios repair ${id} --keep\` to make it yours, or \`aios repair ${id} --restore\` to put ours back (a copy of the edit is kept).`,
  };
}

function changeOf(item: PlannedItem, action: PlannedAction): SyncChange[] {
  if (action === 'none' || action === 'settle') return [];
  const { client, kind, id, path, readers } = item;
  return [{ client, kind, id, action, path, readers }];
}

function errorOf(item: PlannedItem, error: AiosError): SyncError {
  const { code, message, remedy } = error;
  return { client: item.client, code, message, path: item.path, remedy };
}
