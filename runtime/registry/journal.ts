import { readFileSync } from 'node:fs';
import { isSkillId } from './installed-skill.ts';

/**
 * What a change is about to do, written before it does it. Its pointers stand ready in the staging folder; from the
 * moment this file is there, the change happens: whoever finds it carries it through.
 */
export interface Journal {
  readonly changes: readonly PlannedSwitch[];
}

export interface PlannedSwitch {
  readonly id: string;
  /** The pointer to switch in, relative to the staging folder; undefined retires the skill. */
  readonly staged: string | undefined;
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
  if (typeof value !== 'object' || value === null || !('changes' in value)) return false;
  return Array.isArray(value.changes) && value.changes.every(isPlannedSwitch);
}

function isPlannedSwitch(value: unknown): value is PlannedSwitch {
  const { id, staged } = (value ?? {}) as Partial<PlannedSwitch>;
  if (typeof id !== 'string' || !isSkillId(id)) return false;
  return staged === undefined || /^\d+-[0-9a-f]{16}\/[a-z0-9-]+\.json$/u.test(staged);
}
