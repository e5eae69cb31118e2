import { readdir, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configEntryOf } from '../client/config-entry.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import { AiosError } from '../errors.ts';
import { sha256 } from '../files/digest.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import { foreseeEntry, foreseeRemoval } from './apply-entry.ts';
import { look } from './copy-file.ts';
import type { ConfigEdit } from './edit-config.ts';
import { knownContents } from './ledger.ts';
import { isWriting, type PlannedAction, type PlannedItem } from './plan.ts';
import type { FileState, SnapshotFile, SnapshotPlace } from './snapshots.ts';

/** More than any config or file of a skill may have. What is larger is not ours, and not kept. */
const maxFileBytes = 32 * 1024 * 1024;
const filesAtOnce = 16;
/** As deep as a skill's folder may be. */
const maxDepth = 16;

export const absent: FileState = { kind: 'absent' };

/** What was read while places were looked at, by digest. */
export type Blobs = Map<string, Uint8Array>;

/**
 * Looks at a place before it is changed, and foresees what it will be.
 *
 * @param blobs gets the bytes of what stands there
 * @throws AiosError `snapshot_impossible` for what would give way and cannot be put back
 */
export async function capturePlace(
  item: PlannedItem,
  action: PlannedAction,
  blobs: Blobs,
): Promise<SnapshotPlace> {
  const { client, kind, id, path, row } = item;
  const place = { client, kind, id, path, row: row ?? null };
  if (!isWriting(action)) return { ...place, files: [] };
  if (kind === 'skill') return { ...place, files: await captureCopy(item, action, blobs) };
  try {
    const edit = await foreseeItem(item, action);
    return edit === undefined
      ? { ...place, files: [] }
      : { ...place, ...(await captureEdit(item, edit, blobs)) };
  } catch {
    // A config that cannot be edited is told of when its turn comes, and stays as it is.
    return { ...place, files: [] };
  }
}

/** @returns the two states of a config, and of our entry in it */
export async function captureEdit(
  { client, id, path }: Pick<SnapshotPlace, 'client' | 'id' | 'path'>,
  { before, after }: ConfigEdit,
  blobs: Blobs,
): Promise<Pick<SnapshotPlace, 'files' | 'entry'>> {
  const entry = await configEntryOf(client, id, path);
  const valueIn = (bytes: Uint8Array | undefined): JsonValue => {
    try {
      return (bytes && entry.read(bytes)) ?? null;
    } catch {
      return null; // Damaged: then the file is put back as a whole, or not at all.
    }
  };
  const mode = (await look(path))?.mode;
  const states = {
    before: stateOf(before, mode, blobs),
    after: after === undefined ? absent : { kind: 'file' as const, hash: sha256(after) },
  };
  return {
    files: [{ path: '', ...states }],
    entry: { before: valueIn(before), after: valueIn(after) },
  };
}

/** @returns what stands at a config's path, through a link; `other` for what cannot be read */
export async function captureConfig(path: string): Promise<FileState> {
  try {
    const bytes = await readIfPresent(path, maxConfigBytes);
    return bytes === undefined ? absent : { kind: 'file', hash: sha256(bytes) };
  } catch {
    return { kind: 'other' };
  }
}

/**
 * @returns what stands at a path in a folder, links as links; what is behind one is somebody else's. A folder counts as
 *   absent: no file stands there, and those in it are looked at by themselves
 */
export async function captureFile(folder: string, path: string, blobs?: Blobs): Promise<FileState> {
  const parts = path === '' ? [] : path.split('/');
  for (let depth = 0; depth < parts.length; depth += 1) {
    const above = await look(join(folder, ...parts.slice(0, depth)));
    if (above === undefined || !above.isDirectory()) return absent;
  }
  const at = join(folder, ...parts);
  const about = await look(at);
  if (about === undefined || about.isDirectory()) return absent;
  if (about.isSymbolicLink()) return { kind: 'link', target: await readlink(at) };
  if (!about.isFile() || about.size > maxFileBytes) return { kind: 'other' };
  return stateOf(await readIfPresent(at, maxFileBytes), about.mode, blobs);
}

async function foreseeItem(item: PlannedItem, action: PlannedAction): Promise<ConfigEdit | undefined> {
  if (action === 'create' || action === 'update')
    return item.desired && (await foreseeEntry(item.desired, item.row));
  return action === 'remove' && item.row !== undefined ? foreseeRemoval(item.row) : undefined;
}

async function captureCopy(item: PlannedItem, action: PlannedAction, blobs: Blobs): Promise<SnapshotFile[]> {
  const { path: folder, row, desired } = item;
  const known = row === undefined ? [] : knownContents(row).flatMap(({ files }) => Object.keys(files));
  const next = action === 'create' || action === 'update' ? (desired?.content.files ?? {}) : {};
  const ours = new Set([...known, ...Object.keys(next)]);
  // An edit may be anything, and all of it is a person's.
  const theirs = item.state === 'edited' ? await listAll(folder, '', 0) : [];
  const paths = [...new Set([...ours, ...theirs])];
  return mapAtOnce(paths, filesAtOnce, async (path): Promise<SnapshotFile> => {
    const before = await captureFile(folder, path, blobs);
    const hash = next[path];
    const gives = hash !== undefined || ours.has(path) || givesWay(path, ours);
    if (before.kind === 'other' && gives) throw cannotKeep(path === '' ? folder : join(folder, path));
    if (hash !== undefined) return { path, before, after: { kind: 'file', hash } };
    return { path, before, after: gives ? absent : before };
  });
}

function cannotKeep(file: string): AiosError {
  return new AiosError(
    `${file} is no plain file, or larger than ${maxFileBytes} bytes, so no copy of it can be kept; nothing was changed.`,
    { code: 'snapshot_impossible', remedy: 'Move it away, then run the command again.', file },
  );
}

/** Whether what a person put at a path bars the way to a file of ours, or stands in a folder in its place. */
function givesWay(path: string, ours: ReadonlySet<string>): boolean {
  const isIn = (inner: string, folder: string): boolean => folder === '' || inner.startsWith(`${folder}/`);
  return [...ours].some((own) => isIn(own, path) || isIn(path, own));
}

/** @returns every file and link of a folder; the folder's own place, `''`, when that is none */
async function listAll(folder: string, prefix: string, depth: number): Promise<string[]> {
  const about = await look(join(folder, prefix));
  if (about !== undefined && !about.isDirectory()) return [prefix];
  if (about === undefined || depth > maxDepth) return [];
  const names = await readdir(join(folder, prefix));
  const inner = names.map((name) => listAll(folder, prefix === '' ? name : `${prefix}/${name}`, depth + 1));
  return (await Promise.all(inner)).flat();
}

function stateOf(bytes: Uint8Array | undefined, mode: number | undefined, blobs?: Blobs): FileState {
  if (bytes === undefined) return absent;
  const hash = sha256(bytes);
  blobs?.set(hash, bytes);
  return { kind: 'file', hash, ...(mode !== undefined && { mode: mode & 0o7777 }) };
}

/** Whether two states are of the same content. */
export function sameState(one: FileState, other: FileState): boolean {
  if (one.kind === 'file' && other.kind === 'file') return one.hash === other.hash;
  if (one.kind === 'link' && other.kind === 'link') return one.target === other.target;
  return one.kind === other.kind && one.kind !== 'other';
}

/** The folder that a place's file stands in. */
export function folderOfFile(place: string, path: string): string {
  return dirname(path === '' ? place : join(place, ...path.split('/')));
}
