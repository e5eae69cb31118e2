import { readFileSync } from 'node:fs';
import { isSkillId } from './installed-skill.ts';

/**
 * What a change is about to do, written before it does it. Its pointers stand ready in the staging folder; from the
 * moment this file is there, the change happens: whoever finds it carries it through, or undoes it where it cannot be.
 */
export interface Journal {
  readonly changes: readonly PlannedSwitch[];
  /** The journal that undoes it, relative to the staging folder: it is put in this one's place. */
  readonly undo?: string;
  /** Whether this is that one: what was switched is switched back. */
  readonly isUndo?: boolean;
}

export interface PlannedSwitch {
  readonly id: string;
  /** The pointer to switch in, relative to the staging folder; undefined retires the skill. */
  readonly staged: string | undefined;
  /** The pointer that was there before, kept until all is done; undefined when there was none. */
  readonly before?: string;
  /** What was kept of the skill while it was removed; undefined when nothing was. */
  readonly retired?: string;
}

/** @returns undefined when no change is under way; no changes when the file says nothing that can be used */
export function readJournal(file: string): Journal | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const value = JSON.parse(text) as unknown;
    if (isJournal(value)) return value;
  } catch {
    // What was half written is nothing: nothing was switched yet.
  }
  return { changes: [] };
}

function isJournal(value: unknown): value is Journal {
  if (typeof value !== 'object' || value === null) return false;
  const { changes, undo } = value as Partial<Journal>;
  return Array.isArray(changes) && changes.every(isPlannedSwitch) && isStaged(undo);
}

function isPlannedSwitch(value: unknown): value is PlannedSwitch {
  const { id, staged, before, retired } = (value ?? {}) as Partial<PlannedSwitch>;
  return typeof id === 'string' && isSkillId(id) && [staged, before, retired].every(isStaged);
}

/** A file in a staging folder, see staging.ts for what that is called. */
function isStaged(path: unknown): boolean {
  if (path === undefined) return true;
  return typeof path === 'string' && /^\d+(?:-[0-9a-f]{12})?-[0-9a-f]{16}\/[a-z0-9.-]+\.json$/u.test(path);
}
