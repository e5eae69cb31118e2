import { mapAtOnce } from '../files/map-at-once.ts';
import type { ApplyContext, ChosenItem, Outcome } from './apply.ts';
import { type Blobs, captureConfig, captureEdit, captureFile, capturePlace, sameState } from './capture.ts';
import type { PlannedItem } from './plan.ts';
import type { Snapshot, SnapshotPlace, SnapshotSkill, Snapshots } from './snapshots.ts';

const placesAtOnce = 8;

/**
 * Keeps what stands at the places that are about to be changed.
 * @returns undefined when nothing will change but what the ledger says of what is there already
 */
export async function takeSnapshot(
  todo: readonly ChosenItem[],
  { snapshots, operation, adopted = [], clock }: ApplyContext,
): Promise<Snapshot | undefined> {
  if (adopted.length === 0 && todo.every(({ action }) => action === 'settle')) return undefined;
  const blobs: Blobs = new Map();
  const places = await mapAtOnce(todo, placesAtOnce, ({ item, action }) => capturePlace(item, action, blobs));
  const draft = { kind: operation, places, ...(adopted.length > 0 && { skills: adopted }) };
  return snapshots.begin(draft, blobs, clock.now());
}

/** Keeps edited copies as they are before the registry takes them over. */
export async function snapshotAdoption(
  adoptions: readonly { readonly places: readonly PlannedItem[]; readonly skill: SnapshotSkill }[],
  snapshots: Snapshots,
  now: Date,
): Promise<Snapshot> {
  const blobs: Blobs = new Map();
  const places = await mapAtOnce(
    adoptions.flatMap((adoption) => adoption.places),
    placesAtOnce,
    async (place) => unchanged(await capturePlace(place, 'update', blobs)),
  );
  const skills = adoptions.map(({ skill }) => skill);
  return snapshots.begin({ kind: 'repair', places, skills }, blobs, now);
}

/** Puts into a snapshot what became of its places, one outcome each. One of which nothing came goes again. */
export async function finishSnapshot(
  snapshot: Snapshot,
  todo: readonly ChosenItem[],
  outcomes: readonly Outcome[],
  snapshots: Snapshots,
): Promise<void> {
  const ends = snapshot.places.map((place, index) => {
    return { place, outcome: outcomes[index], isEdited: todo[index]?.item.state === 'edited' };
  });
  const places = await mapAtOnce(ends, placesAtOnce, async ({ place, outcome, isEdited }) =>
    outcome === undefined ? place : becomeOf(place, outcome, isEdited),
  );
  const isIdle =
    snapshot.skills === undefined &&
    outcomes.every((outcome) => 'error' in outcome) &&
    places.every(({ files }) => files.every(({ before, after }) => sameState(before, after)));
  if (isIdle) await snapshots.discard(snapshot);
  else await snapshots.finish(snapshot, places);
}

async function becomeOf(place: SnapshotPlace, outcome: Outcome, isEdited: boolean): Promise<SnapshotPlace> {
  if (place.kind === 'server')
    return 'error' in outcome ? afterFailure(place, outcome.error.code) : edited(place, outcome);
  return 'error' in outcome || isEdited ? lookedAtAgain(place) : place;
}

/**
 * @param code of what kept a config from being written
 * @returns the place as it became; where the config was damaged and could not be put back, an undo still can
 */
export async function afterFailure(place: SnapshotPlace, code: string): Promise<SnapshotPlace> {
  const [file] = place.files;
  if (code !== 'write_damaged' || file === undefined) return unchanged(place);
  const after = await captureConfig(place.path);
  return { ...unchanged(place), files: [{ ...file, after }] };
}

/** Nothing came of it. */
function unchanged({ entry, ...place }: SnapshotPlace): SnapshotPlace {
  return {
    ...place,
    files: place.files.map((file) => ({ ...file, after: file.before })),
    ...(entry && { entry: { before: entry.before, after: entry.before } }),
  };
}

async function edited(
  place: SnapshotPlace,
  { edit }: Extract<Outcome, { changes: unknown }>,
): Promise<SnapshotPlace> {
  if (edit === undefined || place.entry === undefined) return place;
  const { files, entry } = await captureEdit(place, edit, new Map());
  const [was] = place.files;
  const [is] = files;
  // Where a client wrote in between, what stood there at first is not what is to be put back as a whole.
  const isExact = was !== undefined && is !== undefined && sameState(was.before, is.before);
  return { ...place, files: isExact ? [{ ...was, after: is.after }] : [], ...(entry && { entry }) };
}

/** @returns the place with what stands there now as what it became */
export async function lookedAtAgain(place: SnapshotPlace): Promise<SnapshotPlace> {
  const files = await Promise.all(
    place.files.map(async (file) => ({ ...file, after: await captureFile(place.path, file.path) })),
  );
  return { ...place, files };
}
