import { lstatSync, type Stats } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutClientLines } from '../client/client-additions.ts';
import { fileError } from '../errors.ts';
import { sha256 } from '../files/digest.ts';
import { readAtOnce } from '../files/read-at-once.ts';
import { readIfPresent } from '../files/read-bounded.ts';

/** The file a client finds a skill by: written last and removed first, so that no client loads half a skill. */
export const entryFile: string = 'SKILL.md';

/** More than any file of a skill may have; a larger one is not as we wrote it. */
const maxFileBytes = 16 * 1024 * 1024;

/** Something stands there that we never write: a link, a folder in a file's place, a file in a folder's. */
export const notPlain = 'not a plain file in plain folders';

/**
 * Looks at a file's place in a skill's copy. Links are never followed below the copy's own folder: what is behind
 * one belongs to somebody else, whatever its content.
 *
 * @param folder the copy's folder, absolute, itself a real folder
 * @param path in the folder, with `/` between the parts
 * @returns the file's digest, undefined when nothing stands there, or `notPlain`
 * @throws AiosError `file_…` when it cannot be looked at
 */
export async function digestInCopy(folder: string, path: string): Promise<string | undefined> {
  const { at, about, isFile } = await walk(folder, path);
  if (about === undefined) return undefined;
  if (!isFile || !about.isFile() || about.size > maxFileBytes) return notPlain;
  try {
    const read = readAtOnce(at, maxFileBytes);
    if (read === 'gone') return undefined;
    return read === 'too large' ? notPlain : sha256(read.bytes);
  } catch (error) {
    throw fileError(error, 'read', at);
  }
}

/** A file of ours in a copy, and the lines that a client put into it. */
export interface OwnFile {
  /** Of the file without those lines; else as `digestInCopy` says. */
  readonly digest: string | undefined;
  readonly lines: string;
}

/**
 * Looks at a file's place as `digestInCopy`, and through what a client wrote into a SKILL.md of ours.
 * @param isOurs whether a digest is of something that we wrote there
 */
export async function lookThrough(
  folder: string,
  path: string,
  isOurs: (digest: string) => boolean,
): Promise<OwnFile> {
  const digest = await digestInCopy(folder, path);
  const plain = { digest, lines: '' };
  if (path !== entryFile || digest === undefined || digest === notPlain || isOurs(digest)) return plain;
  const found = await readIfPresent(join(folder, path), maxFileBytes);
  if (found === undefined) return plain;
  const { bytes, lines } = withoutClientLines(found);
  const own = sha256(bytes);
  return lines !== '' && isOurs(own) ? { digest: own, lines } : plain;
}

/** Takes away whatever stands at a file's place, or bars the way to it. A link goes, what it leads to stays. */
export async function clearInCopy(folder: string, path: string): Promise<void> {
  const { at, about } = await walk(folder, path);
  if (about === undefined) return;
  try {
    await rm(at, { recursive: true, force: true });
  } catch (error) {
    throw fileError(error, 'remove', at);
  }
}

/** What stands at a path, without following a link; undefined when nothing does. */
export async function look(path: string): Promise<Stats | undefined> {
  try {
    // Hundreds of places are looked at: another thread would take ten times as long for each.
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw fileError(error, 'look at', path);
  }
}

interface Step {
  readonly at: string;
  readonly about: Stats | undefined;
  /** Whether `at` is the file's own place and not a folder on the way to it. */
  readonly isFile: boolean;
}

/** Goes from the folder to the file's place, as far as there are real folders. */
async function walk(folder: string, path: string): Promise<Step> {
  const parts = path.split('/');
  let at = folder;
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const about = await look(at);
    const isFile = index === parts.length - 1;
    if (isFile || about === undefined || !about.isDirectory()) return { at, about, isFile };
  }
  return { at, about: undefined, isFile: false };
}
