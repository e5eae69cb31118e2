import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { flushFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { type InstalledSkill, isInstalledSkill } from './index-file.ts';

const maxPointerBytes = 4 * 1024 * 1024;

/** The file that names a skill's current version. Replacing it is the one step that installs or updates. */
export function pointerPath(skillsFolder: string, id: string): string {
  return join(skillsFolder, id, 'current.json');
}

/**
 * @returns what is installed of the skill, or undefined when nothing is
 * @throws AiosError `pointer_unreadable`
 */
export async function readPointer(skillsFolder: string, id: string): Promise<InstalledSkill | undefined> {
  const file = pointerPath(skillsFolder, id);
  const bytes = await readIfPresent(file, maxPointerBytes);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (isInstalledSkill(value) && value.manifest.id === id) return value;
  } catch {
    // Told below, as any other damage.
  }
  throw new AiosError(`${file} is damaged.`, {
    code: 'pointer_unreadable',
    remedy: `Install ${id} again; the version folders beside that file are untouched.`,
    file,
  });
}

export async function writePointer(skillsFolder: string, skill: InstalledSkill): Promise<void> {
  const file = pointerPath(skillsFolder, skill.manifest.id);
  await writeFileAtomically(file, `${JSON.stringify(skill, undefined, 2)}\n`);
}

/** Makes the skill one that is not installed; what its pointer said is kept beside it. */
export async function retirePointer(skillsFolder: string, id: string): Promise<void> {
  await rename(pointerPath(skillsFolder, id), join(skillsFolder, id, 'removed.json'));
  await flushFolder(join(skillsFolder, id));
}

/** @returns every pointer there is, by id; damaged ones are left out and told to `onDamaged` */
export async function readAllPointers(
  skillsFolder: string,
  onDamaged: (error: AiosError) => void,
): Promise<InstalledSkill[]> {
  const found: InstalledSkill[] = [];
  for (const id of (await listSkillFolders(skillsFolder)).sort()) {
    try {
      const skill = await readPointer(skillsFolder, id);
      if (skill) found.push(skill);
    } catch (error) {
      onDamaged(fileError(error, 'read', pointerPath(skillsFolder, id)));
    }
  }
  return found;
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
