import { clientMatrix } from '../client/matrix.ts';
import { AiosError } from '../errors.ts';
import { nearest } from '../skill/nearest.ts';

/**
 * Checks the client ids a person gave, several in one word parted by commas; `_` counts as `-`.
 * @returns the ids as the matrix spells them
 * @throws AiosError `client_unknown`
 */
export function checkClientIds(words: readonly string[]): string[] {
  const known = clientMatrix.map(({ id }) => id);
  const ids = words.flatMap((word) => word.split(','));
  return ids.map((given) => {
    const id = given.trim().replaceAll('_', '-').toLowerCase();
    if (known.includes(id)) return id;
    throw new AiosError(`There is no client "${given}".`, {
      code: 'client_unknown',
      remedy: `${nearest(id, known)}Use one of ${known.join(', ')}.`,
    });
  });
}
