import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AiosError, fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { makeFolders } from '../files/make-folders.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { Log } from '../ports.ts';
import { look } from './copy-file.ts';
import { removeLeftovers } from './leftovers.ts';
import { lookAfterSwitch, type SwitchedConfig } from './look-after-switch.ts';

/** A client may write its config at the same moment; then the edit is made again on what it wrote. */
const attempts = 5;

/** A config before and after an edit; undefined for a file that is not there. */
export interface ConfigEdit {
  readonly before: Buffer | undefined;
  readonly after: Uint8Array | undefined;
}

/** A client's config as far as replacing it goes. */
export interface ConfigFile {
  readonly path: string;
  /** What it holds without entries. */
  readonly emptyText: string;
  /** Permission bits where it is not there yet. Default 0600. */
  readonly mode?: number | undefined;
  readonly log: Pick<Log, 'debug'>;
  /** Whether a config is as the edit leaves it, as far as our entries go. @throws AiosError `config_…` */
  readonly holds: SwitchedConfig['holds'];
  readonly wait?: SwitchedConfig['wait'];
}

/**
 * Edits a client's config, however often it takes until nobody else wrote it in the meantime, and looks afterwards
 * whether it stands there.
 *
 * @param edit gives the new content; undefined takes the file away
 * @throws AiosError `config_busy` when it keeps changing, and as `lookAfterSwitch`; `file_…`
 */
export async function editConfig(
  file: ConfigFile,
  edit: (bytes: Buffer | undefined) => Uint8Array | undefined,
): Promise<ConfigEdit> {
  const { path } = file;
  await removeLeftovers([path]);
  for (let attempt = 1; ; attempt += 1) {
    const before = await readIfPresent(path, maxConfigBytes);
    const after = edit(before);
    const isSame = after === undefined ? before === undefined : before?.equals(after);
    if (isSame) return { before, after };
    let written: Uint8Array | undefined;
    try {
      written = await switchConfig(file, before, after);
    } catch (error) {
      if (!AiosError.is(error, 'config_busy') || attempt === attempts) throw error;
      continue;
    }
    file.log.debug(`Replaced ${path}.`);
    await lookAfterSwitch({ ...file, before, written });
    return { before, after };
  }
}

/** @returns what stands there now; undefined where the file was taken away */
async function switchConfig(
  { path, emptyText, mode, log }: ConfigFile,
  before: Buffer | undefined,
  after: Uint8Array | undefined,
): Promise<Uint8Array | undefined> {
  const beforeSwitch = (): Promise<void> => {
    log.debug(`About to replace ${path}.`);
    return assertUnchanged(path, before);
  };
  if (after !== undefined) await makeClientFolder(dirname(path));
  // Where a person has put a link, the file is no longer where we made it.
  const isLink = after === undefined && (await look(path))?.isSymbolicLink();
  const written = isLink ? Buffer.from(emptyText) : after;
  if (written !== undefined) {
    await writeFileAtomically(path, written, { beforeSwitch, ...(mode !== undefined && { mode }) });
    return written;
  }
  await beforeSwitch();
  try {
    await rm(path);
  } catch (error) {
    throw fileError(error, 'remove', path);
  }
  return undefined;
}

async function assertUnchanged(path: string, before: Buffer | undefined): Promise<void> {
  const now = await readIfPresent(path, maxConfigBytes);
  const same = before === undefined ? now === undefined : now !== undefined && before.equals(now);
  if (same) return;
  throw new AiosError(`${path} changed while AI OS was editing it; it was left as it is.`, {
    code: 'config_busy',
    remedy: 'Close the program that writes this file, then run `aios sync` again.',
    file: path,
  });
}

/** A client's own folder: made with the person's usual permissions, not with ours. */
async function makeClientFolder(folder: string): Promise<void> {
  try {
    makeFolders(folder);
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
  }
}
