import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withClientLines } from '../client/client-additions.ts';
import { AiosError, fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { type FileContents, sha256 } from '../files/digest.ts';
import { makeFolders } from '../files/make-folders.ts';
import { clearInCopy, digestInCopy, entryFile, look, lookThrough, notPlain } from './copy-file.ts';
import type { Delivered } from './ledger.ts';
import { removeEmptyFolders, removeLeftovers } from './leftovers.ts';
import { copyMode, writeNewCopy } from './new-copy.ts';

export interface CopyTarget {
  /** The copy's folder, absolute. */
  readonly folder: string;
  /** Every content of ours that may stand there. */
  readonly known: readonly Delivered[];
  /** Whether what a person made of our files is replaced too. Only after a snapshot of the folder was taken. */
  readonly replaceEdits: boolean;
}

/**
 * Brings a skill's copy in a client's folder to the given content, file by file, each whole. Files of the
 * earlier content that are no longer part of it go; what a person put beside them stays.
 *
 * @throws AiosError `changed_meanwhile` before anything is written, when there is something else than was known;
 *   `changed_halfway` when some of it is written already
 */
export async function writeCopy(target: CopyTarget, files: FileContents): Promise<void> {
  const { folder, known, replaceEdits } = target;
  if ((await look(folder)) === undefined && (await writeNewCopy(folder, files))) return;
  const written = [...files.keys()].filter((path) => path !== entryFile).concat(entryFile);
  const gone = pathsOf(known).filter((path) => !files.has(path));
  await tidy(folder, [...written, ...gone]);
  if (replaceEdits) await makeWay(folder, written, gone);
  const before = await lookAtAll(target, files);
  for (const [path, { digest, bytes }] of written.flatMap((path) => {
    const found = before.get(path);
    return found === undefined ? [] : [[path, found] as const];
  })) {
    if (digest === sha256(bytes)) continue;
    const file = fileOf(folder, path);
    await makeFolder(dirname(file));
    await writeFileAtomically(file, bytes, {
      mode: copyMode(files, path),
      beforeSwitch: async () => {
        if ((await digestInCopy(folder, path)) !== digest) throw changedMeanwhile(file, 'changed_halfway');
      },
    });
  }
  await removeFiles(folder, gone, known);
}

/**
 * Removes the files of a copy that still are as we wrote them, and the folders left empty. With `replaceEdits`
 * those that a person edited too.
 */
export async function removeCopy({ folder, known, replaceEdits }: CopyTarget): Promise<void> {
  const paths = pathsOf(known);
  await tidy(folder, paths);
  const about = await look(folder);
  if (about === undefined) return;
  if (!about.isDirectory()) {
    // A link, or a file, where our folder was.
    if (replaceEdits) await rm(folder, { force: true });
    return;
  }
  const ordered = paths
    .filter((path) => path === entryFile)
    .concat(paths.filter((path) => path !== entryFile));
  if (replaceEdits) for (const path of ordered) await clearInCopy(folder, path);
  await removeFiles(folder, ordered, known);
  await removeEmptyFolders(folder, folder);
}

function pathsOf(known: readonly Delivered[]): string[] {
  return [...new Set(known.flatMap(({ files }) => Object.keys(files)))];
}

function fileOf(folder: string, path: string): string {
  return join(folder, ...path.split('/'));
}

/** Takes away what a killed delivery left beside these files. */
async function tidy(folder: string, paths: readonly string[]): Promise<void> {
  if ((await look(folder))?.isDirectory()) await removeLeftovers(paths.map((path) => fileOf(folder, path)));
}

/** Takes what is not a plain file out of our files' places, and what a person made of files that are gone from ours. */
async function makeWay(folder: string, written: readonly string[], gone: readonly string[]): Promise<void> {
  const about = await look(folder);
  if (about !== undefined && !about.isDirectory()) await rm(folder, { force: true });
  for (const path of written)
    if ((await digestInCopy(folder, path)) === notPlain) await clearInCopy(folder, path);
  for (const path of gone) await clearInCopy(folder, path);
}

/** What stands at a file's place, and what is to stand there. */
interface FileChange {
  readonly digest: string | undefined;
  readonly bytes: Uint8Array;
}

/**
 * @returns by path, what is about to be written: with what a client put into the file before
 * @throws AiosError `changed_meanwhile` when what stands there is not ours and edits are not to be replaced
 */
async function lookAtAll(
  { folder, known, replaceEdits }: CopyTarget,
  files: FileContents,
): Promise<Map<string, FileChange>> {
  const about = await look(folder);
  if (about !== undefined && !about.isDirectory()) throw changedMeanwhile(folder);
  const changes = new Map<string, FileChange>();
  for (const [path, bytes] of files) {
    const next = sha256(bytes);
    const isOurs = (own: string): boolean =>
      own === next || known.some((content) => content.files[path] === own);
    const { digest: own, lines } = await lookThrough(folder, path, isOurs);
    if (own !== undefined && !isOurs(own) && !replaceEdits) throw changedMeanwhile(fileOf(folder, path));
    const digest = lines === '' ? own : await digestInCopy(folder, path);
    changes.set(path, { digest, bytes: lines === '' ? bytes : withClientLines(bytes, lines) });
  }
  return changes;
}

function changedMeanwhile(path: string, code = 'changed_meanwhile'): AiosError {
  return new AiosError(`${path} changed while AI OS was at work; it was left as it is.`, {
    code,
    remedy: 'Run the command again.',
    file: path,
  });
}

async function removeFiles(
  folder: string,
  paths: readonly string[],
  known: readonly Delivered[],
): Promise<void> {
  for (const path of paths) {
    const file = fileOf(folder, path);
    const isOurs = (own: string): boolean => known.some(({ files }) => files[path] === own);
    const { digest } = await lookThrough(folder, path, isOurs);
    if (digest !== undefined && isOurs(digest)) {
      try {
        await rm(file);
      } catch (error) {
        throw fileError(error, 'remove', file);
      }
    }
    if (dirname(file) !== folder) await removeEmptyFolders(dirname(file), folder);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    makeFolders(folder);
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
  }
}
