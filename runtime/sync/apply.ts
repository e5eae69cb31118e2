import { dirname, sep } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { fileError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { flushFolders } from '../files/write-new-files.ts';
import type { Clock, Log } from '../ports.ts';
import { type CopyTarget, removeCopy, writeCopy } from './apply-copy.ts';
import { foreseeEntry, removeEntry, writeEntry } from './apply-entry.ts';
import { clientRunning } from './client-running.ts';
import type { Deliverable } from './desired.ts';
import type { ConfigEdit } from './edit-config.ts';
import type { EntryTraces } from './entry-removal.ts';
import { type DeliveryKind, knownContents, type LedgerRow, rowKey, writeLedger } from './ledger.ts';
import { outermostMissing, removeEmptyFolders, removeHalfCopies } from './leftovers.ts';
import { heldBack, missingAfter, splitHeld } from './moves.ts';
import { doesAsOurs, isTaken, type PlannedAction, type PlannedItem } from './plan.ts';
import type { RunningClients } from './running-clients.ts';
import type { OperationKind, SnapshotSkill, Snapshots } from './snapshots.ts';
import { finishSnapshot, takeSnapshot } from './take-snapshot.ts';

export interface SyncChange {
  readonly client: string;
  readonly kind: DeliveryKind;
  readonly id: string;
  readonly action: Exclude<PlannedAction, 'none' | 'settle' | 'waiting'> | 'adopt' | 'undo';
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
  readonly snapshots: Snapshots;
  readonly operation: OperationKind;
  /** The skills whose current version this operation changed already. */
  readonly adopted?: readonly SnapshotSkill[];
  readonly installLauncher: () => Promise<void>;
  readonly exportSkill: (id: string) => Promise<FileContents>;
  readonly dryRun: boolean;
  /** The ledger's, as they were looked at under the lock. */
  readonly rows: readonly LedgerRow[];
  readonly running: RunningClients;
}

/** Places are files of their own, so that several can be written while the disk is waited for. */
const placesAtOnce = 8;

export interface ChosenItem {
  readonly item: PlannedItem;
  readonly action: PlannedAction;
  /** What its readers are to read instead: it goes only once that stands. Left out: nothing. */
  readonly after?: readonly PlannedItem[];
}

/**
 * Carries a plan out. The ledger is written twice: before the first client's file is touched, with what is about
 * to stand there, and after the last. Killed in between, the next run knows every file of ours by one of the two.
 * A client that cannot be written is told of and does not keep the others from it. What moves is made before it is
 * taken away. Before all that, a snapshot keeps what stands there.
 */
export async function applyItems(
  chosen: readonly ChosenItem[],
  context: ApplyContext,
): Promise<{ changes: SyncChange[]; errors: SyncError[] }> {
  const { possible: editable, refused } = await foreseeRefusals(chosen);
  const { ready: possible, held } = splitHeld(editable);
  const errors = chosen.flatMap(({ item, action }) => problemOf(item, action, context.running) ?? []);
  errors.push(...refused, ...held);
  const todo = possible
    .filter(({ action }) => action !== 'none' && action !== 'waiting')
    .sort((one, other) => Number(one.after !== undefined) - Number(other.after !== undefined));
  const told = todo.flatMap(({ item, action }) => changeOf(item, action));
  if (context.dryRun) return { changes: told, errors };
  // Also when every entry is as it should be: what it names may be gone, or of an older version.
  if (possible.some(namesLauncher)) await context.installLauncher();
  if (todo.length === 0) return { changes: [], errors };
  const snapshot = await takeSnapshot(todo, context);
  const ledger = new Map(context.rows.map((row) => [rowKey(row), row]));
  for (const { item, action } of todo) await announce(ledger, item, action, context.clock.now());
  await writeLedger(context.home.ledger, [...ledger.values()]);
  const copies = todo.flatMap(({ item }) => (item.kind === 'skill' ? [item.path] : []));
  await removeHalfCopies(copies);
  const outcomes = await carryOutAll(todo, ledger, context);
  const changes = outcomes.flatMap((outcome) => ('error' in outcome ? [] : outcome.changes));
  errors.push(...outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : [])));
  await writeLedger(context.home.ledger, [...ledger.values()]);
  if (snapshot !== undefined) await finishSnapshot(snapshot, todo, outcomes, context.snapshots);
  for (const { client, id, action, path } of changes)
    context.log.info(`${action} ${id} for ${client}: ${path}`);
  for (const error of errors) context.log.warn(`${error.client}: ${error.message} ${error.remedy}`);
  return { changes, errors };
}

/** Splits off the configs that cannot be edited as they are, so that nothing is begun and written down for them. */
async function foreseeRefusals(
  chosen: readonly ChosenItem[],
): Promise<{ possible: ChosenItem[]; refused: SyncError[] }> {
  const refusals = await mapAtOnce(chosen, placesAtOnce, async ({ item, action }) => {
    const { kind, desired, row } = item;
    if (kind !== 'server' || desired === undefined) return undefined;
    if (action !== 'create' && action !== 'update') return undefined;
    return foreseeEntry(desired, row).then(
      () => undefined,
      (error: unknown) => errorAt(item, error),
    );
  });
  return {
    possible: chosen.filter((_one, index) => refusals[index] === undefined),
    refused: refusals.filter((refusal) => refusal !== undefined),
  };
}

function errorAt({ client, path }: PlannedItem, error: unknown): SyncError {
  const { code, message, remedy } = fileError(error, 'write', path);
  return { client, code, message, path, remedy };
}

/** What became of one place. */
export type Outcome =
  | { readonly changes: SyncChange[]; readonly edit: ConfigEdit | undefined }
  | { readonly error: SyncError };

/** What moves comes last: a copy goes only after the one that takes its place stands, also should the power fail. */
async function carryOutAll(
  todo: readonly ChosenItem[],
  ledger: Map<string, LedgerRow>,
  context: ApplyContext,
): Promise<Outcome[]> {
  const outcomes = new Map<PlannedItem, Outcome>();
  const carryOutThese = async (these: readonly ChosenItem[]): Promise<void> => {
    await mapAtOnce(these, placesAtOnce, async (one) => {
      outcomes.set(one.item, await carryOutOne(one, ledger, context));
    });
    const copies = these.flatMap(({ item }) => (item.kind === 'skill' ? [item.path] : []));
    await flushFolders([...new Set(copies.map((copy) => dirname(copy)))]);
  };
  const stands = (item: PlannedItem): boolean => {
    const outcome = outcomes.get(item);
    return outcome !== undefined && !('error' in outcome);
  };
  await carryOutThese(todo.filter(({ after }) => after === undefined));
  const moved = todo.filter(({ after }) => after !== undefined);
  const held = moved.filter((one) => missingAfter(one, stands).length > 0);
  for (const one of held) outcomes.set(one.item, { error: heldBack(one, stands) });
  const going = moved.filter((one) => !held.includes(one));
  if (going.length > 0) await carryOutThese(going);
  return todo.flatMap(({ item }) => outcomes.get(item) ?? []);
}

/** Brings one place to what was chosen for it, and the ledger's row with it. */
async function carryOutOne(
  { item, action }: ChosenItem,
  ledger: Map<string, LedgerRow>,
  context: ApplyContext,
): Promise<Outcome> {
  const key = rowKey(item);
  const announced = ledger.get(key);
  try {
    const { row, edit } = await carryOut(item, action, announced, context);
    if (row === undefined) ledger.delete(key);
    else ledger.set(key, row);
    return { changes: changeOf(item, action), edit };
  } catch (error) {
    const told = errorAt(item, error);
    // An entry is written whole or not at all. A copy may be half there: then its announced row stays, so that
    // the next run knows those files for ours.
    if (item.kind === 'server' || told.code === 'changed_meanwhile') {
      if (item.row === undefined) ledger.delete(key);
      else ledger.set(key, item.row);
      if (item.row === undefined && announced) await removeFoldersWeMade(announced);
    }
    return { error: told };
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
  const { client, kind, id, path, mode, version, content } = desired;
  const begun = row?.pending.filter(({ hash }) => hash !== content.hash) ?? [];
  const above = dirname(path);
  const madeBefore = [...ledger.values()].flatMap(({ createdFolder }) =>
    createdFolder !== undefined && isWithin(above, createdFolder) ? [createdFolder] : [],
  );
  const created = [outermostMissing(above), ...madeBefore].filter((folder) => folder !== undefined);
  const traces = { createdFrom: row?.createdFrom, createdFile: row?.createdFile ?? false };
  ledger.set(rowKey(item), {
    client,
    kind,
    id,
    path,
    version,
    mode,
    delivered: row?.delivered,
    pending: [...begun, content],
    // One that changed since and cannot be edited any more is told of when its turn comes.
    ...(kind === 'server' ? await tracesOf(desired, row).catch(() => traces) : traces),
    createdFolder: created.sort((a, b) => a.length - b.length)[0],
    at: now.toISOString(),
  });
}

async function tracesOf(desired: Deliverable, row: LedgerRow | undefined): Promise<EntryTraces> {
  return (await foreseeEntry(desired, row)).traces;
}

/** The row that now holds, undefined when there is nothing of ours there any more; and what became of a config. */
interface CarriedOut {
  readonly row: LedgerRow | undefined;
  readonly edit?: ConfigEdit;
}

async function carryOut(
  item: PlannedItem,
  action: PlannedAction,
  announced: LedgerRow | undefined,
  context: ApplyContext,
): Promise<CarriedOut> {
  const { desired, row, observation } = item;
  if (action === 'settle' && row && desired) {
    return { row: { ...row, version: desired.version, delivered: desired.content, pending: [] } };
  }
  if (action === 'keep') return { row: row && { ...row, kept: true, pending: [] } };
  if (action === 'forget' || action === 'remove') {
    // What a person made their own is not even tidied up.
    const isGone = observation.kind === 'absent' && !row?.kept;
    const edit = row && (action === 'remove' || isGone) ? await takeAway(item, row, context) : undefined;
    return { row: undefined, ...(edit && { edit }) };
  }
  if (desired === undefined || announced === undefined) return { row };
  const settled = {
    ...announced,
    delivered: desired.content,
    pending: [],
    at: context.clock.now().toISOString(),
  };
  if (item.kind === 'server') {
    const { before, after, traces } = await writeEntry(desired, row, seenHash(item), context.log);
    return { row: { ...settled, ...traces }, edit: { before, after } };
  }
  await writeCopy(copyTarget(item, row), await context.exportSkill(item.id));
  return { row: settled };
}

async function takeAway(
  item: PlannedItem,
  row: LedgerRow,
  { log }: ApplyContext,
): Promise<ConfigEdit | undefined> {
  const edit = row.kind === 'server' ? await removeEntry(row, seenHash(item), log) : undefined;
  if (row.kind === 'skill') await removeCopy(copyTarget(item, row));
  await removeFoldersWeMade(row);
  return edit;
}

/** Edits are only replaced where somebody asked for it, and the snapshot has them. */
function copyTarget(item: PlannedItem, row: LedgerRow | undefined): CopyTarget {
  return { folder: item.path, known: row ? knownContents(row) : [], replaceEdits: item.state === 'edited' };
}

function seenHash({ observation }: PlannedItem): string | undefined {
  return observation.kind === 'present' ? observation.hash : undefined;
}

/** Takes away the folders that we made on the way to a place, as far as they are empty. */
export async function removeFoldersWeMade({ path, createdFolder }: LedgerRow): Promise<void> {
  if (createdFolder !== undefined) await removeEmptyFolders(dirname(path), createdFolder);
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

/** What a person must know although nothing can be done about it unasked. */
function problemOf(item: PlannedItem, action: PlannedAction, running: RunningClients): SyncError | undefined {
  const { client, path, observation, desired, state, id } = item;
  if (observation.kind === 'unreadable') {
    const { code, message, remedy } = observation;
    return { client, code, message, path, remedy };
  }
  if (action === 'waiting') return clientRunning(item, running.get(client));
  if (action !== 'none') return undefined;
  if (desired !== undefined && isTaken(state)) {
    if (doesAsOurs(item)) return undefined;
    return {
      client,
      code: 'name_taken',
      message: `${path} already has ${item.kind === 'server' ? 'a server' : 'a skill'} "${id}" that is not from AI OS; it was left as it is.`,
      path,
      remedy: 'Rename or remove yours if AI OS should deliver its own there.',
    };
  }
  return state === 'edited' ? editedHere(item) : undefined;
}

function editedHere({ client, kind, id, path, desired }: PlannedItem): SyncError {
  const repair = `aios repair ${id} --client ${client}`;
  const adopt = kind === 'skill' ? `, \`${repair} --adopt\` to have it everywhere as a new version` : '';
  const about = { client, code: 'edited_here', path };
  if (desired === undefined) {
    return {
      ...about,
      message: `${path}: "${id}" is not wanted there any more, but holds something of yours; it was left as it is.`,
      remedy: `Run \`${repair} --keep\` to leave it there as yours${adopt}, or \`${repair} --restore\` to take it out with that (\`aios undo\` brings it back).`,
    };
  }
  return {
    ...about,
    message: `${path}: "${id}" was edited there since AI OS delivered it; the edit was left as it is.`,
    remedy: `Run \`${repair} --keep\` to make it yours${adopt}, or \`${repair} --restore\` to put ours back (\`aios undo\` brings the edit back).`,
  };
}

function changeOf(item: PlannedItem, action: PlannedAction): SyncChange[] {
  if (action === 'none' || action === 'settle' || action === 'waiting') return [];
  const { client, kind, id, path, readers } = item;
  return [{ client, kind, id, action, path, readers }];
}
