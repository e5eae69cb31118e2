import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../files/names-in.ts';
import { folderName } from '../skill/export/folder-name.ts';
import type { SkillManifest } from '../skill/manifest.ts';
import type { LedgerRow } from './ledger.ts';
import { isLeftover } from './leftovers.ts';
import type { SkillNameIn } from './skill-names.ts';

/** A skill of a person's own that some client may take for one of ours. */
export interface ForeignSkill {
  /** The folder of our name, where it is in one; else the first that holds a skill which calls itself so. */
  readonly folder: string;
  /** Whether a SKILL.md beside ours says that name, in that folder or another. */
  readonly isNamed: boolean;
}

/** By root, by name of ours, what has that name in it and is not ours. */
export type ForeignSkills = ReadonlyMap<string, ReadonlyMap<string, ForeignSkill>>;

/** @returns the names under which clients may know a skill of ours: its folder’s, and what its SKILL.md says */
export function namesOf(manifest: SkillManifest): string[] {
  const folder = folderName(manifest);
  const said = manifest.format === 'agent-skill' ? manifest.name.trim().normalize('NFKC') : folder;
  return said === folder ? [folder] : [folder, said];
}

/**
 * Looks for skills of a person’s own that have a name of ours, in any root that some client reads. Some clients go by
 * the folder and some by what the SKILL.md says, so that either of them counts.
 *
 * @param names to look for, see `namesOf`
 * @param rows the ledger's; what it knows is ours, but for what a person made their own
 * @param nameIn reads what a SKILL.md says; asked only about folders that are not ours
 */
export function findForeignSkills(
  roots: readonly string[],
  names: ReadonlySet<string>,
  rows: readonly LedgerRow[],
  nameIn: SkillNameIn,
): ForeignSkills {
  const found = new Map<string, ReadonlyMap<string, ForeignSkill>>();
  if (names.size === 0) return found;
  const ours = new Set(rows.filter(({ kind, kept }) => kind === 'skill' && !kept).map(({ path }) => path));
  for (const root of new Set(roots)) {
    const others = namesIn(root).filter((folder) => !ours.has(join(root, folder)) && !isLeftover(folder));
    const foreign = new Map<string, ForeignSkill>();
    for (const folder of others.sort()) {
      const file = join(root, folder, 'SKILL.md');
      const said = nameIn(file);
      if (said !== undefined && names.has(said))
        foreign.set(said, { folder: foreign.get(said)?.folder ?? folder, isNamed: true });
      if (names.has(folder) && existsSync(file))
        foreign.set(folder, { folder, isNamed: foreign.get(folder)?.isNamed ?? false });
    }
    if (foreign.size > 0) found.set(root, foreign);
  }
  return found;
}
