import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, readdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { makeFolders } from '../files/make-folders.ts';
import type { SyncError } from './apply.ts';
import { type Blobs, captureFile, sameState } from './capture.ts';
import { entryFile, look } from './copy-file.ts';
import { removeEmptyFolders, removeHalfCopies, removeLeftovers } from './leftovers.ts';
import type { Snapshot, SnapshotFile, SnapshotPlace, Snapshots } from './snapshots.ts';
import { changedSince } from './undo-entry.ts';

/** What an undo would make of a copy. */
export interface CopyUndo {
  /** What stands there now, and what is to. */
  readonly files: readonly SnapshotFile[];
  readonly errors: readonly SyncError[];
  /** Whether something that stood there cannot be put back: then nothing of the place may be taken away. */
  readonly isLeft: boolean;
}

/** @param blobs gets the bytes of what stands there */
export async function foreseeCopyUndo(place: SnapshotPlace, blobs: Blobs): Promise<CopyUndo> {
  const { client, path: folder } = place;
  const files: SnapshotFile[] = [];
  const errors: SyncError[] = [];
  let isLeft = false;
  for (const { path, before, after } of place.files) {
    // Too large or no file, and nothing became of it.
    if (before.kind === 'other' && after.kind === 'other') continue;
    const now = await captureFile(folder, path, blobs);
    if (sameState(now, before)) files.push({ path, before: now, after: now });
    else if (before.kind !== 'other' && sameState(now, after))
      files.push({ path, before: now, after: before });
    else {
      const at = fileOf(folder, path);
      errors.push(sameState(now, after) ? notKept(client, at) : changedSince(client, at));
      isLeft ||= before.kind !== 'absent';
    }
  }
  for (const barrier of await findBarriers(folder, files)) {
    if (!errors.some(({ path }) => path === barrier)) errors.push(changedSince(client, barrier));
    isLeft = true;
  }
  return { files, errors, isLeft };
}

/**
 * Brings a copy's files to what they are to be. Takes away first, `SKILL.md` before the rest, then puts back, `SKILL.md`
 * after it: no client loads half a skill.
 *
 * @param place as `foreseeCopyUndo` says
 * @throws AiosError `changed_since`, `snapshot_damaged` before anything is taken away; `file_…`
 */
export async function bringBackCopy(
  place: SnapshotPlace,
  last: Snapshot,
  snapshots: Snapshots,
): Promise<void> {
  const { path: folder } = place;
  const changes = place.files.filter(({ before, after }) => !sameState(before, after));
  const kept: Blobs = new Map();
  for (const { after } of changes)
    if (after.kind === 'file') kept.set(after.hash, await snapshots.bytesOf(last, after.hash));
  await removeHalfCopies([folder]);
  const isFolder = (await look(folder))?.isDirectory() === true;
  if (isFolder) await removeLeftovers(changes.map(({ path }) => fileOf(folder, path)));
  await assertAllStill(place, folder, changes);
  const whole = changes.find(({ path, after }) => path === '' && isToStand(after));
  if (whole !== undefined && isFolder) await replaceFolder(place, changes, () => putBack(place, whole, kept));
  else await bringBackFiles(place, changes, kept);
}

async function bringBackFiles(
  place: SnapshotPlace,
  changes: readonly SnapshotFile[],
  kept: Blobs,
): Promise<void> {
  const { path: folder } = place;
  const firstEntry = changes.toSorted((a, b) => Number(b.path === entryFile) - Number(a.path === entryFile));
  for (const file of firstEntry.filter(goesFirst)) {
    await assertStill(place, file);
    const at = fileOf(folder, file.path);
    await rm(at, { force: true });
    if (file.path !== '') await removeEmptyFolders(dirname(at), folder);
  }
  for (const file of firstEntry.toReversed()) {
    if (!isToStand(file.after)) continue;
    await removeFoldersIn(fileOf(folder, file.path));
    await putBack(place, file, kept);
  }
  if (!(await look(folder))?.isDirectory()) return;
  // Also those of files that are gone already: one that was killed has left them.
  for (const { path, after } of place.files)
    if (!isToStand(after)) await removeEmptyFolders(dirname(fileOf(folder, path)), folder);
  await removeEmptyFolders(folder, folder);
}

async function putBack(place: SnapshotPlace, file: SnapshotFile, kept: Blobs): Promise<void> {
  const { path, before, after } = file;
  const at = fileOf(place.path, path);
  makeFolders(dirname(at));
  if (after.kind === 'link') await symlink(after.target, at);
  if (after.kind !== 'file') return;
  const mode = after.mode ?? 0o644;
  await writeFileAtomically(at, kept.get(after.hash) ?? new Uint8Array(), {
    mode,
    beforeSwitch: before.kind === 'link' ? async () => undefined : () => assertStill(place, file),
  });
  if (before.kind === 'file' && before.mode !== mode) await chmod(at, mode);
}

/**
 * Puts what a person had where our folder stands. The folder goes aside in one step, and back where that fails: one of
 * the two stands there in any case.
 */
async function replaceFolder(
  place: SnapshotPlace,
  changes: readonly SnapshotFile[],
  put: () => Promise<void>,
): Promise<void> {
  const { path: folder } = place;
  // Named as a half-written copy: what a process killed here leaves is taken away by the next.
  const name = `.${basename(folder)}.${randomBytes(6).toString('hex')}.aios-tmp`;
  const aside = join(dirname(folder), name);
  try {
    await rename(folder, aside);
  } catch (error) {
    throw fileError(error, 'move', folder);
  }
  try {
    await assertAllStill(place, aside, changes);
    await put();
  } catch (error) {
    await rename(aside, folder);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** @param folder where the copy stands now */
async function assertAllStill(
  place: SnapshotPlace,
  folder: string,
  changes: readonly SnapshotFile[],
): Promise<void> {
  for (const file of changes) await assertStill(place, file, folder);
  const [barrier] = await findBarriers(folder, changes);
  if (barrier !== undefined) throw hasChanged(place, join(place.path, relative(folder, barrier)));
}

async function assertStill(
  place: SnapshotPlace,
  { path, before }: SnapshotFile,
  folder: string = place.path,
): Promise<void> {
  if (!sameState(await captureFile(folder, path), before)) throw hasChanged(place, fileOf(place.path, path));
}

/**
 * Finds what a person put where something is to be put back: a file or link in a folder's place, or anything of their
 * own in a folder that would have to give way.
 *
 * @returns absolute paths, each once
 */
async function findBarriers(folder: string, files: readonly SnapshotFile[]): Promise<string[]> {
  const going = new Set(files.filter(goesFirst).map(({ path }) => fileOf(folder, path)));
  const barriers = new Set<string>();
  for (const { path, before, after } of files) {
    if (!isToStand(after) || sameState(before, after)) continue;
    const { at, about } = await walkTo(folder, path);
    if (about === undefined || going.has(at)) continue;
    if (about.isDirectory()) {
      const own = (await listInside(at)).find((inside) => !inside.isFolder && !going.has(inside.at));
      if (own !== undefined) barriers.add(own.at);
    } else if (at !== fileOf(folder, path)) barriers.add(at);
  }
  return [...barriers];
}

/** @returns the file's place and what stands there, or the first on the way to it that is no folder */
async function walkTo(folder: string, path: string): Promise<{ at: string; about: Stats | undefined }> {
  let at = folder;
  let about = await look(at);
  for (const part of path === '' ? [] : path.split('/')) {
    if (!about?.isDirectory()) break;
    at = join(at, part);
    about = await look(at);
  }
  return { at, about };
}

/** Takes away the folders, empty by now, where a file is to stand. */
async function removeFoldersIn(top: string): Promise<void> {
  if (!(await look(top))?.isDirectory()) return;
  for (const { at, isFolder } of await listInside(top)) if (isFolder) await removeEmptyFolders(at, top);
  await removeEmptyFolders(top, top);
}

/** @returns all that is in a folder, at any depth; links are not followed */
async function listInside(folder: string): Promise<{ readonly at: string; readonly isFolder: boolean }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => ({ at: join(entry.parentPath, entry.name), isFolder: entry.isDirectory() }));
}

/** Whether something is to stand there afterwards. */
function isToStand({ kind }: SnapshotFile['after']): boolean {
  return kind === 'file' || kind === 'link';
}

/** Whether it has to be taken away, as a file that is written over has not. */
function goesFirst({ before, after }: SnapshotFile): boolean {
  if (before.kind === 'absent' || sameState(before, after)) return false;
  return before.kind !== 'file' || after.kind !== 'file';
}

function fileOf(folder: string, path: string): string {
  return path === '' ? folder : join(folder, ...path.split('/'));
}

function hasChanged({ client }: SnapshotPlace, path: string): AiosError {
  const { code, message, remedy } = changedSince(client, path);
  return new AiosError(message, { code, remedy, file: path });
}

function notKept(client: string, path: string): SyncError {
  return {
    client,
    code: 'not_kept',
    message: `What stood at ${path} before was no plain file, or too large to be kept; what is there now was left as it is.`,
    path,
    remedy: 'Put it there by hand if it should be as it was before.',
  };
}
