import { type BigIntStats, readFileSync, statSync } from 'node:fs';
import type { AiosHome } from '../aios-home.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';

type Files = Pick<AiosHome, 'registryIndex' | 'skillsLock' | 'lockCompared'>;

/**
 * A file written less than this before, in nanoseconds, may be written again and have the same time: FAT's is of two
 * seconds.
 */
const coarsestTime = 2_000_000_000n;

/** @returns whether index and lock file are the ones that were last found to say the same, by their stat alone */
export function wereFoundSame({ registryIndex, skillsLock, lockCompared }: Files): boolean {
  const marks = marksOf([registryIndex, skillsLock]);
  return marks !== undefined && marks === readMarks(lockCompared);
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

/** @returns undefined where one of the files is missing or was written after `settled`, in nanoseconds since 1970 */
function marksOf(files: readonly string[], settled?: bigint): string | undefined {
  const stats = files.map((file) => statSync(file, { bigint: true, throwIfNoEntry: false }));
  const isUsable = (stat: BigIntStats | undefined): stat is BigIntStats =>
    stat !== undefined && (settled === undefined || (stat.mtimeNs < settled && stat.ctimeNs < settled));
  if (!stats.every(isUsable)) return undefined;
  return stats.map(({ ino, size, mtimeNs, ctimeNs }) => `${ino} ${size} ${mtimeNs} ${ctimeNs}\n`).join('');
}

function readMarks(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
