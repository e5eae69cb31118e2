import { realpath } from 'node:fs/promises';

/**
 * Finds folders that are one and the same behind links: a person may have linked one client's skills to another's.
 *
 * @param folders absolute paths
 * @returns for each of them the first that leads to the same place; itself when it does not exist
 */
export async function sameFolders(folders: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(folders)];
  const real = await Promise.all(distinct.map((folder) => realpath(folder).catch(() => folder)));
  const first = new Map<string, string>();
  return new Map(
    distinct.map((folder, index) => {
      const place = real[index] ?? folder;
      if (!first.has(place)) first.set(place, folder);
      return [folder, first.get(place) ?? folder];
    }),
  );
}
