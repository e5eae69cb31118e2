import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerRow } from './ledger.ts';

/** By root, the folders in it that hold a skill which is not ours. */
export type ForeignSkills = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Looks for skills of a person's own that have a name of ours, in any root that some client reads.
 *
 * @param names the folders to look for
 * @param rows the ledger's; what it knows is ours
 */
export async function findForeignSkills(
  roots: readonly string[],
  names: ReadonlySet<string>,
  rows: readonly LedgerRow[],
): Promise<ForeignSkills> {
  const ours = new Set(rows.filter(({ kind }) => kind === 'skill').map(({ path }) => path));
  const found = new Map<string, ReadonlySet<string>>();
  await Promise.all(
    [...new Set(roots)].map(async (root) => {
      const listed = await readdir(root).catch(() => [] as string[]);
      const alike = listed.filter((name) => names.has(name) && !ours.has(join(root, name)));
      const isSkill = await Promise.all(alike.map((name) => holdsSkill(join(root, name))));
      const foreign = alike.filter((_name, index) => isSkill[index]);
      if (foreign.length > 0) found.set(root, new Set(foreign));
    }),
  );
  return found;
}

async function holdsSkill(folder: string): Promise<boolean> {
  return stat(join(folder, 'SKILL.md')).then(
    () => true,
    () => false,
  );
}
