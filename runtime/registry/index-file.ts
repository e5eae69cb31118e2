import { AiosError } from '../errors.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import { type InstalledSkill, isInstalledSkill } from './installed-skill.ts';

/** 1,000 skills take about 2 MB. */
const maxIndexBytes = 64 * 1024 * 1024;

/** `registry/index.json`: derived from the skills' pointers, and the only file `aios-mcp` reads to list. */
export interface RegistryIndex {
  readonly format: typeof indexFormat;
  readonly skills: readonly InstalledSkill[];
}

export const indexFormat = 2;
export const emptyIndex: RegistryIndex = { format: indexFormat, skills: [] };

/** @returns the index as it stands there, whatever that is; undefined when there is none yet */
export async function readIndexText(file: string): Promise<string | undefined> {
  return (await readIfPresent(file, maxIndexBytes))?.toString('utf8');
}

/**
 * @returns the index, or undefined when there is none yet
 * @throws AiosError `index_unreadable` when it is damaged or of another format
 */
export async function readIndex(file: string): Promise<RegistryIndex | undefined> {
  const text = await readIndexText(file);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadable(file, error);
  }
  if (!isIndex(value)) throw unreadable(file, undefined);
  return value;
}

function isIndex(value: unknown): value is RegistryIndex {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('skills' in value))
    return false;
  return value.format === indexFormat && Array.isArray(value.skills) && value.skills.every(isInstalledSkill);
}

function unreadable(file: string, cause: unknown): AiosError {
  return new AiosError(`The registry index ${file} is damaged.`, {
    code: 'index_unreadable',
    remedy: 'Run `aios doctor`: it builds the index anew from the installed skills.',
    file,
    cause,
  });
}
