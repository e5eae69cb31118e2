import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder } from '../files/atomic-write.ts';
import { keepBeside } from '../files/keep-beside.ts';
import { flushFolders, type NewFile, writeNewFiles } from '../files/write-new-files.ts';
import { allOrNothing } from './all-or-nothing.ts';
import type { SkillRecord } from './installed-skill.ts';
import type { Journal, PlannedSwitch } from './journal.ts';
import { pointerPath, retiredPath } from './pointer.ts';

type Places = Pick<AiosHome, 'skills' | 'registryStaging'>;

interface StagedChange {
  readonly id: string;
  /** Undefined retires the skill. */
  readonly record: SkillRecord | undefined;
}

/**
 * Prepares all that switching takes, so that from then on it is renames alone, there and back: the new pointers, the
 * ones they take the place of, and the journal that undoes it.
 *
 * @param staging the staging folder of this change, absolute
 * @returns the journal that is to be written
 */
export async function stageSwitch(
  { skills }: Places,
  staging: string,
  changes: readonly StagedChange[],
): Promise<Journal> {
  const inStaging = (name: string): string => `${basename(staging)}/${name}`;
  const keep = (path: string, name: string): string | undefined => {
    if (!existsSync(path)) return undefined;
    keepBeside(path, join(staging, name));
    return inStaging(name);
  };
  try {
    const planned = changes.map(({ id, record }): PlannedSwitch => {
      if (record === undefined) return { id, staged: undefined };
      const before = keep(pointerPath(skills, id), `${id}.before.json`);
      const retired = keep(retiredPath(skills, id), `${id}.retired.json`);
      return { id, staged: inStaging(`${id}.json`), ...(before && { before }), ...(retired && { retired }) };
    });
    const undo: Journal = { changes: planned, isUndo: true };
    const files = changes.flatMap(({ id, record }): NewFile[] =>
      record === undefined
        ? []
        : [{ path: join(staging, `${id}.json`), data: `${JSON.stringify(record)}\n` }],
    );
    await writeNewFiles([...files, { path: join(staging, undoName), data: JSON.stringify(undo) }]);
    await flushFolders([staging]);
    return { changes: planned, undo: inStaging(undoName) };
  } catch (error) {
    throw fileError(error, 'prepare the change in', staging);
  }
}

/** No id has a dot in it. */
const undoName = '.undo.json';

/** Switches one pointer. May be repeated at will. */
export async function switchPointer(places: Places, { id, staged }: PlannedSwitch): Promise<void> {
  const pointer = pointerPath(places.skills, id);
  const retired = retiredPath(places.skills, id);
  try {
    if (staged === undefined) renameIfThere(pointer, retired);
    else {
      if (!existsSync(dirname(pointer))) await ensurePrivateFolder(dirname(pointer));
      // Switched already where it is gone, by the process that was killed.
      renameIfThere(join(places.registryStaging, staged), pointer);
      rmSync(retired, { force: true });
    }
  } catch (error) {
    throw fileError(error, 'switch versions in', pointer);
  }
}

/** Undoes `switchPointer`, also where that was not done. May be repeated at will. */
export function switchPointerBack(
  { skills, registryStaging }: Places,
  { id, staged, before, retired }: PlannedSwitch,
): void {
  const pointer = pointerPath(skills, id);
  const isRetired = retiredPath(skills, id);
  try {
    if (staged === undefined) {
      if (!existsSync(pointer)) renameIfThere(isRetired, pointer);
      return;
    }
    // As long as it waits there, nothing of the skill was touched; what cannot be written is left alone then.
    if (existsSync(join(registryStaging, staged))) return;
    if (before === undefined) rmSync(pointer, { force: true });
    else renameIfThere(join(registryStaging, before), pointer);
    if (retired !== undefined) renameIfThere(join(registryStaging, retired), isRetired);
  } catch (error) {
    throw fileError(error, 'switch versions back in', pointer);
  }
}

/**
 * Carries a journal out, all of it or nothing.
 *
 * @param carryOut does what a journal says
 * @throws what kept it from being carried out, once all is as before; the journal stands only where that failed too
 */
export async function carryThrough(
  home: Pick<AiosHome, 'registryStaging' | 'registryJournal'>,
  journal: Journal,
  carryOut: (journal: Journal) => Promise<void>,
): Promise<void> {
  await allOrNothing({
    carryOut: () => carryOut(journal),
    undo: async () => {
      if (!turnBack(home, journal)) return false;
      await carryOut({ changes: journal.changes, isUndo: true });
      return true;
    },
  });
}

/**
 * Puts the journal that undoes a change in the place of the one that makes it: from then on it is undone. A rename,
 * so that it needs no room on a full disk.
 * @returns false when it is that one, or nothing is known of how to undo it
 */
function turnBack(
  { registryStaging, registryJournal }: Pick<AiosHome, 'registryStaging' | 'registryJournal'>,
  { undo }: Journal,
): boolean {
  if (undo === undefined || !existsSync(join(registryStaging, undo))) return false;
  renameSync(join(registryStaging, undo), registryJournal);
  return true;
}

/** On Windows EPERM is what a file says that another program has open. */
function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
}
