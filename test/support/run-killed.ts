import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CliRun, type RunOptions, runCli, type ThrowAwayHome } from './run-cli.ts';

const preload = new URL('./kill-at-write.ts', import.meta.url).href;
/** Past this a command surely does not change the disk more often; the search ends with an error. */
const mostChanges = 500;

/** After these a killed process leaves what it left before: skipping them saves a third of the points. */
export const flushes: readonly string[] = ['sync', 'datasync', 'fsync', 'fdatasync'];

export type KillWhen = 'before' | 'after' | 'halfway';

export interface KillPoint {
  /** The change it is killed at, from 1. */
  readonly at: number;
  readonly when: KillWhen;
  /** Count only changes in this folder. */
  readonly under?: string;
  /** Folders in which changes do not count. Default: none. */
  readonly notUnder?: readonly string[];
  /** Functions that do not count, e.g. `flushes`. Default: none. */
  readonly skip?: readonly string[];
}

/** Runs `aios` and kills it at one change of the disk; see kill-at-write.ts. */
export async function runCliKilled(
  home: ThrowAwayHome | string,
  words: readonly string[],
  { at, when, under, notUnder = [], skip = [] }: KillPoint,
  options: RunOptions = {},
): Promise<CliRun> {
  return runCli(home, words, {
    ...options,
    nodeOptions: ['--import', preload, ...(options.nodeOptions ?? [])],
    environment: {
      ...options.environment,
      AIOS_TEST_KILL_AT: String(at),
      AIOS_TEST_KILL_WHEN: when,
      AIOS_TEST_KILL_UNDER: under,
      AIOS_TEST_KILL_NOT_UNDER: notUnder.join(delimiter),
      AIOS_TEST_KILL_SKIP: skip.join(','),
    },
  });
}

export interface KillSearch {
  /** Default: before every change, and halfway through every write. After a change is before the next one. */
  readonly whens?: readonly KillWhen[];
  /** How many are tried at a time. Default 3. */
  readonly atATime?: number;
}

/**
 * Tries N = 1, 2, … until the command survives, several at a time.
 *
 * @param attempt makes a fresh home, runs the command with `runCliKilled`, checks what is left, and returns whether
 *   the command was killed. It throws for a broken promise; the error then names the point.
 * @returns how many kill points there were
 */
export async function killAtEveryWrite(
  attempt: (point: KillPoint) => Promise<boolean>,
  { whens = ['before', 'halfway'], atATime = 3 }: KillSearch = {},
): Promise<number> {
  let points = 0;
  for (const when of whens) {
    let next = 1;
    let survived = false;
    const work = async (): Promise<void> => {
      while (!survived) {
        const at = next;
        next += 1;
        if (at > mostChanges) throw new Error(`Still killed at change ${at}: the search has no end.`);
        if (await named({ at, when }, attempt)) points += 1;
        else survived = true;
      }
    };
    await Promise.all(Array.from({ length: atATime }, work));
  }
  return points;
}

async function named(point: KillPoint, attempt: (point: KillPoint) => Promise<boolean>): Promise<boolean> {
  try {
    return await attempt(point);
  } catch (error) {
    throw new Error(`Killed ${point.when} change ${point.at}: ${(error as Error).message}`, { cause: error });
  }
}

/** The preload as a file, for programs that are not `aios`. */
export const killPreloadFile = fileURLToPath(preload);
