import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { namesIn } from '../files/names-in.ts';
import { statQuietly } from '../files/stat-quietly.ts';

/** What somebody changed in the files of an installed version, set aside when the version was put right. */
export interface ChangedCopy {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly setAsideAt: Date;
}

const changedCopy = /-changed-[0-9a-f]{8}$/u;

/** @returns a name beside a version's folder that nothing has */
export function changedCopyPath(folder: string): string {
  return `${folder}-changed-${randomBytes(4).toString('hex')}`;
}

/** @returns the copies of a skill's versions that were set aside, in no order */
export function changedCopies(skillsFolder: string, id: string): ChangedCopy[] {
  const versions = join(skillsFolder, id, 'versions');
  return namesIn(versions)
    .filter((name) => changedCopy.test(name))
    .flatMap((name) => {
      const folder = join(versions, name);
      // The rename that set it aside set the time of change.
      const about = statQuietly(folder);
      return about?.isDirectory() ? [{ id, folder, setAsideAt: about.ctime }] : [];
    });
}
