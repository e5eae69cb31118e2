import type { PathTemplate, PerPlatform } from '../client-definition.ts';

/** The same on every system. */
export function everywhere<T>(value: T): PerPlatform<T> {
  return { linux: value, darwin: value, win32: value };
}

/**
 * Paths below the folder in which a desktop program keeps its settings: `~/.config`, `~/Library/Application Support`
 * or `%APPDATA%`.
 */
export function inSettings(...paths: readonly string[]): PerPlatform<readonly PathTemplate[]> {
  const below = (base: string): PathTemplate[] => paths.map((path) => `${base}/${path}`);
  return { linux: below('{config}'), darwin: below('{appSupport}'), win32: below('{appData}') };
}

/** The shared root of the Agent Skills standard, which most clients read beside their own. */
export const sharedSkills = '{home}/.agents/skills';
