import { AiosError } from '../errors.ts';
import type { SkillRecord } from './installed-skill.ts';
import { LockStore } from './lock-store.ts';

/** What a person chose for a skill, whichever version of it is current. */
export type Choices = Pick<SkillRecord, 'enabledFor' | 'disabledFor' | 'pinned'>;

/** @returns the record with those choices and no others */
export function withChoices(record: SkillRecord, choices: Choices | undefined): SkillRecord {
  const { enabledFor: _enabled, disabledFor: _disabled, pinned: _pinned, ...rest } = record;
  return {
    ...rest,
    enabledFor: choices?.enabledFor,
    ...(choices?.disabledFor && { disabledFor: choices.disabledFor }),
    ...(choices?.pinned && { pinned: true }),
  };
}

/** @returns what the lock file says was chosen for a skill; undefined where it says nothing that can be read */
export async function choicesInLock(file: string, id: string): Promise<Choices | undefined> {
  try {
    const text = await new LockStore(file).read();
    const { parseLock } = await import('./parse-lock.ts');
    const entry = text === '' ? undefined : parseLock(file, text).find((each) => each.id === id);
    if (entry === undefined) return undefined;
    const { enabledFor, disabledFor, pinned } = entry;
    return { enabledFor, ...(disabledFor && { disabledFor }), pinned };
  } catch (error) {
    if (!AiosError.is(error, 'lock_unreadable')) throw error;
    return undefined;
  }
}
