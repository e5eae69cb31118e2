import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Finds folders that are one and the same behind links: a person may have linked one client's skills to another's.
 *
 * @param folders absolute paths
 * @returns for each of them the first of those that lead to the same place, rather one that is no link, so that what
 *   is put there is found where it was put when the link goes; itself when it does not exist
 */
export function sameFolders(folders: readonly string[]): ReadonlyMap<string, string> {
  const alike = Map.groupBy(new Set(folders), realFolder);
  return new Map(
    [...alike.values()].flatMap((group) => {
      const [first = ''] = group;
      const chosen = group.length === 1 ? first : (group.find((folder) => !isLinked(folder)) ?? first);
      return group.map((folder): [string, string] => [folder, chosen]);
    }),
  );
}

/** Whether the folder is a link, or the one it is in: what lies above is the same for all of a person's. */
function isLinked(folder: string): boolean {
  return [folder, dirname(folder)].some((path) =>
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink(),
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
