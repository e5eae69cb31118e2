import fs, { type PathLike } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Changes of the disk that can be made to fail, in this process. */
type Change = 'renameSync' | 'writeFileSync' | 'openSync' | 'rmSync';

/**
 * Makes one kind of change fail where a path matches, as a disk does that is full or a folder that may not be written
 * to, also for the superuser; until it is disposed of.
 *
 * @param path tried on every path the change names
 * @param code what the system says, e.g. `ENOSPC`
 */
export function failingDisk(
  change: Change,
  path: RegExp,
  code: string,
): Disposable & { readonly count: number } {
  const functions = fs as unknown as Record<Change, (...words: unknown[]) => unknown>;
  const inner = functions[change];
  let count = 0;
  functions[change] = (...words) => {
    const named = words
      .slice(0, change === 'renameSync' ? 2 : 1)
      .filter(isPath)
      .map(String);
    if (!named.some((one) => path.test(one.replaceAll('\\', '/')))) return inner(...words);
    count += 1;
    throw Object.assign(new Error(`${code}: made to fail, ${named.join(' -> ')}`), { code });
  };
  syncBuiltinESMExports();
  return {
    get count() {
      return count;
    },
    [Symbol.dispose]: () => {
      functions[change] = inner;
      syncBuiltinESMExports();
    },
  };
}

function isPath(value: unknown): value is PathLike {
  return typeof value === 'string' || value instanceof URL || Buffer.isBuffer(value);
}
