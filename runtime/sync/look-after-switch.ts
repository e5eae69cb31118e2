import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AiosError, fileError, messageOf } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { keepBeside } from '../files/keep-beside.ts';
import { namesIn } from '../files/names-in.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { Log } from '../ports.ts';

/** So often a config is looked at that does not parse after the switch: another program may be in the middle of it. */
const looks = 5;
const betweenLooksMs = 120;

const damagedMark = '.aios-damaged-';

/** What an editor of configs says of a file that is cut or damaged. */
const damageCodes: readonly string[] = ['config_not_parsable', 'config_empty'];

/** A config that was just replaced, or taken away. */
export interface SwitchedConfig {
  readonly path: string;
  /** What stood there; undefined for nothing. */
  readonly before: Buffer | undefined;
  /** What was put there; undefined where the file was taken away. */
  readonly written: Uint8Array | undefined;
  /** Whether these bytes have the change in them. @throws AiosError `config_…` for what does not parse */
  readonly holds: (bytes: Buffer) => boolean;
  readonly log: Pick<Log, 'debug'>;
  /** Default: the clock. */
  readonly wait?: ((milliseconds: number) => Promise<unknown>) | undefined;
}

/**
 * Reads a config again right after it was replaced. What another program wrote there in the meantime stays. What is cut
 * or does not parse, and stays so for half a second, is nobody's: what stood there before is put back, and what was
 * found is kept beside it.
 *
 * @throws AiosError `overwritten_meanwhile` when another program wrote it without the change, `write_damaged` when what
 *   stood there before was put back, or had to be; `file_…` when it cannot be read
 */
export async function lookAfterSwitch(switched: SwitchedConfig): Promise<void> {
  const { path, written, log, wait = delay } = switched;
  let earlier: Found;
  let found = await find(path);
  for (let look = 1; !isSame(found, written); look += 1) {
    const verdict = judge(found, switched);
    if (verdict === 'overwritten') throw overwritten(path);
    if (verdict === 'joined') {
      log.debug(`Another program wrote ${path} right after AI OS; that stays, and the change is in it.`);
      return;
    }
    if (look === looks) {
      if (AiosError.is(found)) throw found;
      // Gone, or still being written: whoever does that is not to be disturbed.
      throw found === undefined || !isSame(found, earlier)
        ? overwritten(path)
        : await putBack(found, switched);
    }
    await wait(betweenLooksMs);
    earlier = found;
    found = await find(path);
  }
}

/** What stands at a path: nothing, bytes, or what cannot be read. */
type Found = Buffer | AiosError | undefined;

async function find(path: string): Promise<Found> {
  try {
    return await readIfPresent(path, maxConfigBytes);
  } catch (error) {
    return fileError(error, 'read', path);
  }
}

function judge(
  found: Found,
  { before, written, holds }: SwitchedConfig,
): 'joined' | 'overwritten' | 'unfinished' {
  if (found === undefined || AiosError.is(found)) return 'unfinished';
  if (isSame(found, before)) return 'overwritten';
  // Half a TOML or YAML file is one too.
  if (written !== undefined && isCut(found, written)) return 'unfinished';
  try {
    return holds(found) ? 'joined' : 'overwritten';
  } catch (error) {
    if (!AiosError.is(error)) throw error;
    return damageCodes.includes(error.code) ? 'unfinished' : 'overwritten';
  }
}

function isSame(one: Found | Uint8Array, other: Found | Uint8Array): boolean {
  if (!(one instanceof Uint8Array && other instanceof Uint8Array)) return one === other;
  return Buffer.compare(one, other) === 0;
}

function isCut(found: Uint8Array, whole: Uint8Array): boolean {
  return found.length < whole.length && isSame(found, whole.subarray(0, found.length));
}

/** @returns what is to be told of it */
async function putBack(found: Buffer, { path, before, log }: SwitchedConfig): Promise<AiosError> {
  log.debug(`About to put back ${path}.`);
  const target = realpathSync.native(path);
  const kept = target + damagedMark + randomBytes(3).toString('hex');
  let isOvertaken = false;
  const setAside = async (): Promise<void> => {
    isOvertaken = !isSame(await readIfPresent(path, maxConfigBytes), found);
    if (isOvertaken) throw overwritten(path);
    if (before === undefined) renameSync(target, kept);
    else keepBeside(target, kept);
  };
  try {
    if (before === undefined) await setAside();
    else await writeFileAtomically(path, before, { beforeSwitch: setAside });
  } catch (error) {
    await rm(kept, { force: true });
    return isOvertaken ? overwritten(path) : notPutBack(path, messageOf(error));
  }
  const now = await readIfPresent(path, maxConfigBytes);
  return isSame(now, before)
    ? damaged(path, kept)
    : notPutBack(path, `It was changed again. ${kept} is kept.`);
}

/** @returns what was found damaged in the place of a config and kept beside it, absolute */
export function keptBeside(config: string): string[] {
  const file = existsSync(config) ? realpathSync.native(config) : config;
  const folder = dirname(file);
  const start = `${basename(file)}${damagedMark}`;
  return namesIn(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => join(folder, name));
}

function overwritten(path: string): AiosError {
  const message = `Another program wrote ${path} right after AI OS, without its change; it was left as it is.`;
  const remedy = 'Close the program that writes this file, then run the command again.';
  return new AiosError(message, { code: 'overwritten_meanwhile', remedy, file: path });
}

function damaged(path: string, kept: string): AiosError {
  return new AiosError(
    `${path} was cut or damaged right after it was written. It is as it was before; what was found is in ${kept}.`,
    {
      code: 'write_damaged',
      remedy: 'Check that the disk is sound and has room, then run the command again.',
      file: path,
    },
  );
}

function notPutBack(path: string, why: string): AiosError {
  return new AiosError(
    `${path} was cut or damaged right after it was written, and could not be put back: ${why}`,
    {
      code: 'write_damaged',
      remedy: 'Check that the disk is sound and has room, then run `aios undo` to put it back.',
      file: path,
    },
  );
}
