import { existsSync, realpathSync } from 'node:fs';

/**
 * Finds folders that are one and the same behind links: a person may have linked one client's skills to another's.
 *
 * @param folders absolute paths
 * @returns for each of them the first that leads to the same place; itself when it does not exist
 */
export function sameFolders(folders: readonly string[]): ReadonlyMap<string, string> {
  const distinct = [...new Set(folders)];
  const real = distinct.map(realFolder);
  const first = new Map<string, string>();
  return new Map(
    distinct.map((folder, index) => {
      const place = real[index] ?? folder;
      if (!first.has(place)) first.set(place, folder);
      return [folder, first.get(place) ?? folder];
    }),
  );
}

function realFolder(folder: string): string {
  if (!existsSync(folder)) return folder;
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
