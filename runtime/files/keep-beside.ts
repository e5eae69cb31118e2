import { constants, copyFileSync, linkSync } from 'node:fs';

/**
 * Gives a file a second name, which takes no room on a full disk; a copy where the file system cannot do that.
 * @param kept on the same file system; nothing may stand there
 * @throws the system's error
 */
export function keepBeside(file: string, kept: string): void {
  try {
    linkSync(file, kept);
  } catch {
    copyFileSync(file, kept, constants.COPYFILE_EXCL);
  }
}
