import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone at the latest when this process ends. */
export interface ThrowAwayFolder {
  /** Absolute, without links in it. */
  readonly path: string;
  remove(): Promise<void>;
}

const removal = { recursive: true, force: true, maxRetries: 5 } as const;

/**
 * Makes a new folder in the system's temporary folder.
 *
 * @param name begins its name, e.g. `aios-sample`
 */
export async function makeThrowAwayFolder(name: string): Promise<ThrowAwayFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), `${name}-`)));
  const leave = () => {
    try {
      rmSync(path, removal);
    } catch {
      // Something still writes there; a left-over folder is no reason to fail at the very end.
    }
  };
  process.once('exit', leave);
  return {
    path,
    async remove() {
      await rm(path, removal);
      process.off('exit', leave);
    },
  };
}
