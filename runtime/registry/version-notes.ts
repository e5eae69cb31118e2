import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { privateFileMode } from '../files/atomic-write.ts';
import { namesIn } from '../files/names-in.ts';
import { readAtOnce } from '../files/read-at-once.ts';
import { isSkillId, type SkillRecord } from './installed-skill.ts';
import { readPointer, readRetired, readVersionRecord, versionRecordPath } from './pointer.ts';

/**
 * What a process is about to put among the versions of skills, noted in its staging folder before it does. A process
 * that is killed before a pointer names them leaves versions that nothing else tells from those that are kept.
 */
const noteFile = 'versions.json';
/** Ten thousand skills, and more. */
const maxNoteBytes = 4 * 1024 * 1024;

interface NotedVersion {
  readonly id: string;
  readonly folder: string;
  /** ISO 8601, as its record is to say it: what tells it from the same version put there by somebody else. */
  readonly installedAt: string;
  /** Whether it was unknown before. */
  readonly isNew: boolean;
}

/** @param staging the staging folder of the change that is to write those versions, absolute */
export function noteVersions(
  skillsFolder: string,
  staging: string,
  records: Iterable<Pick<SkillRecord, 'manifest' | 'folder' | 'installedAt'>>,
): void {
  const noted = Array.from(records, ({ manifest: { id }, folder, installedAt }): NotedVersion => {
    return { id, folder, installedAt, isNew: !existsSync(versionRecordPath(skillsFolder, id, folder)) };
  });
  // Killed halfway through it, nothing was put anywhere yet.
  const path = join(staging, noteFile);
  try {
    writeFileSync(path, JSON.stringify(noted), { mode: privateFileMode });
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/**
 * @param stagingFolder where the staging folders are, absolute
 * @param besides names of those that do not count
 * @returns the versions that changes under way have noted, in the form that `takeVersionsBack` is given them
 */
export function notedInUse(stagingFolder: string, besides: readonly string[]): Set<string> {
  const others = namesIn(stagingFolder).filter((name) => !besides.includes(name));
  return new Set(others.flatMap((name) => readNote(join(stagingFolder, name)).map(keyOf)));
}

/**
 * Takes the versions away that a change put there and never made current. Only under the registry's lock, and once
 * no journal waits: then a version is needed when a pointer names it, or somebody else is about to.
 *
 * @param staging the staging folder of that change, absolute; what is taken away is moved there
 * @param noted what others who are at work have noted; that stays, and must be looked at again later
 * @returns whether everything was decided
 */
export async function takeVersionsBack(
  skillsFolder: string,
  staging: string,
  noted: ReadonlySet<string>,
): Promise<boolean> {
  let isDecided = true;
  for (const version of readNote(staging)) {
    if (!version.isNew) continue;
    if (noted.has(keyOf(version))) isDecided = false;
    else if (!(await isNeeded(skillsFolder, version))) takeBack(skillsFolder, staging, version);
  }
  return isDecided;
}

async function isNeeded(skillsFolder: string, { id, folder, installedAt }: NotedVersion): Promise<boolean> {
  try {
    const named = [await readPointer(skillsFolder, id), await readRetired(skillsFolder, id)];
    if (named.some((record) => record?.folder === folder || record?.before === folder)) return true;
    const record = await readVersionRecord(skillsFolder, id, folder);
    return record !== undefined && record.installedAt !== installedAt;
  } catch (error) {
    // Damaged: nothing is known, so everything stays.
    if (AiosError.is(error, 'pointer_unreadable')) return true;
    throw error;
  }
}

function takeBack(skillsFolder: string, staging: string, { id, folder }: NotedVersion): void {
  const record = versionRecordPath(skillsFolder, id, folder);
  const versions = dirname(record);
  // The record first: a version without one is never offered.
  rmSync(record, { force: true });
  // Moved as a whole: who is killed here leaves no half of a version where versions are looked for.
  unlessUnable(() =>
    renameSync(join(skillsFolder, id, folder), join(staging, randomBytes(8).toString('hex'))),
  );
  unlessUnable(() => rmdirSync(versions));
  unlessUnable(() => rmdirSync(dirname(versions)));
}

/** Passes over what is gone already, and folders that hold something. */
function unlessUnable(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}

function readNote(staging: string): NotedVersion[] {
  try {
    const read = readAtOnce(join(staging, noteFile), maxNoteBytes);
    if (typeof read === 'string') return [];
    const value: unknown = JSON.parse(read.bytes.toString('utf8'));
    // What becomes part of a path is believed wholly or not at all.
    return Array.isArray(value) && value.every(isNotedVersion) ? value : [];
  } catch {
    // No note, or one that was half written: nothing was put anywhere yet.
    return [];
  }
}

function isNotedVersion(value: unknown): value is NotedVersion {
  const { id, folder, installedAt, isNew } = (value ?? {}) as Partial<NotedVersion>;
  return (
    typeof id === 'string' &&
    isSkillId(id) &&
    typeof folder === 'string' &&
    /^versions\/[0-9A-Za-z][0-9A-Za-z.+-]*_[0-9a-f]{12}$/u.test(folder) &&
    typeof installedAt === 'string' &&
    typeof isNew === 'boolean'
  );
}

function keyOf({ id, folder }: NotedVersion): string {
  return `${id}/${folder}`;
}
