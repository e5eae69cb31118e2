import { lstat, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, systemErrorCode } from '../../../errors.ts';

/**
 * Makes links again of the files that git laid out in their place, so that whoever reads a skill that holds one refuses
 * it as such, and none is taken for a text file. They lead nowhere, whatever was committed: nothing can be reached
 * through them.
 *
 * @param folder the checkout, absolute
 * @param links paths in it with `/` between the parts; those that were not laid out are left alone
 * @throws AiosError `file_…`
 */
export async function markLinks(folder: string, links: readonly string[]): Promise<void> {
  for (const link of links) {
    const path = join(folder, link);
    try {
      if (!(await lstat(path)).isFile()) continue;
      await rm(path);
      // A junction is the only link that everybody may make on Windows; elsewhere the kind is not looked at.
      await symlink(join(folder, nowhere), path, 'junction');
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw fileError(error, 'mark the link', path);
    }
  }
}

/** Git refuses to lay such a path out, so nothing stands there. */
const nowhere = '.git/link-of-the-repository';
