import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from '../../errors.ts';
import {
  ensurePrivateFolder,
  removeTemporaryFiles,
  removeTemporaryOf,
  writeFileAtomically,
} from '../../files/atomic-write.ts';
import type { FileContents } from '../../files/digest.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { namesIn } from '../../files/names-in.ts';
import { readIfPresent } from '../../files/read-bounded.ts';
import { flushFolders, type NewFile, writeNewFiles } from '../../files/write-new-files.ts';
import { allOrNothing } from '../all-or-nothing.ts';
import { isSkillId } from '../installed-skill.ts';
import { isAbandoned, stagingName } from '../staging.ts';

export interface FolderPlaces {
  /** The project's `.aios/skills`, absolute. */
  readonly skills: string;
  /** The project's lock file, absolute. */
  readonly lockFile: string;
  /** In the person's home, absolute: what stands in a project is nobody's word for what may be moved there. */
  readonly journal: string;
}

/** What is to stand in the project afterwards. */
export interface FolderSwitch {
  /** By id; undefined takes the folder away. */
  readonly folders: ReadonlyMap<string, FileContents | undefined>;
  /** The lock file's texts, before and after. */
  readonly lock: { readonly before: string; readonly after: string };
}

/**
 * What a change is about to do with a project's folders, written before it does it. The new folders stand ready in the
 * staging folder, and the old ones are kept there until all is done, so it can be finished as well as undone.
 */
interface FolderJournal {
  /** The staging folder's name. */
  readonly staging: string;
  readonly changes: readonly { readonly id: string; readonly isStaged: boolean }[];
  /** sha256 of the lock file's texts. */
  readonly before: string;
  readonly after: string;
}

const maxBytes = 64 * 1024 * 1024;
const prefix = '.staging-';

/**
 * Puts new folders in the place of a project's and its lock file after them, all or nothing. Only under the project's
 * lock, and once `settleFolders` was called.
 *
 * @throws AiosError `file_…`; then all is as before
 */
export async function switchFolders(places: FolderPlaces, wanted: FolderSwitch): Promise<void> {
  const { before, after } = wanted.lock;
  if (wanted.folders.size === 0 && before === after) return;
  const staging = join(dirname(places.skills), `${prefix}${stagingName()}`);
  const journal: FolderJournal = {
    staging: basename(staging),
    changes: [...wanted.folders].map(([id, files]) => ({ id, isStaged: files !== undefined })),
    before: digestOf(before),
    after: digestOf(after),
  };
  try {
    await stage(places, staging, wanted);
    await ensurePrivateFolder(dirname(places.journal));
    await writeFileAtomically(places.journal, JSON.stringify(journal));
    await carryThrough(places, journal);
  } finally {
    if (!existsSync(places.journal))
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** @returns whether a process that was killed, or one at work now, has left something to be settled */
export function isUnsettled({ skills, journal }: FolderPlaces): boolean {
  return existsSync(journal) || abandonedIn(dirname(skills)).length > 0;
}

/**
 * Finishes what a killed process had begun, or undoes it where it cannot be finished, and takes away what it left.
 * Only under the project's lock.
 *
 * @throws AiosError `file_…` when neither can be done
 */
export async function settleFolders(places: FolderPlaces): Promise<void> {
  const journal = await readJournal(places.journal);
  if (journal !== undefined) {
    try {
      if (await isOvertaken(places, journal)) putBackMissing(places, journal);
      else await carryThrough(places, journal);
    } catch (error) {
      // Undone instead: as before is as good as after.
      if (existsSync(places.journal)) throw error;
    }
  }
  if (existsSync(places.journal)) rmSync(places.journal, { force: true });
  await removeTemporaryFiles(dirname(places.journal));
  if (!isUnsettled(places) && journal === undefined) return;
  await removeTemporaryOf(places.lockFile);
  const left = new Set([...abandonedIn(dirname(places.skills)), ...(journal ? [journal.staging] : [])]);
  for (const name of left) await clear(join(dirname(places.skills), name), journal?.staging === name);
}

async function stage(places: FolderPlaces, staging: string, { folders, lock }: FolderSwitch): Promise<void> {
  try {
    makeFolders(places.skills);
    mkdirSync(staging);
    // First, so that nobody commits what is here for a moment.
    await writeNewFiles([{ path: join(staging, '.gitignore'), data: '*\n' }]);
    for (const name of ['new', 'old']) mkdirSync(join(staging, name));
    const written: NewFile[] = [];
    for (const [id, files] of folders)
      if (files !== undefined) written.push(...filesIn(join(staging, 'new', id), files));
    if (lock.before !== lock.after) written.push({ path: join(staging, lockName), data: lock.after });
    await writeNewFiles(written);
    await flushFolders([staging, join(staging, 'new')]);
  } catch (error) {
    throw fileError(error, 'prepare the change in', staging);
  }
}

const lockName = 'lock.yaml';

/** Makes the folders of a skill's files. @returns the files, with the permissions of what a person writes */
function filesIn(folder: string, files: FileContents): NewFile[] {
  return [...files].map(([path, data]) => {
    const target = join(folder, ...path.split('/'));
    makeFolders(dirname(target));
    return { path: target, data, mode: files.executable?.has(path) ? 0o755 : 0o644 };
  });
}

async function carryThrough(places: FolderPlaces, journal: FolderJournal): Promise<void> {
  await allOrNothing({
    carryOut: async () => {
      for (const change of journal.changes) switchOne(places, journal, change);
      await flushFolders([places.skills]);
      const lock = await readIfPresent(join(stagingOf(places, journal), lockName), maxBytes);
      // What is right already is not written again.
      if (lock !== undefined && digestOf(await readLock(places)) !== journal.after)
        await writeFileAtomically(places.lockFile, lock, { mode: 0o644 });
    },
    undo: async () => {
      for (const change of journal.changes) switchBack(places, journal, change);
      rmSync(places.journal, { force: true });
      return true;
    },
  });
  // While the journal stands: a staging folder without one that holds old folders is somebody else's.
  await rm(join(stagingOf(places, journal), 'old'), { recursive: true, force: true }).catch(() => undefined);
  rmSync(places.journal, { force: true });
}

type OneChange = FolderJournal['changes'][number];

/** May be repeated at will: what waits to be moved says how far it came. */
function switchOne(places: FolderPlaces, journal: FolderJournal, { id, isStaged }: OneChange): void {
  const { folder, fresh, old } = foldersOf(places, journal, id);
  try {
    if (isStaged && !isThere(fresh)) return;
    if (isThere(folder) && !isThere(old)) renameSync(folder, old);
    if (isStaged) renameSync(fresh, folder);
  } catch (error) {
    throw fileError(error, 'switch versions in', folder);
  }
}

/** Undoes `switchOne`, step by step, so that killed in between it can be finished all the same. */
function switchBack(places: FolderPlaces, journal: FolderJournal, { id, isStaged }: OneChange): void {
  const { folder, fresh, old } = foldersOf(places, journal, id);
  try {
    if (isStaged && !isThere(fresh) && isThere(folder)) renameSync(folder, fresh);
    if (isThere(old) && !isThere(folder)) renameSync(old, folder);
  } catch (error) {
    throw fileError(error, 'switch versions back in', folder);
  }
}

/** Whether somebody, such as version control, has changed the lock file since: then that holds, and is not undone. */
async function isOvertaken(places: FolderPlaces, { before, after }: FolderJournal): Promise<boolean> {
  const now = digestOf(await readLock(places));
  return now !== before && now !== after;
}

/** What stands stays; where nothing stands, what was there comes back. */
function putBackMissing(places: FolderPlaces, journal: FolderJournal): void {
  for (const { id } of journal.changes) {
    const { folder, old } = foldersOf(places, journal, id);
    if (isThere(old) && !isThere(folder)) renameSync(old, folder);
  }
}

function foldersOf(places: FolderPlaces, journal: FolderJournal, id: string) {
  const staging = stagingOf(places, journal);
  return { folder: join(places.skills, id), fresh: join(staging, 'new', id), old: join(staging, 'old', id) };
}

function stagingOf({ skills }: FolderPlaces, { staging }: FolderJournal): string {
  return join(dirname(skills), staging);
}

async function clear(staging: string, isOurs: boolean): Promise<void> {
  // Of another home's journal: that finishes it.
  if (!isOurs && namesIn(join(staging, 'old')).length > 0) return;
  await rm(staging, { recursive: true, force: true }).catch(() => undefined);
}

function abandonedIn(folder: string): string[] {
  return namesIn(folder).filter(
    (name) => isStagingName(name) && isAbandoned(name.slice(prefix.length), join(folder, name)),
  );
}

function isStagingName(name: string): boolean {
  return /^\.staging-\d+-[0-9a-f]{12}-[0-9a-f]{16}$/u.test(name);
}

async function readLock({ lockFile }: FolderPlaces): Promise<string> {
  return (await readIfPresent(lockFile, maxBytes))?.toString('utf8') ?? '';
}

async function readJournal(file: string): Promise<FolderJournal | undefined> {
  const bytes = await readIfPresent(file, maxBytes);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isJournal(value) ? value : undefined;
  } catch {
    // It came into being whole, so this is none of ours.
    return undefined;
  }
}

function isJournal(value: unknown): value is FolderJournal {
  const { staging, changes, before, after } = (value ?? {}) as Partial<FolderJournal>;
  return (
    typeof staging === 'string' &&
    isStagingName(staging) &&
    typeof before === 'string' &&
    typeof after === 'string' &&
    Array.isArray(changes) &&
    changes.every(
      ({ id, isStaged }) => typeof id === 'string' && isSkillId(id) && typeof isStaged === 'boolean',
    )
  );
}

/** Whatever stands there, a link to nothing too. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
