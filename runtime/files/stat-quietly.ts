import { type Stats, statSync } from 'node:fs';

/** @returns what stands at a path, links followed; undefined where nothing does, or nothing can be told of it */
export function statQuietly(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
