import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import { isLeftForPerson } from './place-words.ts';

/** What becomes of a place that differs from what was delivered there. */
export type Choice = 'keep' | 'adopt' | 'restore' | 'takeOut';

/**
 * What a person can do about a place. Each is part of what menus go by.
 *
 * @returns `show` where there is something to be compared, `leave` where ours is gone, which somebody may have wanted;
 *   nothing for a place that is as it should be
 */
export function choicesFor(
  item: Pick<PlannedItem, 'kind' | 'state' | 'drifted' | 'desired'>,
): (Choice | 'show' | 'leave')[] {
  const { kind, state, drifted, desired } = item;
  if (!drifted) return [];
  if (state === 'edited')
    return [
      'show',
      'keep',
      ...(kind === 'skill' ? (['adopt'] as const) : []),
      isLeftForPerson(item) ? 'takeOut' : 'restore',
    ];
  const isBehind = desired !== undefined && (state === 'missing' || state === 'source-moved');
  if (!isBehind) return [];
  return ['show', 'restore', ...(state === 'missing' ? (['leave'] as const) : [])];
}
