import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectLockName } from './project.ts';

/**
 * @param start absolute
 * @returns the nearest folder from there upwards that holds a lock file, project skills or a repository; else `start`
 */
export async function findProject(start: string): Promise<string> {
  for (let folder = start; ; folder = dirname(folder)) {
    for (const mark of [projectLockName, join('.aios', 'skills'), '.git'])
      if (await isThere(join(folder, mark))) return folder;
    if (dirname(folder) === folder) return start;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
