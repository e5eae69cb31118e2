import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { ensurePrivateFolder, privateFileMode, privateFolderMode } from '../files/atomic-write.ts';
import { withLock } from '../files/lock.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import type { Log } from '../ports.ts';
import { readSpoolLines } from './read-spool-lines.ts';
import type { Runs } from './runs.ts';

/** `aios-mcp` stops at 8 MiB; one it wrote is never larger than this. */
const maxFileBytes = 16 * 1024 * 1024;
/** More wait for the next time. */
const maxFilesAtOnce = 256;
const keptAside = 16;
const maxAsideBytes = 1024 * 1024;
/** A writer that had the file open when it was claimed ends within microseconds. */
const mostReads = 3;

export interface SpoolIntake {
  /** `state/spool` in our home. */
  readonly folder: string;
  readonly lock: string;
  readonly runs: Runs;
  readonly log: Log;
}

export interface TakenIn {
  /** Runs that were not known yet. */
  readonly runs: number;
  /** Lines, and whole files, that are no records. */
  readonly setAside: number;
}

const nothing: TakenIn = { runs: 0, setAside: 0 };

/**
 * Takes in what `aios-mcp` recorded (`runtime/mcp/calls/spool.ts`): each file is claimed by a rename, its runs are
 * kept in one transaction, and it is removed. Killed anywhere, the next time finds the file under the one name or the
 * other, and knows the records it has. The server goes on writing: its next line makes a new file. What is no record
 * is set aside in `set-aside`, and the log says so.
 *
 * @throws AiosError `store_…`, `file_…`; what was not taken in stays where it is
 */
export async function takeInSpool(intake: SpoolIntake): Promise<TakenIn> {
  if ((await waitingFiles(intake.folder)).length === 0) return nothing;
  try {
    return await withLock(intake.lock, () => takeInAll(intake), { waitMs: 0 });
  } catch (error) {
    // Another window is at it.
    if (AiosError.is(error, 'busy')) return nothing;
    throw error;
  }
}

async function takeInAll(intake: SpoolIntake): Promise<TakenIn> {
  const taken = { runs: 0, setAside: 0 };
  for (const name of await waitingFiles(intake.folder)) {
    const claimed = await claim(intake.folder, name);
    if (claimed === undefined) continue;
    const { runs, setAside } = await takeInFile(intake, claimed);
    taken.runs += runs;
    taken.setAside += setAside;
  }
  return taken;
}

async function waitingFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /\.(?:jsonl|taken)$/u.test(name)).slice(0, maxFilesAtOnce);
}

/** @returns the name that no server appends to; undefined when the file is gone, or Windows has it open just now */
async function claim(folder: string, name: string): Promise<string | undefined> {
  if (name.endsWith('.taken')) return name;
  // The server makes a file of the same name again, which may have to wait beside this one.
  const claimed = `${name.slice(0, -'.jsonl'.length)}.${Date.now().toString(36)}.taken`;
  try {
    await rename(join(folder, name), join(folder, claimed));
    return claimed;
  } catch (error) {
    if (['ENOENT', 'EBUSY', 'EPERM', 'EACCES'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw fileError(error, 'take in', join(folder, name));
  }
}

async function takeInFile(intake: SpoolIntake, name: string): Promise<TakenIn> {
  const { folder } = intake;
  const path = join(folder, name);
  const taken = { runs: 0, setAside: 0 };
  try {
    for (let reads = 0; reads < mostReads; reads += 1) {
      const bytes = await readIfPresent(path, maxFileBytes);
      if (bytes === undefined) return taken;
      const { records, damaged } = readSpoolLines(bytes);
      await setLinesAside(intake, name, damaged);
      taken.setAside = damaged.length;
      taken.runs += await intake.runs.add(records);
      if ((await stat(path)).size === bytes.length) break;
    }
    await rm(path, { force: true });
    return taken;
  } catch (error) {
    if (!AiosError.is(error, 'file_too_large') && !AiosError.is(error, 'file_not_regular')) throw error;
    await setFileAside(intake, name, error);
    return { runs: taken.runs, setAside: 1 };
  }
}

async function setLinesAside(
  { folder, log }: SpoolIntake,
  name: string,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const aside = await asideFolder(folder);
  const file = join(aside, name.replace(/\.taken$/u, '.txt'));
  const text = Buffer.from(`${lines.join('\n')}\n`).subarray(0, maxAsideBytes);
  // The same name and content each time: begun again after a kill, nothing stands there twice.
  await writeFile(file, text, { mode: privateFileMode });
  const what = lines.length === 1 ? 'A line' : `${lines.length} lines`;
  log.warn(`${what} that aios-mcp left could not be read as a record of a run; see ${file}.`);
}

async function setFileAside({ folder, log }: SpoolIntake, name: string, why: AiosError): Promise<void> {
  const file = join(await asideFolder(folder), name);
  await rename(join(folder, name), file);
  log.warn(`${why.message} It was no record of runs, and is kept as ${file}.`);
}

/** @returns where what is no record is kept, with room for one more */
async function asideFolder(folder: string): Promise<string> {
  const aside = join(folder, 'set-aside');
  await ensurePrivateFolder(folder);
  await mkdir(aside, { recursive: true, mode: privateFolderMode });
  const entries = await Promise.all(
    (await readdir(aside)).map(async (name) => ({ name, at: (await stat(join(aside, name))).mtimeMs })),
  );
  for (const { name } of entries.sort((a, b) => b.at - a.at).slice(keptAside - 1))
    await rm(join(aside, name), { recursive: true, force: true });
  return aside;
}
