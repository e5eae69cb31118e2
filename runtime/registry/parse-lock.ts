import { type Document, LineCounter, parseDocument } from 'yaml';
import { messageOf } from '../errors.ts';
import { digestOfDigests } from '../files/digest.ts';
import { isSkillId } from './installed-skill.ts';
import type { LockEntry } from './lock-file.ts';
import type { Resolved } from './sources/source.ts';
import { unreadable } from './split-lock.ts';

const maxSkills = 10_000;

/**
 * Reads a whole lock file, which may come from anybody.
 *
 * @param lineOf the line in the file of a line of the text, where that is not all of it
 * @throws AiosError `lock_unreadable` with the line
 */
export function parseLock(
  file: string,
  text: string,
  lineOf: (line: number) => number = (line) => line,
): LockEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' });
  const lineAt = (offset: number): number => lineOf(lines.linePos(offset).line);
  const [error] = document.errors;
  if (error) throw unreadable(file, lineAt(error.pos[0]), error.message.split('\n')[0] ?? '');
  const value = readValue(file, document);
  if (!isObject(value)) throw unreadable(file, 1, 'it is no lock file');
  if (value.lockfile !== 'aios/v1')
    throw unreadable(
      file,
      1,
      `it says lockfile: ${JSON.stringify(value.lockfile)}, and aios/v1 is known here`,
    );
  const skills = value.skills ?? {};
  if (!isObject(skills)) throw unreadable(file, 1, '`skills` is no mapping');
  const entries = Object.entries(skills);
  if (entries.length > maxSkills) throw unreadable(file, 1, `it names more than ${maxSkills} skills`);
  return entries.map(([id, entry]) => {
    const read = isSkillId(id) ? readEntry(id, entry) : 'has an id that no skill can have';
    if (typeof read !== 'string') return read;
    // Looked for among all the others, so only where something is wrong.
    const node = document.getIn(['skills', id], true) as { range?: [number, number, number] } | undefined;
    throw unreadable(file, lineAt(node?.range?.[0] ?? 0), `the entry of ${id} ${read}`);
  });
}

function readValue(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch (error) {
    // An alias, which could stand for any amount of text.
    throw unreadable(file, 1, messageOf(error));
  }
}

/** @returns the entry, or what is wrong with it */
function readEntry(id: string, entry: unknown): LockEntry | string {
  if (!isObject(entry)) return 'is no mapping';
  const { version, source, path, resolved = {}, digest, installedAt = '', pinned = false, files } = entry;
  if (typeof version !== 'string') return 'has no version that is a text';
  if (typeof source !== 'string' || source === '') return 'has no source';
  if (path !== undefined && !isRelativePath(path)) return 'has a path that leads elsewhere';
  if (typeof digest !== 'string' || !isDigest(digest)) return 'has no digest';
  if (!isObject(files) || !Object.entries(files).every(([, hash]) => isDigest(hash)))
    return 'has files without digests';
  if (digestOfDigests(files as Record<string, string>) !== digest)
    return 'has a digest that is not the one of its files';
  if (!isResolved(resolved)) return 'says in "resolved" what no source says';
  if (typeof pinned !== 'boolean') return 'is neither pinned nor not';
  const { enabledFor, disabledFor } = entry;
  if (!isOptionalTexts(enabledFor) || !isOptionalTexts(disabledFor)) return 'has clients that are no texts';
  return {
    id,
    version,
    source,
    path: path as string | undefined,
    resolved,
    digest,
    installedAt: String(installedAt),
    pinned,
    enabledFor,
    disabledFor,
    files: files as Record<string, string>,
  };
}

function isResolved(value: unknown): value is Resolved {
  if (!isObject(value)) return false;
  const known = new Set(['version', 'commit', 'address', 'integrity']);
  return Object.entries(value).every(([key, text]) => known.has(key) && typeof text === 'string');
}

function isRelativePath(path: unknown): path is string {
  if (typeof path !== 'string' || path === '' || path.startsWith('/') || path.includes('\\')) return false;
  return (
    !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/u.test(value);
}

function isOptionalTexts(value: unknown): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((text) => typeof text === 'string'));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
