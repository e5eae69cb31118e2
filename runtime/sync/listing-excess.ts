import type { ListingUse } from '../client/listing-use.ts';
import { isEnabledFor } from '../registry/installed-skill.ts';
import type { SyncStatus } from './sync.ts';

/**
 * @returns ids of the skills to switch off for a client so that its listing has room for the rest, the longest first;
 *   none that is off already and only still read
 */
export function listingExcess(
  { skills }: Pick<SyncStatus, 'skills'>,
  client: string,
  listing: ListingUse,
): string[] {
  if (listing.limit !== 'known') return [];
  const on = new Set(
    skills.filter((skill) => isEnabledFor(skill, client)).map(({ manifest }) => manifest.id),
  );
  return listing.excess.filter((id) => on.has(id));
}
