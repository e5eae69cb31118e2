import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { ensurePrivateFolder } from '../files/atomic-write.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { writeNewFiles } from '../files/write-new-files.ts';
import { folderOf, type SkillRecord } from './installed-skill.ts';
import { versionRecordPath } from './pointer.ts';
import type { Proposal } from './proposal.ts';
import type { Change, RegistryState } from './registry-state.ts';
import type { SwitchOptions } from './skill-place.ts';
import { withStagingFolder } from './staging.ts';
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
  { kind, remove = [], again }: SwitchOptions,
): Promise<Proposal[]> {
  if (proposals.length === 0 && remove.length === 0) return [];
  // Told before anything is made.
  await ensurePrivateFolder(home.skills);
  return withStagingFolder(home.registryStaging, async (staging) => {
    const write = (proposal: Proposal): Promise<void> => writeProposed(home, staging, proposal);
    await mapAtOnce(proposals, writeAtOnce, write);
    return state.change(async () => {
      const carried: Proposal[] = [];
      const changes: Change[] = [];
      for (const proposal of proposals) {
        const now = await again(proposal);
        if (!existsSync(folderOf(home.skills, now.record))) await write(now);
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
  });
}

async function writeProposed(home: AiosHome, staging: string, { record, files }: Proposal): Promise<void> {
  await writeVersion(staging, folderOf(home.skills, record), files);
  await writeRecord(home, staging, record);
}

/** Beside the version's folder, so that a rollback knows it without reading the skill. */
async function writeRecord(home: AiosHome, staging: string, record: SkillRecord): Promise<void> {
  const path = versionRecordPath(home.skills, record);
  if (existsSync(path)) return;
  const temporary = join(staging, `${record.manifest.id}.version.json`);
  await writeNewFiles([{ path: temporary, data: `${JSON.stringify(record)}\n` }]);
  renameSync(temporary, path);
}
