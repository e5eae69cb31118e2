import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import type { Diagnostic } from '../skill/diagnostic.ts';
import { manifestFile } from '../skill/load-typed-skill.ts';
import { bundleFile, parseBundle } from '../skill/parse-bundle.ts';
import { checkFiles } from './check-files.ts';

/** A skill's folder has no file further down than this below it that its manifest would name. */
const maxLevels = 3;

/**
 * Finds the skill that a file belongs to: the folder of a SKILL.md or a bundle.yaml, and for every other file the
 * nearest folder with a skill.yaml, its own or one above it.
 *
 * @param file absolute
 * @returns undefined for a file that belongs to none
 */
export async function findSkillFolder(file: string): Promise<string | undefined> {
  const name = basename(file).toLowerCase();
  let folder = dirname(file);
  if (name === 'skill.md' || name === manifestFile || name === bundleFile) return folder;
  for (let level = 0; level <= maxLevels; level += 1) {
    const about = await stat(join(folder, manifestFile)).catch(() => undefined);
    if (about?.isFile()) return folder;
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return undefined;
}

/**
 * Checks a skill's folder as it would be with what stands in an editor: the text of open files counts, saved or not.
 *
 * @param folder absolute
 * @param open texts by absolute path
 * @returns what was found; empty for a folder that holds no skill
 */
export async function checkOpenFiles(
  folder: string,
  open: ReadonlyMap<string, string>,
): Promise<readonly Diagnostic[]> {
  const files = new Map<string, Uint8Array>();
  const texts = [...open].filter(([path]) => path.startsWith(folder + sep));
  const names = new Set([
    ...(await readdir(folder).catch(() => [])),
    ...texts.map(([path]) => relative(folder, path)),
  ]);
  try {
    // Only a skill of our own is more than one file to the check; a SKILL.md may stand among anything.
    const own = names.has(manifestFile)
      ? await readFolder(await realpath(folder), skillFolderLimits)
      : undefined;
    for (const [path, bytes] of own ?? (await readSkillFile(folder, names))) files.set(path, bytes);
  } catch (error) {
    const { code, message, remedy } = fileError(error, 'read', folder);
    return [{ code, severity: 'error', message, file: manifestFile, line: 1, column: 1, remedy }];
  }
  for (const [path, text] of texts) files.set(relative(folder, path).split(sep).join('/'), Buffer.from(text));
  const bundle = files.get(bundleFile);
  const isSkill = [...files.keys()].some(
    (path) => path === manifestFile || path.toLowerCase() === 'skill.md',
  );
  if (isSkill) return checkFiles(files, basename(folder)).diagnostics;
  return bundle === undefined ? [] : parseBundle(bundleFile, bundle).diagnostics;
}

async function readSkillFile(folder: string, names: ReadonlySet<string>): Promise<FileContents> {
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    if (name !== bundleFile && name.toLowerCase() !== 'skill.md') continue;
    const bytes = await readIfPresent(join(folder, name), skillFolderLimits.maxBytes);
    if (bytes !== undefined) files.set(name, bytes);
  }
  return files;
}
