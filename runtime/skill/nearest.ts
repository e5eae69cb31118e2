import { closest, distance } from 'fastest-levenshtein';

/** A name this many letters off is a slip; one further off is another name. */
const maxDistance = 3;

/** @returns the one of the names known that this one is nearly, if there is one */
export function nearestName(
  name: string,
  known: readonly string[],
  furthest = maxDistance,
): string | undefined {
  if (known.length === 0 || name.length > 64) return undefined;
  const candidate = closest(name, known);
  const off = distance(name, candidate);
  return off > 0 && off <= Math.min(furthest, candidate.length - 1) ? candidate : undefined;
}

/** @returns `Did you mean "x"? ` for a name that is nearly one of those known, else nothing */
export function nearest(name: string, known: readonly string[]): string {
  const candidate = nearestName(name, known);
  return candidate === undefined ? '' : `Did you mean "${candidate}"? `;
}
