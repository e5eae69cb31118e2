import type { AiosHome } from '../aios-home.ts';
import { AiosError, fileError } from '../errors.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { Clock, Log } from '../ports.ts';
import type { Registry } from '../registry/registry.ts';
import { removeFoldersWeMade, type SyncChange, type SyncError } from './apply.ts';
import { type Blobs, captureEdit, sameState } from './capture.ts';
import { clientRunning, refuseRunning } from './client-running.ts';
import { editConfig } from './edit-config.ts';
import { knownContents, type LedgerRow, readLedger, rowKey, writeLedger } from './ledger.ts';
import { asOneUndo, takeOverBytes } from './resumed-undo.ts';
import type { RunningClients } from './running-clients.ts';
import type { OperationKind, Snapshot, SnapshotPlace, SnapshotSkill, Snapshots } from './snapshots.ts';
import { afterFailure, lookedAtAgain } from './take-snapshot.ts';
import { bringBackCopy, foreseeCopyUndo } from './undo-copy.ts';
import { type EntryUndo, foreseeUndo, onePerConfig, openUndo } from './undo-entry.ts';

const placesAtOnce = 8;

export interface UndoContext {
  readonly home: AiosHome;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: Registry;
  readonly snapshots: Snapshots;
  /** Of these clients, which ones run, or may, and may not be written meanwhile. */
  readonly running: (clients: readonly string[]) => Promise<RunningClients>;
  readonly dryRun: boolean;
}

export interface UndoResult {
  /** What was taken back. */
  readonly undone: { readonly kind: OperationKind; readonly at: string };
  readonly changes: readonly SyncChange[];
  readonly errors: readonly SyncError[];
}

/** What is to be done at one place, and what a person must know of it. */
interface Step {
  /** As the new snapshot has it: what stands there now, and what is to. */
  readonly place: SnapshotPlace;
  /** The row that is to hold then. */
  readonly row: LedgerRow | undefined;
  /** Of a server: how its config is brought back. */
  readonly undo?: EntryUndo;
  readonly errors: readonly SyncError[];
  readonly isChange: boolean;
}

/**
 * Takes the last operation back as a whole: files and ledger. What a person changed since is told of and left alone.
 * It is an operation itself, so that undoing it does the first one again; one that was killed is taken up again.
 *
 * @throws AiosError `nothing_to_undo`; `client_running` and `client_may_run`, before anything is changed: what is left out
 *   of an undo cannot be taken back by another one, which would do the rest again
 */
export async function undoLast(context: UndoContext): Promise<UndoResult> {
  const { snapshots, home } = context;
  const ledger = new Map((await readLedger(home.ledger)).rows.map((row) => [rowKey(row), row]));
  const kept = await snapshots.newestFirst();
  const [newest] = kept;
  const killed = newest?.kind === 'undo' && !newest.finished ? newest : undefined;
  const from = killed === undefined ? 0 : kept.findIndex(({ id }) => id === killed.undoes);
  for (const last of from === -1 ? [] : kept.slice(from)) {
    const { todo, settled, skills, errors, blobs } = await planUndo(last, ledger, context);
    const isIdle = todo.length === 0 && skills.length === 0;
    // Nothing came of it, as of a sync that was killed before it began: the one before it is meant.
    if (isIdle && errors.length === 0 && killed === undefined) continue;
    const undone = { kind: last.kind, at: last.at };
    const changes = todo.map(({ place: { client, kind, id, path } }): SyncChange => {
      return { client, kind, id, path, action: 'undo', readers: [client] };
    });
    if (context.dryRun) return { undone, changes, errors };
    refuseRunning(errors);
    if (isIdle && killed !== undefined) await snapshots.finish(killed, asOneUndo([], settled, killed));
    if (isIdle) return { undone, changes, errors };
    const failed = await carryOut(todo, { last, settled, skills, killed, blobs, ledger, context });
    // The one that took up another may have been killed in its turn.
    const takenUp = kept.slice(0, from).filter(({ undoes, finished }) => undoes === last.id && !finished);
    for (const one of takenUp) await snapshots.discard(one);
    const done = changes.filter(({ path }) => !failed.some((error) => error.path === path));
    for (const error of [...errors, ...failed]) context.log.warn(`${error.client}: ${error.message}`);
    return { undone, changes: done, errors: [...errors, ...failed] };
  }
  throw nothingToUndo();
}

interface UndoPlan {
  readonly todo: readonly Step[];
  /** Where nothing is left to do. */
  readonly settled: readonly SnapshotPlace[];
  readonly skills: SkillChanges;
  readonly errors: readonly SyncError[];
  /** The bytes of what stands at the places, by digest. */
  readonly blobs: Blobs;
}

async function planUndo(
  last: Snapshot,
  ledger: ReadonlyMap<string, LedgerRow>,
  { snapshots, registry, running: askRunning }: UndoContext,
): Promise<UndoPlan> {
  const servers = last.places.filter(({ kind }) => kind === 'server').map(({ client }) => client);
  const running = await askRunning(servers);
  const blobs: Blobs = new Map();
  const steps = await mapAtOnce(last.places, placesAtOnce, (place) =>
    planStep(place, { last, row: ledger.get(rowKey(place)), running, blobs, snapshots }),
  );
  const { skills, errors } = await planSkills(last, registry);
  errors.push(...steps.flatMap((step) => step.errors));
  const changing = steps.filter(({ isChange }) => isChange);
  // What moved comes back before it goes where it was moved to.
  const todo = [...changing.filter(isBringing), ...changing.filter((step) => !isBringing(step))];
  const others = steps.filter((step) => !step.isChange && step.errors.length === 0);
  return { todo, settled: others.map(({ place }) => place), skills, errors, blobs };
}

/** Whether something of ours stands at the place afterwards. */
function isBringing({ row }: Step): boolean {
  return row !== undefined;
}

interface StepInput {
  readonly last: Snapshot;
  readonly row: LedgerRow | undefined;
  readonly running: RunningClients;
  readonly blobs: Blobs;
  readonly snapshots: Snapshots;
}

async function planStep(place: SnapshotPlace, input: StepInput): Promise<Step> {
  const { row } = input;
  const draft: SnapshotPlace = { ...place, row: row ?? null };
  try {
    return place.kind === 'server'
      ? await planServer(draft, place, input)
      : await planCopy(draft, place, input);
  } catch (error) {
    const { code, message, remedy } = fileError(error, 'undo the change of', place.path);
    const told = { client: place.client, code, message, path: place.path, remedy };
    return { place: { ...draft, files: [] }, row, errors: [told], isChange: false };
  }
}

async function planServer(draft: SnapshotPlace, place: SnapshotPlace, input: StepInput): Promise<Step> {
  const { row, running, blobs, last, snapshots } = input;
  const { entry: _entry, ...rest } = draft;
  const bare = { place: { ...rest, files: [] }, errors: [] };
  const target = place.row ?? undefined;
  const isRowChange = JSON.stringify(row) !== JSON.stringify(target);
  if (place.entry === undefined) return { ...bare, row: target, isChange: isRowChange };
  const undo = await openUndo(place, row, last, snapshots);
  const { before, after } = await foreseeUndo(undo, place.path);
  const isFileChange = after === undefined ? before !== undefined : before?.equals(after) !== true;
  if (isFileChange && running.has(place.client)) {
    const waits = clientRunning(place, running.get(place.client), 'run `aios undo` again');
    return { ...bare, row, errors: [waits], isChange: false };
  }
  return {
    place: { ...rest, ...(await captureEdit(place, { before, after }, blobs)) },
    row: target,
    undo,
    errors: [],
    isChange: isFileChange || isRowChange,
  };
}

async function planCopy(draft: SnapshotPlace, place: SnapshotPlace, input: StepInput): Promise<Step> {
  const { row, blobs } = input;
  const { files, errors, isLeft } = await foreseeCopyUndo(place, blobs);
  if (isLeft) return { place: { ...draft, files: [] }, row, errors, isChange: false };
  const target = place.row ?? undefined;
  // Where some of it stays as it is, what we know to be ours there stays known.
  const kept = errors.length > 0 && row !== undefined ? knownContents(row) : [];
  const next = target && { ...target, pending: [...target.pending, ...kept] };
  const isFileChange = files.some(({ before, after }) => !sameState(before, after));
  const isChange = isFileChange || JSON.stringify(row) !== JSON.stringify(target);
  return { place: { ...draft, files }, row: next, errors, isChange };
}

type SkillChanges = readonly SnapshotSkill[];

/** The skills whose version is to be the one before again. One that is already needs nothing. */
async function planSkills(
  { skills = [] }: Snapshot,
  registry: Registry,
): Promise<{ skills: SkillChanges; errors: SyncError[] }> {
  const changes: SnapshotSkill[] = [];
  const errors: SyncError[] = [];
  for (const skill of skills) {
    const now = await registry.previous(skill.id);
    if (now?.digest === skill.after) changes.push(skill);
    else if (now?.digest !== skill.before) errors.push(skillChanged(skill));
  }
  return { skills: changes, errors };
}

function skillChanged({ id }: SnapshotSkill): SyncError {
  return {
    client: id,
    code: 'changed_since',
    message: `The installed ${id} is another version by now; it was left as it is.`,
    path: '',
    remedy: `Run \`aios rollback ${id}\` to choose a version.`,
  };
}

interface Undoing extends Omit<UndoPlan, 'todo' | 'errors'> {
  readonly last: Snapshot;
  /** An undo of the same that was killed, and may have done some of it. */
  readonly killed: Snapshot | undefined;
  readonly ledger: Map<string, LedgerRow>;
  readonly context: UndoContext;
}

async function carryOut(todo: readonly Step[], undoing: Undoing): Promise<SyncError[]> {
  const { last, settled, skills, killed, blobs, ledger, context } = undoing;
  const { snapshots, home, clock, registry, log } = context;
  const turned = skills.map(({ id, before, after }) => ({ id, before: after, after: before }));
  const begun = killed?.skills?.filter(({ id }) => !turned.some((skill) => skill.id === id)) ?? [];
  const changed = [...turned, ...begun];
  const whole = (places: readonly SnapshotPlace[]): readonly SnapshotPlace[] =>
    killed === undefined ? places : asOneUndo(places, settled, killed);
  const foreseen = whole(todo.map(({ place }) => place));
  if (killed !== undefined) await takeOverBytes(foreseen, killed, snapshots, blobs);
  const draft = {
    kind: 'undo' as const,
    places: foreseen,
    ...(changed.length > 0 && { skills: changed }),
    undoes: last.id,
  };
  const snapshot = await snapshots.begin(draft, blobs, clock.now());
  for (const { place, row } of todo) announce(ledger, place, row);
  await writeLedger(home.ledger, [...ledger.values()]);
  for (const { id, before } of skills) await registry.rollBack(id, { to: before });
  const failed: SyncError[] = [];
  const editOnce = onePerConfig(todo);
  const takeBack = async (step: Step): Promise<SnapshotPlace> => {
    const key = rowKey(step.place);
    try {
      const place = await bringBack(step, last, context, editOnce);
      if (step.row === undefined) ledger.delete(key);
      else ledger.set(key, step.row);
      log.info(`undo ${place.id} for ${place.client}: ${place.path}`);
      return place;
    } catch (error) {
      const { client, path, row } = step.place;
      const { code, message, remedy } = fileError(error, 'write', path);
      failed.push({ client, code, message, path, remedy });
      if (step.place.kind === 'server') {
        if (row === null) ledger.delete(key);
        else ledger.set(key, row);
      }
      if (step.place.kind === 'skill') return lookedAtAgain(step.place);
      return code === 'write_damaged' ? afterFailure(step.place, code) : { ...step.place, files: [] };
    }
  };
  const brought = await mapAtOnce(todo.filter(isBringing), placesAtOnce, takeBack);
  const taken = todo.filter((step) => !isBringing(step));
  const places = [...brought, ...(await mapAtOnce(taken, placesAtOnce, takeBack))];
  await writeLedger(home.ledger, [...ledger.values()]);
  await snapshots.finish(snapshot, whole(places));
  return failed;
}

/** Whatever is found at a place after a kill is known for ours by the one row or the other. */
function announce(ledger: Map<string, LedgerRow>, place: SnapshotPlace, next: LedgerRow | undefined): void {
  const now = ledger.get(rowKey(place));
  const about = now ?? next;
  if (about === undefined) return;
  const known = next === undefined ? [] : knownContents(next);
  ledger.set(rowKey(place), {
    ...about,
    delivered: now?.delivered,
    pending: [...(now?.pending ?? []), ...known],
  });
}

async function bringBack(
  step: Step,
  last: Snapshot,
  { snapshots, log }: UndoContext,
  editOnce: ReturnType<typeof onePerConfig>,
): Promise<SnapshotPlace> {
  const { place, undo } = step;
  if (undo !== undefined) {
    const file = { path: place.path, emptyText: undo.emptyText, mode: modeBefore(place, last), log };
    const done = await editOnce(place.path, ({ edit, holds }) => editConfig({ ...file, holds }, edit));
    if (done.after === undefined && place.row !== null) await removeFoldersWeMade(place.row);
    const { files, entry } = await captureEdit(place, done, new Map());
    const isExact = files.every((file, index) => {
      const planned = place.files[index];
      return planned !== undefined && sameState(planned.before, file.before);
    });
    return { ...place, files: isExact ? files : [], ...(entry && { entry }) };
  }
  await bringBackCopy(place, last, snapshots);
  if (place.row !== null) await removeFoldersWeMade(place.row);
  return place;
}

function modeBefore(place: SnapshotPlace, last: Snapshot): number | undefined {
  const was = last.places.find((one) => rowKey(one) === rowKey(place))?.files[0]?.before;
  return was?.kind === 'file' ? was.mode : undefined;
}

function nothingToUndo(): AiosError {
  return new AiosError('There is nothing to undo: AI OS has changed no client’s file yet.', {
    code: 'nothing_to_undo',
    remedy: 'Run `aios history` to see what was done in the registry.',
  });
}
