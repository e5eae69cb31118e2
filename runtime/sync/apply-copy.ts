import { mkdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileError } from '../errors.ts';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { type FileContents, sha256 } from '../files/digest.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import type { Delivered } from './ledger.ts';

/** The file a client finds a skill by: written last and removed first, so that no client loads half a skill. */
const entryFile = 'SKILL.md';
const maxFileBytes = 16 * 1024 * 1024;

/**
 * Brings a skill's copy in a client's folder to the given content, file by file, each whole. Files of the
 * earlier content that are no longer part of it go; what a person put beside them stays.
 */
export async function writeCopy(
  folder: string,
  files: FileContents,
  earlier: Delivered | undefined,
): Promise<void> {
  const paths = [...files.keys()].filter((path) => path !== entryFile);
  for (const path of [...paths, entryFile]) {
    const bytes = files.get(path);
    const target = join(folder, ...path.split('/'));
    if (bytes === undefined || (await hasContent(target, sha256(bytes)))) continue;
    await makeFolder(dirname(target));
    // A client's skill folder is readable like the rest of its files, and holds no secret.
    await writeFileAtomically(target, bytes, { mode: 0o644 });
  }
  const gone = Object.keys(earlier?.files ?? {}).filter((path) => !files.has(path));
  await removeFiles(folder, gone, earlier?.files ?? {});
}

/** Removes the files of a copy that still are as we wrote them, and the folders left empty. */
export async function removeCopy(folder: string, content: Delivered): Promise<void> {
  const paths = Object.keys(content.files);
  const ordered = [
    ...paths.filter((path) => path === entryFile),
    ...paths.filter((path) => path !== entryFile),
  ];
  await removeFiles(folder, ordered, content.files);
}

async function removeFiles(
  folder: string,
  paths: readonly string[],
  digests: Readonly<Record<string, string>>,
): Promise<void> {
  for (const path of paths) {
    const target = join(folder, ...path.split('/'));
    if (!(await hasContent(target, digests[path]))) continue;
    try {
      await rm(target);
    } catch (error) {
      throw fileError(error, 'remove', target);
    }
    await removeEmptyFolders(dirname(target), folder);
  }
}

async function removeEmptyFolders(from: string, top: string): Promise<void> {
  for (
    let folder = from;
    !relative(top, folder).startsWith(`..${sep}`) && folder !== dirname(top);
    folder = dirname(folder)
  ) {
    try {
      await rmdir(folder);
    } catch {
      return; // Something else is in it, or it is gone.
    }
  }
}

async function hasContent(path: string, digest: string | undefined): Promise<boolean> {
  const bytes = await readIfPresent(path, maxFileBytes).catch(() => undefined);
  return bytes !== undefined && sha256(bytes) === digest;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError(error, 'make the folder', folder);
  }
}
