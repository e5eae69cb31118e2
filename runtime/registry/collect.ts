import { rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { changedCopies } from './changed-copies.ts';
import { folderOf, type SkillRecord } from './installed-skill.ts';
import {
  listSkillFolders,
  readPointer,
  readVersionRecords,
  retiredPath,
  versionRecordPath,
} from './pointer.ts';

/** How long what is no longer current is kept, in milliseconds. */
export const keptForMs = 30 * 24 * 60 * 60_000;
/** How often it is looked for what need not be kept. */
const lookEveryMs = 24 * 60 * 60_000;
/** Versions of a skill that are kept whatever their age. */
const keptVersions = 5;

/**
 * Takes away versions that nobody needs any more: of a skill removed 30 days ago all, of an installed one those older
 * than 30 days besides the newest five; of one that follows a folder all but the newest five. Looks at most once
 * a day. What somebody changed in a version and was set aside goes after 30 days too. Only under the registry's lock.
 * What is not ours in those folders stays.
 */
export async function collectIfDue(home: AiosHome, now: Date): Promise<void> {
  const about = await stat(home.registryCollected).catch(() => undefined);
  if (about !== undefined && now.getTime() - about.mtimeMs < lookEveryMs) return;
  if (about !== undefined)
    for (const id of await listSkillFolders(home.skills)) await collectSkill(home, id, now);
  await writeFileAtomically(home.registryCollected, `${now.toISOString()}\n`);
}

async function collectSkill(home: AiosHome, id: string, now: Date): Promise<void> {
  const retired = await stat(retiredPath(home.skills, id)).catch(() => undefined);
  const current = await readPointer(home.skills, id).catch(() => null);
  // Damaged: nothing is known, so everything stays.
  if (current === null) return;
  for (const { folder, setAsideAt } of changedCopies(home.skills, id))
    if (now.getTime() - setAsideAt.getTime() > keptForMs) await rm(folder, { recursive: true, force: true });
  const records = await readVersionRecords(home.skills, id);
  if (current === undefined) {
    // The rename that removed the skill set the time of change.
    if (retired === undefined || now.getTime() - retired.ctimeMs < keptForMs) return;
    for (const record of records) await removeVersion(home, record);
    await rm(retiredPath(home.skills, id), { force: true });
    await rmdir(join(home.skills, id, 'versions')).catch(() => undefined);
    await rmdir(join(home.skills, id)).catch(() => undefined);
    return;
  }
  for (const record of records.slice(keptVersions))
    if (isDispensable(record, current, now)) await removeVersion(home, record);
}

function isDispensable(record: SkillRecord, current: SkillRecord, now: Date): boolean {
  if (record.folder === current.folder || record.folder === current.before) return false;
  return record.link !== undefined || now.getTime() - Date.parse(record.installedAt) > keptForMs;
}

async function removeVersion(home: AiosHome, record: SkillRecord): Promise<void> {
  // The record first: a version without one is never offered.
  await rm(versionRecordPath(home.skills, record.manifest.id, record.folder), { force: true });
  await rm(folderOf(home.skills, record), { recursive: true, force: true });
}
