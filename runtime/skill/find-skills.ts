import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../errors.ts';
import { nextTurn } from '../files/next-turn.ts';
import { bundleFile } from './parse-bundle.ts';

/** Folders that hold other people's copies of things, never skills to be looked at. */
const skippedFolders = new Set(['.git', '.hg', '.svn', 'node_modules']);
/** Deeper than any repository of skills; bounds a tree that loops. */
const maxDepth = 24;

/** A folder that holds a skill. */
export interface FoundSkill {
  /** Absolute, or as the path that was asked for began. */
  readonly folder: string;
  /** `skill.yaml`, `bundle.yaml`, or the agent skill's file as it is spelled there. */
  readonly file: string;
  readonly format: 'aios' | 'agent-skill' | 'bundle';
}

/**
 * Walks a tree and yields every folder that holds a skill, in alphabetical order. Links to folders are not followed.
 * A skill inside a skill's folder (a plugin's, an example) is found too, unless only the outermost are asked for.
 * @throws AiosError `file_…` when the folder itself cannot be read
 */
export function findSkills(
  folder: string,
  { outermost = false }: { readonly outermost?: boolean } = {},
): AsyncGenerator<FoundSkill> {
  return walk({ outermost, read: 0 }, folder, 0);
}

interface Walk {
  readonly outermost: boolean;
  /** Folders so far. */
  read: number;
}

/** Listing a folder takes less than handing it to another thread; others get their turn all the same. */
const foldersPerTurn = 64;

async function* walk(state: Walk, folder: string, depth: number): AsyncGenerator<FoundSkill> {
  state.read += 1;
  if (state.read % foldersPerTurn === 0) await nextTurn();
  const names: string[] = [];
  const folders: string[] = [];
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(entry.name);
      else names.push(entry.name);
    }
  } catch (error) {
    if (depth === 0) throw fileError(error, 'read', folder);
    return; // Not readable, or gone meanwhile: nothing to be found there.
  }
  const found = skillIn(folder, names);
  if (found !== undefined) yield found;
  if (depth >= maxDepth || (state.outermost && found !== undefined)) return;
  for (const name of folders.sort()) {
    if (!skippedFolders.has(name)) yield* walk(state, join(folder, name), depth + 1);
  }
}

function skillIn(folder: string, names: readonly string[]): FoundSkill | undefined {
  if (names.includes('skill.yaml')) return { folder, file: 'skill.yaml', format: 'aios' };
  const file = names.includes('SKILL.md')
    ? 'SKILL.md'
    : names.find((name) => name.toLowerCase() === 'skill.md');
  // An agent skill may hold a bundle.yaml of anybody's.
  if (file !== undefined) return { folder, file, format: 'agent-skill' };
  return names.includes(bundleFile) ? { folder, file: bundleFile, format: 'bundle' } : undefined;
}
