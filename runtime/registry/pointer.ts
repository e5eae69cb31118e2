import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { readAtOnce } from '../files/read-at-once.ts';
import { isSkillRecord, type SkillRecord } from './installed-skill.ts';

const maxPointerBytes = 4 * 1024 * 1024;
const recordsAtOnce = 32;

/** The file that names a skill's current version. Replacing it is the one step that installs or updates. */
export function pointerPath(skillsFolder: string, id: string): string {
  return join(skillsFolder, id, 'current.json');
}

/** What the pointer of a removed skill is called. */
export function retiredPath(skillsFolder: string, id: string): string {
  return join(skillsFolder, id, 'removed.json');
}

/** Where a version that was ever current is recorded, beside its folder. */
export function versionRecordPath(skillsFolder: string, id: string, folder: string): string {
  return join(skillsFolder, id, ...`${folder}.json`.split('/'));
}

/**
 * @returns what is installed of the skill, or undefined when nothing is
 * @throws AiosError `pointer_unreadable`
 */
export async function readPointer(skillsFolder: string, id: string): Promise<SkillRecord | undefined> {
  return readRecord(pointerPath(skillsFolder, id), id);
}

/** @returns what was installed of a removed skill, while that is kept */
export async function readRetired(skillsFolder: string, id: string): Promise<SkillRecord | undefined> {
  return readRecord(retiredPath(skillsFolder, id), id);
}

/**
 * @returns what is recorded of a version, or undefined when nothing is
 * @throws AiosError `pointer_unreadable`
 */
export async function readVersionRecord(
  skillsFolder: string,
  id: string,
  folder: string,
): Promise<SkillRecord | undefined> {
  return readRecord(versionRecordPath(skillsFolder, id, folder), id);
}

/** @returns every recorded version of the skill that can still be read, the newest installed first */
export async function readVersionRecords(skillsFolder: string, id: string): Promise<SkillRecord[]> {
  const folder = join(skillsFolder, id, 'versions');
  const names = await readdir(folder).catch(() => []);
  const records = await mapAtOnce(
    names.filter((name) => name.endsWith('.json')),
    recordsAtOnce,
    (name) => readRecord(join(folder, name), id).catch(() => undefined),
  );
  return records
    .filter((record) => record !== undefined)
    .sort((a, b) => (a.installedAt < b.installedAt ? 1 : -1));
}

/** @returns every pointer there is, by id; damaged ones are left out and told to `onDamaged` */
export async function readAllPointers(
  skillsFolder: string,
  onDamaged: (error: AiosError) => void,
): Promise<SkillRecord[]> {
  const ids = (await listSkillFolders(skillsFolder)).sort();
  const found = await mapAtOnce(ids, recordsAtOnce, async (id) => {
    try {
      return await readPointer(skillsFolder, id);
    } catch (error) {
      onDamaged(fileError(error, 'read', pointerPath(skillsFolder, id)));
      return undefined;
    }
  });
  return found.filter((record) => record !== undefined);
}

/** @returns the ids that have a folder, installed or not */
export async function listSkillFolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw fileError(error, 'list', folder);
  }
}

async function readRecord(file: string, id: string): Promise<SkillRecord | undefined> {
  // Asked first: installing a hundred skills looks in vain two hundred times, and a refusal to open costs more.
  if (!existsSync(file)) return undefined;
  const read = readNow(file);
  if (read === 'gone') return undefined;
  try {
    const value: unknown = JSON.parse(read === 'too large' ? '' : read.bytes.toString('utf8'));
    if (isSkillRecord(value) && value.manifest.id === id) return value;
  } catch {
    // Told below, as any other damage.
  }
  throw new AiosError(`${file} is damaged.`, {
    code: 'pointer_unreadable',
    remedy: `Install ${id} again; the version folders beside that file are untouched.`,
    file,
  });
}

function readNow(file: string): ReturnType<typeof readAtOnce> {
  try {
    return readAtOnce(file, maxPointerBytes);
  } catch (error) {
    throw fileError(error, 'read', file);
  }
}
