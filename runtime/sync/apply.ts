import { dirname, sep } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { fileError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { Clock, Log } from '../ports.ts';
import { type CopyTarget, removeCopy, writeCopy } from './apply-copy.ts';
import { foreseeEntry, removeEntry, writeEntry } from './apply-entry.ts';
import type { Backups } from './backup.ts';
import {
  type DeliveryKind,
  knownContents,
  type LedgerRow,
  readLedger,
  rowKey,
  writeLedger,
} from './ledger.ts';
import { outermostMissing, removeEmptyFolders } from './leftovers.ts';
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

/** Places are files of their own, so that several can be written while the disk is waited for. */
const placesAtOnce = 8;

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
  if (context.dryRun) return { changes: told, errors };
  // Also when every entry is as it should be: what it names may be gone, or of an older version.
  if (chosen.some(namesLauncher)) await context.installLauncher();
  if (todo.length === 0) return { changes: [], errors };
  const ledger = new Map((await readLedger(context.home.ledger)).rows.map((row) => [rowKey(row), row]));
  for (const { item, action } of todo) await announce(ledger, item, action, context.clock.now());
  await writeLedger(context.home.ledger, [...ledger.values()]);
  const outcomes = await mapAtOnce(todo, placesAtOnce, (one) => carryOutOne(one, ledger, context));
  const changes = outcomes.flatMap((outcome) => ('error' in outcome ? [] : outcome.changes));
  errors.push(...outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : [])));
  await writeLedger(context.home.ledger, [...ledger.values()]);
  for (const { client, id, action, path } of changes)
    context.log.info(`${action} ${id} for ${client}: ${path}`);
  for (const error of errors) context.log.warn(`${error.client}: ${error.message} ${error.remedy}`);
  return { changes, errors };
}

/** Brings one place to what was chosen for it, and the ledger's row with it. */
async function carryOutOne(
  { item, action }: ChosenItem,
  ledger: Map<string, LedgerRow>,
  context: ApplyContext,
): Promise<{ changes: SyncChange[] } | { error: SyncError }> {
  const key = rowKey(item);
  const announced = ledger.get(key);
  try {
    const row = await carryOut(item, action, announced, context);
    if (row === undefined) ledger.delete(key);
    else ledger.set(key, row);
    return { changes: changeOf(item, action) };
  } catch (error) {
    const { code, message, remedy } = fileError(error, 'write', item.path);
    // An entry is written whole or not at all. A copy may be half there: then its announced row stays, so that
    // the next run knows those files for ours.
    if (item.kind === 'server' || code === 'changed_meanwhile') {
      if (item.row === undefined) ledger.delete(key);
      else ledger.set(key, item.row);
      if (item.row === undefined && announced) await removeFoldersWeMade(announced);
    }
    return { error: { client: item.client, code, message, path: item.path, remedy } };
  }
}

function namesLauncher({ item, action }: ChosenItem): boolean {
  if (item.kind !== 'server' || item.desired === undefined) return false;
  return item.state === 'in-sync' || action === 'create' || action === 'update';
}

/** Puts into the ledger what is about to stand at a place, and what will have been made on the way there. */
async function announce(
  ledger: Map<string, LedgerRow>,
  item: PlannedItem,
  action: PlannedAction,
  now: Date,
): Promise<void> {
  const { desired, row } = item;
  if ((action !== 'create' && action !== 'update') || desired === undefined) return;
  const { client, kind, id, path, version, content } = desired;
  const begun = row?.pending.filter(({ hash }) => hash !== content.hash) ?? [];
  const above = dirname(path);
  const madeBefore = [...ledger.values()].flatMap(({ createdFolder }) =>
    createdFolder !== undefined && isWithin(above, createdFolder) ? [createdFolder] : [],
  );
  const created = [await outermostMissing(above), ...madeBefore].filter((folder) => folder !== undefined);
  const traces = { createdFrom: row?.createdFrom, createdFile: row?.createdFile ?? false };
  ledger.set(rowKey(item), {
    client,
    kind,
    id,
    path,
    version,
    mode: kind === 'server' ? 'entry' : 'copy',
    delivered: row?.delivered,
    pending: [...begun, content],
    // A config that cannot be edited is told of when its turn comes.
    ...(kind === 'server' ? await foreseeEntry(desired, row).catch(() => traces) : traces),
    createdFolder: created.sort((a, b) => a.length - b.length)[0],
    at: now.toISOString(),
  });
}

/** @returns the row that now holds, or undefined when there is nothing of ours there any more */
async function carryOut(
  item: PlannedItem,
  action: PlannedAction,
  announced: LedgerRow | undefined,
  context: ApplyContext,
): Promise<LedgerRow | undefined> {
  const { desired, row, observation } = item;
  if (action === 'settle' && row && desired) {
    return { ...row, version: desired.version, delivered: desired.content, pending: [] };
  }
  if (action === 'keep') return row && { ...row, kept: true, pending: [] };
  if (action === 'forget' || action === 'remove') {
    // What a person made their own is not even tidied up.
    const isGone = observation.kind === 'absent' && !row?.kept;
    if (row && (action === 'remove' || isGone)) await takeAway(item, row, context);
    return undefined;
  }
  if (desired === undefined || announced === undefined) return row;
  const settled = {
    ...announced,
    delivered: desired.content,
    pending: [],
    at: context.clock.now().toISOString(),
  };
  if (item.kind === 'server') {
    return { ...settled, ...(await writeEntry(desired, row, seenHash(item), context)) };
  }
  await writeCopy(await copyTarget(item, row, context), await context.exportSkill(item.id));
  return settled;
}

async function takeAway(item: PlannedItem, row: LedgerRow, context: ApplyContext): Promise<void> {
  if (row.kind === 'server') await removeEntry(row, seenHash(item), context);
  else await removeCopy(await copyTarget(item, row, context));
  await removeFoldersWeMade(row);
}

/** Edits are only replaced where somebody asked for it, and after a copy of them was kept. */
async function copyTarget(
  item: PlannedItem,
  row: LedgerRow | undefined,
  { backups, clock }: ApplyContext,
): Promise<CopyTarget> {
  const replaceEdits = item.state === 'edited';
  if (replaceEdits) await backups.keepFolder(item.path, clock.now());
  return { folder: item.path, known: row ? knownContents(row) : [], replaceEdits };
}

function seenHash({ observation }: PlannedItem): string | undefined {
  return observation.kind === 'present' ? observation.hash : undefined;
}

async function removeFoldersWeMade({ path, createdFolder }: LedgerRow): Promise<void> {
  if (createdFolder !== undefined) await removeEmptyFolders(dirname(path), createdFolder);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
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
