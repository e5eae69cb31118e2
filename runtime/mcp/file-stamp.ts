import { statSync } from 'node:fs';

/** @returns what differs when another file stands at the path: our files are replaced by renames, never written into */
export function fileStamp(path: string): string {
  try {
    const about = statSync(path, { throwIfNoEntry: false });
    return about === undefined ? 'absent' : `${about.mtimeMs} ${about.size} ${about.ino}`;
  } catch {
    return 'absent';
  }
}
