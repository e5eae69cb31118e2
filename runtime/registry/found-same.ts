import { type BigIntStats, statSync } from 'node:fs';
import type { AiosHome } from '../aios-home.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { version } from '../version.ts';

type Files = Pick<AiosHome, 'registryIndex' | 'skillsLock' | 'lockCompared'>;

/**
 * A file written less than this before, in nanoseconds, may be written again and have the same time: FAT's is of two
 * seconds.
 */
const coarsestTime = 2_000_000_000n;
const maxMarksBytes = 4096;

/** @returns whether index and lock file are the ones that were last found to say the same, by their stat alone */
export async function wereFoundSame({ registryIndex, skillsLock, lockCompared }: Files): Promise<boolean> {
  const marks = marksOf([registryIndex, skillsLock]);
  if (marks === undefined) return false;
  const found = await readIfPresent(lockCompared, maxMarksBytes).catch(() => undefined);
  return found?.toString('utf8') === marks;
}

/**
 * Keeps in mind that index and lock file say the same. Does nothing where either was written just now, since it could
 * change again unnoticed, or where nothing can be written: they are then compared the next time too.
 */
export async function rememberFoundSame(
  { registryIndex, skillsLock, lockCompared }: Files,
  now: Date,
): Promise<void> {
  const settled = BigInt(now.getTime()) * 1_000_000n - coarsestTime;
  const marks = marksOf([registryIndex, skillsLock], settled);
  if (marks !== undefined) await writeFileAtomically(lockCompared, marks).catch(() => undefined);
}

/**
 * @returns undefined where one of the files cannot be looked at or was written after `settled`, in nanoseconds since 1970.
 *   Another version of ours may compare more
 */
function marksOf(files: readonly string[], settled?: bigint): string | undefined {
  const stats = files.map(statOf);
  const isUsable = (stat: BigIntStats | undefined): stat is BigIntStats =>
    stat !== undefined && (settled === undefined || (stat.mtimeNs < settled && stat.ctimeNs < settled));
  if (!stats.every(isUsable)) return undefined;
  const marks = stats.map(({ ino, size, mtimeNs, ctimeNs }) => `${ino} ${size} ${mtimeNs} ${ctimeNs}\n`);
  return [`${version}\n`, ...marks].join('');
}

function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
