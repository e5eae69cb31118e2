import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../files/names-in.ts';
import type { LedgerRow } from './ledger.ts';

/** By root, the folders in it that hold a skill which is not ours. */
export type ForeignSkills = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Looks for skills of a person's own that have a name of ours, in any root that some client reads.
 *
 * @param names the folders to look for
 * @param rows the ledger's; what it knows is ours
 */
export function findForeignSkills(
  roots: readonly string[],
  names: ReadonlySet<string>,
  rows: readonly LedgerRow[],
): ForeignSkills {
  const ours = new Set(rows.filter(({ kind }) => kind === 'skill').map(({ path }) => path));
  const found = new Map<string, ReadonlySet<string>>();
  for (const root of new Set(roots)) {
    const foreign = namesIn(root).filter(
      (name) => names.has(name) && !ours.has(join(root, name)) && existsSync(join(root, name, 'SKILL.md')),
    );
    if (foreign.length > 0) found.set(root, new Set(foreign));
  }
  return found;
}
