import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { AiosError, fileError } from '../errors.ts';
import { ensurePrivateFolder } from '../files/atomic-write.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { writeNewFiles } from '../files/write-new-files.ts';
import { folderOf, type SkillRecord } from './installed-skill.ts';
import { versionRecordPath } from './pointer.ts';
import type { Proposal } from './proposal.ts';
import type { Change, RegistryState } from './registry-state.ts';
import type { SwitchOptions } from './skill-place.ts';
import { hasAbandoned, withStagingFolder } from './staging.ts';
import { notedInUse, noteVersions, takeVersionsBack } from './version-notes.ts';
import { writeVersion } from './write-version.ts';

const writeAtOnce = 8;

/**
 * Writes the versions of all proposals beside those that are there, then makes them current, all or none. Also for
 * what is installed already: files of it that were damaged are put right.
 *
 * @returns the proposals as they were carried out
 */
export async function switchIn(
  { home, state }: { readonly home: AiosHome; readonly state: RegistryState },
  proposals: readonly Proposal[],
  options: SwitchOptions,
): Promise<Proposal[]> {
  if (proposals.length === 0 && (options.remove ?? []).length === 0) return [];
  // Told before anything is made.
  await ensurePrivateFolder(home.skills);
  // First: what a killed process left of the same versions would be taken for what was there before.
  if (hasAbandoned(home)) await state.tidy();
  return withStagingFolder(home.registryStaging, async (staging) => {
    noteVersions(
      home.skills,
      staging,
      proposals.map(({ record }) => record),
    );
    try {
      await mapAtOnce(proposals, writeAtOnce, (proposal) => writeProposed(home, staging, proposal));
      return await makeCurrent({ home, state, staging }, proposals, options);
    } catch (error) {
      // Whoever keeps the lock for so long keeps it from this too.
      if (!AiosError.is(error, 'busy')) await takeBack({ home, state, staging }).catch(() => undefined);
      throw error;
    }
  });
}

interface SwitchPlace {
  readonly home: AiosHome;
  readonly state: RegistryState;
  readonly staging: string;
}

async function makeCurrent(
  { home, state, staging }: SwitchPlace,
  proposals: readonly Proposal[],
  { kind, remove = [], again }: SwitchOptions,
): Promise<Proposal[]> {
  return state.change(async () => {
    const carried: Proposal[] = [];
    const changes: Change[] = [];
    for (const proposal of proposals) {
      const now = await again(proposal);
      // Another process may have taken it for what a killed one left.
      if (!isWritten(home, now)) await writeProposed(home, staging, now);
      carried.push(now);
      if (now.action === 'unchanged') continue;
      const { record, previous } = now;
      const usual = now.action === 'installed' ? 'install' : 'update';
      changes.push({ kind: kind ?? usual, id: record.manifest.id, record, previous });
    }
    for (const id of remove) {
      const previous = await state.previous(id);
      if (previous !== undefined) changes.push({ kind: 'remove', id, record: undefined, previous });
    }
    return { changes, result: carried };
  });
}

/** Takes away what was written for a change that failed. */
async function takeBack({ home, state, staging }: SwitchPlace): Promise<void> {
  await state.change(async () => {
    await takeVersionsBack(home.skills, staging, notedInUse(home.registryStaging, [basename(staging)]));
    return { changes: [], result: undefined };
  });
}

function isWritten({ skills }: AiosHome, { record }: Proposal): boolean {
  const { manifest, folder } = record;
  return existsSync(folderOf(skills, record)) && existsSync(versionRecordPath(skills, manifest.id, folder));
}

async function writeProposed(home: AiosHome, staging: string, { record, files }: Proposal): Promise<void> {
  await writeVersion(staging, folderOf(home.skills, record), files);
  await writeRecord(home, staging, record);
}

/** Beside the version's folder, so that a rollback knows it without reading the skill. */
async function writeRecord(home: AiosHome, staging: string, record: SkillRecord): Promise<void> {
  const path = versionRecordPath(home.skills, record.manifest.id, record.folder);
  if (existsSync(path)) return;
  const temporary = join(staging, `${record.manifest.id}.version.json`);
  try {
    await writeNewFiles([{ path: temporary, data: `${JSON.stringify(record)}\n` }]);
    if (!existsSync(dirname(path))) await ensurePrivateFolder(dirname(path));
    renameSync(temporary, path);
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}
