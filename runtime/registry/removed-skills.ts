import { existsSync } from 'node:fs';
import { mapAtOnce } from '../files/map-at-once.ts';
import { statQuietly } from '../files/stat-quietly.ts';
import { keptForMs } from './collect.ts';
import { folderOf, isSkillId, type SkillRecord } from './installed-skill.ts';
import { listSkillFolders, pointerPath, readRetired, retiredPath } from './pointer.ts';

/** A skill that was taken out and can still be brought back. */
export interface RemovedSkill {
  /** What was installed, as it comes back. */
  readonly record: SkillRecord;
  readonly removedAt: Date;
  /** It is collected with the first change after that. */
  readonly keptUntil: Date;
}

const skillsAtOnce = 32;

/** @returns the removed skills whose files are still kept, the last removed first */
export async function removedSkills(skillsFolder: string): Promise<RemovedSkill[]> {
  const ids = (await listSkillFolders(skillsFolder)).filter(isSkillId);
  const found = await mapAtOnce(ids, skillsAtOnce, (id) => removedSkill(skillsFolder, id));
  return found
    .filter((skill) => skill !== undefined)
    .sort((one, other) => other.removedAt.getTime() - one.removedAt.getTime());
}

async function removedSkill(skillsFolder: string, id: string): Promise<RemovedSkill | undefined> {
  if (existsSync(pointerPath(skillsFolder, id))) return undefined;
  // The rename that removed the skill set the time of change.
  const removedAt = statQuietly(retiredPath(skillsFolder, id))?.ctime;
  // Damaged: nothing says what would come back.
  const record = await readRetired(skillsFolder, id).catch(() => undefined);
  if (removedAt === undefined || record === undefined) return undefined;
  if (!existsSync(folderOf(skillsFolder, record))) return undefined;
  return { record, removedAt, keptUntil: new Date(removedAt.getTime() + keptForMs) };
}
