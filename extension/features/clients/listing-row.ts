import type { ClientDefinition } from '../../../runtime/client/client-definition.ts';
import type { ListingUse } from '../../../runtime/client/listing-use.ts';
import type { LocatedClient } from '../../../runtime/client/locate.ts';
import { overflowWords } from '../../../runtime/client/skill-rules.ts';
import { listingAdvice } from '../../../runtime/sync/listing-excess.ts';
import { listOf } from '../../../runtime/sync/still-seen.ts';
import type { ClientView, Sync, SyncStatus } from '../../../runtime/sync/sync.ts';
import type { ClientRow } from './client-rows.ts';

const label = 'Skill listing';

/** @returns how much room a client's listing of skills has, as a row; none for one that reads no skills from disk */
export function listingRows(
  status: SyncStatus,
  { definition: { id, name }, skillRoots }: LocatedClient,
  { listing }: ClientView,
): ClientRow[] {
  if (skillRoots.length === 0) return [];
  const row = { id: 'listing', label, icon: 'listing' } as const;
  const used = number(listing.characters);
  if (listing.limit !== 'known') {
    const limit = listing.limit === 'none' ? 'no limit' : 'limit unknown';
    const details = [
      `The skills on disk take ${used} characters of what ${name} tells its model.`,
      listing.limit === 'none'
        ? `${name} tells it of all of them.`
        : `${name} does not say how many of them it tells it of.`,
    ];
    return [{ ...row, description: limit, whole: `${used} characters, ${limit}`, details }];
  }
  const { characters, budget } = listing;
  const percent = `${Math.round((100 * characters) / budget)} %`;
  if (characters <= budget) return [{ ...row, description: percent, details: [roomText(name, listing)] }];
  const skill = listingAdvice(status, id, listing)?.switchOff[0]?.id;
  const details = overflowTexts(status, { id, name }, listing, 'Click');
  const full = { ...row, description: `${percent}, too much`, icon: 'full', details } as const;
  return [{ ...full, ...(skill !== undefined && { skill }) }];
}

/**
 * Looks at what the clients see that anything is delivered to.
 *
 * @returns by client id, what there is to say and to do about a listing that is too full, a paragraph each
 */
export async function findFullListings(
  sync: Pick<Sync, 'views'>,
  status: SyncStatus,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const readers = status.clients.filter(
    ({ detected, skillRoots, definition: { id } }) =>
      detected && skillRoots.length > 0 && !status.leftAlone.has(id),
  );
  const views = await sync.views(readers);
  const found = readers.flatMap(({ definition }): [string, readonly string[]][] => {
    const listing = views.get(definition.id)?.listing;
    if (listing?.limit !== 'known' || listing.characters <= listing.budget) return [];
    return [[definition.id, overflowTexts(status, definition, listing, `Open it and click “${label}”`)]];
  });
  return new Map(found);
}

type LimitedListing = Extract<ListingUse, { readonly limit: 'known' }>;

/** @param step what a person does first to make room */
function overflowTexts(
  status: SyncStatus,
  { id, name }: Pick<ClientDefinition, 'id' | 'name'>,
  listing: LimitedListing,
  step: string,
): string[] {
  const [first, ...more] = listingAdvice(status, id, listing)?.switchOff ?? [];
  const remedy =
    first === undefined
      ? 'None that is on for it is from AI OS: move those away that it does not need.'
      : `Of those from AI OS, most is taken by ${listOf([first, ...more].map((skill) => `“${skill.id}”`))}. ${step} to choose the clients that have “${first.id}”, without ${listOf([name, ...namesOf(status, first.neededBy)])}.`;
  return [roomText(name, listing), `${name} ${overflowWords(listing.overflow)}.`, remedy];
}

function namesOf({ clients }: SyncStatus, ids: readonly string[]): string[] {
  return clients
    .filter(({ definition }) => ids.includes(definition.id))
    .map(({ definition }) => definition.name);
}

function roomText(name: string, { characters, budget }: LimitedListing): string {
  return `The skills on disk take ${number(characters)} of the ${number(budget)} characters that ${name} tells its model about skills in.`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
