import { closest, distance } from 'fastest-levenshtein';

/** A name this many letters off is a slip; one further off is another name. */
const maxDistance = 3;

/** @returns `Did you mean "x"? ` for a name that is nearly one of those known, else nothing */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0 || name.length > 64) return '';
  const candidate = closest(name, known);
  const off = distance(name, candidate);
  return off > 0 && off <= Math.min(maxDistance, candidate.length - 1) ? `Did you mean "${candidate}"? ` : '';
}
