import { countOf } from '../../plain-text.ts';

const dayMs = 24 * 60 * 60_000;

/** @returns how long what was removed is still kept, in words: `kept for 12 more days` */
export function keptWords(keptUntil: Date, now = new Date()): string {
  const days = Math.round((keptUntil.getTime() - now.getTime()) / dayMs);
  return days > 0 ? `kept for ${countOf(days, 'more day')}` : 'kept for less than a day';
}
