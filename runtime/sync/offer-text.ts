import { momentText } from './confirmation-text.ts';
import type { Offer } from './offers.ts';

/**
 * @param now left out, this moment
 * @returns how an editor got the server without an entry, in local time: `by the editor’s API, since 10:42`
 */
export function offerText({ since, at }: Pick<Offer, 'since' | 'at'>, now = new Date()): string {
  const [first, last] = [since, at].map((moment) => momentText(moment, now));
  return `by the editor’s API, since ${first}${last === first ? '' : `, last at ${last}`}`;
}

/** @returns the same of a skill that an editor reads by its API: `by the editor’s API, since 10:42` */
export function apiDeliveryText({ at }: { readonly at: string }, now = new Date()): string {
  return `by the editor’s API, since ${momentText(new Date(at), now)}`;
}
