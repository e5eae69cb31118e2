import { equalValues } from '../client/formats/entry-value.ts';
import { type Blobs, sameState } from './capture.ts';
import { rowKey } from './ledger.ts';
import type { Snapshot, SnapshotFile, SnapshotPlace, Snapshots } from './snapshots.ts';

/**
 * The places of an undo that was killed and of the one that takes it up again, as one undo would have kept them: what
 * the first brought back already has what stood there before that, so that undoing the second takes all of it back.
 *
 * @param places what the second one changes
 * @param settled the other places that stand as they are to
 * @param killed the snapshot of the first one
 */
export function asOneUndo(
  places: readonly SnapshotPlace[],
  settled: readonly SnapshotPlace[],
  killed: Snapshot,
): SnapshotPlace[] {
  const begun = new Map(killed.places.map((place) => [rowKey(place), place]));
  const also = settled.filter((place) => begun.has(rowKey(place)));
  return [...places, ...also].map((place) => {
    const was = begun.get(rowKey(place));
    return was === undefined ? place : asOnePlace(place, was);
  });
}

/** Takes over the bytes that an undo which was killed kept. Any that are gone are told of when they are to be put back. */
export async function takeOverBytes(
  places: readonly SnapshotPlace[],
  killed: Snapshot,
  snapshots: Snapshots,
  blobs: Blobs,
): Promise<void> {
  for (const { before } of places.flatMap(({ files }) => files)) {
    if (before.kind !== 'file' || blobs.has(before.hash)) continue;
    const bytes = await snapshots.bytesOf(killed, before.hash).catch(() => undefined);
    if (bytes !== undefined) blobs.set(before.hash, bytes);
  }
}

/** The row is that of before the first one in any case: in between, it says what was announced. */
function asOnePlace(place: SnapshotPlace, was: SnapshotPlace): SnapshotPlace {
  const { row, entry } = was;
  if (place.kind === 'skill')
    return { ...place, row, files: place.files.map((file) => asOneFile(file, was)) };
  const isBack =
    place.entry !== undefined &&
    entry !== undefined &&
    equalValues(place.entry.before, place.entry.after) &&
    equalValues(place.entry.after, entry.after);
  if (!isBack) return { ...place, row };
  // Where others wrote into the config since, it is not to be put back as a whole.
  const isExact = place.files.every((file) => isBackAsIn(file, fileIn(was, file.path)));
  return { ...place, row, entry, files: isExact ? place.files.map((file) => asOneFile(file, was)) : [] };
}

function asOneFile(file: SnapshotFile, was: SnapshotPlace): SnapshotFile {
  const earlier = fileIn(was, file.path);
  return earlier !== undefined && isBackAsIn(file, earlier) ? { ...file, before: earlier.before } : file;
}

/** Whether the undo that was killed had brought a file back, so that nothing was left to do. */
function isBackAsIn({ before, after }: SnapshotFile, earlier: SnapshotFile | undefined): boolean {
  return earlier !== undefined && sameState(before, after) && sameState(after, earlier.after);
}

function fileIn({ files }: SnapshotPlace, path: string): SnapshotFile | undefined {
  return files.find((file) => file.path === path);
}
