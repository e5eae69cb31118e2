import { configEntryOf } from '../client/config-entry.ts';
import { fileError } from '../errors.ts';
import { digestJson, digestOfDigests } from '../files/digest.ts';
import { namesIn } from '../files/names-in.ts';
import { nextTurn } from '../files/next-turn.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import { digestInCopy, look, lookThrough } from './copy-file.ts';
import type { Deliverable } from './desired.ts';
import { takesComments } from './entry-removal.ts';
import { type Delivered, knownContents, type LedgerRow, rowKey } from './ledger.ts';
import type { Observation } from './plan.ts';

/** Copies are looked at without waiting for the disk; others get their turn all the same. */
const placesPerTurn = 16;

/**
 * Looks at every place that is wanted or owned.
 * @returns what stands there, by `rowKey`
 */
export async function observe(
  desired: readonly Deliverable[],
  rows: readonly LedgerRow[],
): Promise<ReadonlyMap<string, Observation>> {
  const rowByKey = new Map(rows.map((row) => [rowKey(row), row]));
  const places = new Map([...rows, ...desired].map((place) => [rowKey(place), place]));
  const configs = new Map<string, Promise<Buffer | undefined>>();
  const readConfig = (path: string): Promise<Buffer | undefined> => {
    const known = configs.get(path) ?? readIfPresent(path, maxConfigBytes);
    configs.set(path, known);
    return known;
  };
  const observed = new Map<string, Observation>();
  for (const [key, place] of places) {
    if (observed.size % placesPerTurn === placesPerTurn - 1) await nextTurn();
    observed.set(
      key,
      place.kind === 'server'
        ? await observeEntry(place, readConfig)
        : await observeCopy(place.path, rowByKey.get(key), 'content' in place ? place.content : undefined),
    );
  }
  return observed;
}

async function observeEntry(
  place: LedgerRow | Deliverable,
  readConfig: (path: string) => Promise<Buffer | undefined>,
): Promise<Observation> {
  try {
    const bytes = await readConfig(place.path);
    if (bytes === undefined) return { kind: 'absent' };
    const entry = await configEntryOf(place.client, place.id, place.path);
    const value = entry.read(bytes);
    if (value === undefined) return { kind: 'absent' };
    // As long as it stays, so do they.
    const commented = !('content' in place) && takesComments(entry, place, bytes);
    return { kind: 'present', hash: digestJson(value), entry: value, ...(commented && { commented }) };
  } catch (error) {
    return unreadable(error, place.path);
  }
}

/**
 * A copy is judged by the files we wrote, and by what stands where the next version has a file. What a person put
 * beside them is theirs and does not count.
 */
async function observeCopy(
  folder: string,
  row: LedgerRow | undefined,
  next: Delivered | undefined,
): Promise<Observation> {
  try {
    const about = await look(folder);
    if (about === undefined) return { kind: 'absent' };
    if (!about.isDirectory()) return { kind: 'other' };
    if (row === undefined) return (await isFree(folder, next)) ? { kind: 'absent' } : { kind: 'other' };
    const observation = await compareCopy(folder, knownContents(row), next);
    if (observation.kind !== 'other' || next === undefined) return observation;
    // What the registry has now may have come from here.
    const adopted = await compareCopy(folder, [next], undefined);
    return adopted.kind === 'present' ? adopted : observation;
  } catch (error) {
    return unreadable(error, folder);
  }
}

/**
 * Whether a folder that is there holds a person's own files and nothing where ours would have one: notes, left behind.
 * An empty one is theirs too, and would go with our copy one day.
 */
async function isFree(folder: string, next: Delivered | undefined): Promise<boolean> {
  for (const path of Object.keys(next?.files ?? {}))
    if ((await digestInCopy(folder, path)) !== undefined) return false;
  return next !== undefined && namesIn(folder).length > 0;
}

async function compareCopy(
  folder: string,
  versions: readonly Delivered[],
  next: Delivered | undefined,
): Promise<Observation> {
  const known = new Set(versions.flatMap(({ files }) => Object.keys(files)));
  const found: Record<string, string> = {};
  let rewritten = false;
  for (const path of new Set([...known, ...Object.keys(next?.files ?? {})])) {
    const isOurs = (own: string): boolean => versions.some(({ files }) => files[path] === own);
    const { digest, lines } = await lookThrough(folder, path, isOurs);
    if (digest === undefined) continue;
    if (known.has(path)) {
      if (!isOurs(digest)) return { kind: 'other' };
      found[path] = digest;
      rewritten ||= lines !== '';
    } else if (digest !== next?.files[path]) return { kind: 'other' };
  }
  return summarize(found, versions, rewritten);
}

function summarize(
  found: Record<string, string>,
  versions: readonly Delivered[],
  rewritten: boolean,
): Observation {
  const count = Object.keys(found).length;
  if (count === 0) return { kind: 'absent' };
  const whole = versions.some(
    ({ files }) =>
      Object.keys(files).every((path) => files[path] === found[path]) && count === Object.keys(files).length,
  );
  if (!whole) return { kind: 'partial' };
  return { kind: 'present', hash: digestOfDigests(found), ...(rewritten && { rewritten }) };
}

function unreadable(error: unknown, path: string): Observation {
  const { code, message, remedy } = fileError(error, 'read', path);
  return { kind: 'unreadable', code, message, remedy };
}
