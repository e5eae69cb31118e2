import { realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { type LedgerRow, rowKey } from './ledger.ts';

/**
 * Brings the ledger after links that a person made between clients' folders since it was written: what stands in a
 * folder that is now another one's by a link is one copy and not two, and taking away the one would take both.
 *
 * @param roots the folders that clients read skills from, each spelled in the way it is written to
 * @returns the rows, those of such a folder with the root that it leads to; the very same where there is none
 */
export function followLinks(rows: readonly LedgerRow[], roots: readonly string[]): readonly LedgerRow[] {
  const known = new Set(roots);
  const strange = rows.filter(({ kind, path }) => kind === 'skill' && !known.has(dirname(path)));
  // Most ledgers have none, and nothing is looked for then.
  const places = new Map<string, string>();
  if (strange.length > 0) for (const root of known) places.set(realFolder(root) ?? root, root);
  const moved = new Map<LedgerRow, LedgerRow>();
  for (const row of strange) {
    const real = realFolder(dirname(row.path));
    const root = real === undefined ? undefined : places.get(real);
    if (root !== undefined) moved.set(row, { ...row, ...at(row, join(root, basename(row.path))) });
  }
  if (moved.size === 0) return rows;
  const byKey = new Map([...moved.values()].map((row) => [rowKey(row), row]));
  // Where both were delivered to, the one that stands there says what does.
  for (const row of rows) if (!moved.has(row)) byKey.set(rowKey(row), row);
  return [...byKey.values()];
}

function at({ createdFolder }: LedgerRow, path: string): Pick<LedgerRow, 'path' | 'createdFolder'> {
  const isOnTheWay = createdFolder !== undefined && path.startsWith(createdFolder + sep);
  return { path, createdFolder: isOnTheWay ? createdFolder : undefined };
}

function realFolder(folder: string): string | undefined {
  try {
    return realpathSync.native(folder);
  } catch {
    return undefined;
  }
}
