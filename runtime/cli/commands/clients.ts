import { dirname } from 'node:path';
import type { ClientDefinition } from '../../client/client-definition.ts';
import type { ListingUse } from '../../client/listing-use.ts';
import type { LocatedClient } from '../../client/locate.ts';
import { overflowWords } from '../../client/skill-rules.ts';
import { coveredBy, type SeenSkill, type SkillPlace } from '../../client/what-clients-see.ts';
import { oneLine } from '../../one-line.ts';
import type { Runtime } from '../../runtime.ts';
import { type ClientState, clientState, itemsOf } from '../../sync/client-state.ts';
import type { Confirmation } from '../../sync/confirmation.ts';
import { confirmationText } from '../../sync/confirmation-text.ts';
import { type ListingAdvice, listingAdvice, listingAdviceText } from '../../sync/listing-excess.ts';
import { apiDeliveryText, offerText } from '../../sync/offer-text.ts';
import type { Offer } from '../../sync/offers.ts';
import type { PlannedItem } from '../../sync/plan.ts';
import type { Rival } from '../../sync/rivals.ts';
import type { Running } from '../../sync/running-clients.ts';
import { findStillSeen, listOf, type StillSeen, stillSeenTexts } from '../../sync/still-seen.ts';
import type { SyncStatus } from '../../sync/sync.ts';
import { findWithheld, withheldTexts } from '../../sync/withheld.ts';
import { checkClientIds } from '../check-client-ids.ts';
import type { Command, CommandResult } from '../command.ts';
import { projectOf } from '../project-of.ts';
import { textTable } from '../text-table.ts';

interface ShownClient {
  readonly client: LocatedClient;
  readonly state: ClientState;
  readonly sees: readonly SeenSkill[];
  readonly stillSeen: readonly StillSeen[];
  /** Undefined for a client of which nothing was looked at. */
  readonly listing: ListingUse | undefined;
  /** What to do about a listing that has no room for all of it. */
  readonly advice: ListingAdvice | undefined;
  readonly confirmation: Confirmation | undefined;
  /** What its editor was offered by its own API, one for each profile. */
  readonly offers: readonly Offer[];
  readonly items: readonly PlannedItem[];
  /** Whether it runs, or may, and has to be quit before it is written. */
  readonly waits: Running | undefined;
  readonly isLeftAlone: boolean;
  readonly rivals: readonly Rival[];
}

export const clients: Command = {
  usage: 'clients [--project] | --leave ID… | --deliver ID…',
  summary:
    'Shows the AI clients found here, how each stands and which skills it sees. With --project, also what the project here has of its own. --leave has AI OS deliver nothing to a client from now on, --deliver takes that back.',
  positionals: [0, 0],
  options: ['project', 'leave', 'deliver'],
  async run({ runtime, options, workingFolder }) {
    const [left, again] = [checkClientIds(options.leave), checkClientIds(options.deliver)];
    if (left.length + again.length > 0) return choose(runtime, left, again);
    const status = await runtime.sync.status();
    const [views, confirmed, offers, rivals] = await Promise.all([
      runtime.sync.views(status.clients),
      runtime.sync.confirmations(status),
      runtime.sync.offers(status),
      runtime.sync.rivals(status, await projectOf(options, workingFolder)),
    ]);
    const stillSeen = findStillSeen(status);
    const shown = status.clients.map((client) => {
      const { id } = client.definition;
      const listing = views.get(id)?.listing;
      const own = offers.filter(({ client: owner }) => owner === id);
      return {
        client,
        state: clientState(status, id, own.length > 0),
        sees: views.get(id)?.skills ?? [],
        stillSeen: stillSeen.filter(({ client: reader }) => reader === id),
        listing,
        advice: listing && listingAdvice(status, id, listing),
        confirmation: confirmed.get(id),
        offers: own,
        items: itemsOf(status, id),
        waits: status.running.get(id),
        isLeftAlone: status.leftAlone.has(id),
        rivals: rivals.filter(({ client: owner }) => owner === id),
      };
    });
    return { exitCode: 0, json: { clients: shown.map(toJson) }, text: toText(shown) };
  },
};

/** Remembers which clients are left alone, and says what becomes of that. */
async function choose(
  { sync }: Runtime,
  left: readonly string[],
  again: readonly string[],
): Promise<CommandResult> {
  for (const id of left) await sync.leaveAlone(id, true);
  for (const id of again) await sync.leaveAlone(id, false);
  const status = await sync.status();
  const nameOf = (id: string) =>
    status.clients.find(({ definition }) => definition.id === id)?.definition.name;
  const lines = [
    ...left.map((id) => `AI OS leaves ${nameOf(id)} alone from now on.`),
    ...again.map((id) => `AI OS delivers to ${nameOf(id)} again, from the next \`aios sync\` on.`),
  ];
  const gone = status.items.filter(({ client, row }) => left.includes(client) && row !== undefined);
  if (gone.length > 0)
    lines.push('What it put there goes with the next `aios sync`.', ...moveTexts(status, gone));
  return { exitCode: 0, json: { leftAlone: [...status.leftAlone] }, text: lines.map(oneLine).join('\n') };
}

/** Of copies that others read there too, and get elsewhere: a sentence on each folder. */
function moveTexts({ items, clients: all }: SyncStatus, gone: readonly PlannedItem[]): string[] {
  const ids = new Set(gone.filter(({ kind }) => kind === 'skill').map(({ id }) => id));
  const made = items.filter(({ kind, id, action }) => kind === 'skill' && action === 'create' && ids.has(id));
  return [...Map.groupBy(made, ({ path }) => dirname(path))].map(([folder, copies]) => {
    const readers = new Set(copies.flatMap((copy) => copy.readers));
    const names = all.flatMap(({ definition: { id, name } }) => (readers.has(id) ? [name] : []));
    const what = copies.length === 1 ? 'its copy of one skill' : `its copies of ${copies.length} skills`;
    return `For ${listOf(names)}, ${what} then ${copies.length === 1 ? 'goes' : 'go'} to ${folder} instead.`;
  });
}

function toJson({ client, state, confirmation, waits, isLeftAlone, listing, ...shown }: ShownClient): object {
  const { definition, detected, configPath, configPaths, problem } = client;
  return {
    id: definition.id,
    name: definition.name,
    detected,
    configPath,
    configPaths,
    otherConfigPaths: client.otherConfigPaths,
    earlierConfigPaths: client.earlierConfigPaths,
    ...(problem && { problem }),
    skillRoots: client.skillRoots,
    writableSkillRoots: client.writableSkillRoots,
    ...(client.apiSkillRoot !== undefined && { apiSkillRoot: client.apiSkillRoot }),
    state,
    ...(confirmation && { confirmation }),
    ...(shown.offers.length > 0 && { offers: shown.offers }),
    waitsUntilQuit: waits !== undefined,
    leftAlone: isLeftAlone,
    sees: shown.sees,
    stillSeen: shown.stillSeen,
    withheld: findWithheld(shown.items, client).map(({ id, path }) => ({ id, path })),
    ...(listing && { listing: listingJson(listing, shown.advice) }),
    rivals: shown.rivals,
    reload: definition.reload.value,
    writableWhileRunning: definition.writableWhileRunning.value,
  };
}

function toText(shown: readonly ShownClient[]): string {
  const found = shown.filter(({ client, state }) => client.detected || state !== 'not-found');
  const missing = shown.filter((one) => !found.includes(one)).map(({ client }) => client.definition.name);
  const rows = found.map(({ client, state, sees, listing, confirmation, offers: [offer] }) => [
    client.definition.name,
    state,
    confirmation !== undefined ? confirmationText(confirmation) : offer ? offerText(offer) : '–',
    client.definition.skillRoots.value.length === 0 ? 'none on disk' : String(sees.length),
    listingCell(listing),
    client.configPaths.join(', '),
  ]);
  const table = textTable(['CLIENT', 'STATE', 'SERVER', 'SKILLS', 'LISTING', 'CONFIG'], rows);
  const withheld = found.flatMap(({ client, items }) => findWithheld(items, client));
  const lines = [...withheldTexts(withheld), ...found.flatMap(remarks)].map(oneLine);
  const parts = [table === '' ? 'No AI client was found.' : table, lines.join('\n')];
  if (missing.length > 0) parts.push(`Not found: ${missing.join(', ')}.`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** So many skills are named in a remark; the rest are counted. */
const namedSkills = 5;

function remarks({
  client,
  sees,
  items,
  stillSeen,
  listing,
  advice,
  waits,
  isLeftAlone,
  rivals,
}: ShownClient): string[] {
  const { id, name } = client.definition;
  const { problem, earlierConfigPaths } = client;
  const doubled = sees.filter(({ alsoShown }) => alsoShown.length > 0);
  return [
    ...(isLeftAlone
      ? [`${name} is left alone, as you chose. \`aios clients --deliver ${id}\` takes that back.`]
      : []),
    ...(problem === undefined || isLeftAlone ? [] : [`${problem.message} ${problem.remedy}`]),
    ...(waits === undefined ? [] : [waitingRemark(client, waits)]),
    ...earlierConfigPaths.map(
      (path) =>
        `${name} has servers in a file of an earlier version, ${path}. Open ${name} once: it moves them itself.`,
    ),
    ...(doubled.length === 0 ? [] : [`${name} finds more than one ${namesOf(doubled)}.`]),
    ...sees.flatMap((skill) =>
      coveredBy(skill).map(
        ({ path, hidden }) =>
          `${name} takes ${skill.name} from ${path}, not from ${pathsOf(hidden).join(', ')}.`,
      ),
    ),
    ...stillSeenTexts(stillSeen),
    ...byApiRemarks(name, items),
    ...rivals.map(({ message, remedy }) => `${message} ${remedy}`),
    ...listingRemarks(client.definition, listing, advice),
  ];
}

/** Which skills an editor reads by its own API. */
function byApiRemarks(name: string, items: readonly PlannedItem[]): string[] {
  const rows = items.flatMap(({ row }) => (row?.mode === 'api' ? [row] : []));
  const [first] = rows.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  if (first === undefined) return [];
  const skills = rows.length === 1 ? `the skill ${first.id}` : `${rows.length} skills`;
  return [`${name} has ${skills} from AI OS ${apiDeliveryText(first)}.`];
}

/** How much of the list that a client tells its model of skills in is taken, and of how much. */
function listingCell(listing: ListingUse | undefined): string {
  if (listing === undefined || listing.characters === 0) return '–';
  const used = count(listing.characters);
  if (listing.limit === 'known')
    return `${used} of ${count(listing.budget)} (${percentOf(listing.characters, listing.budget)})`;
  return listing.limit === 'none' ? `${used}, no limit` : `${used}, limit not known`;
}

/** Told of a list that is too full: what becomes of it, and which skills to switch off so that all has room. */
function listingRemarks(
  { id, name }: ClientDefinition,
  listing: ListingUse | undefined,
  advice: ListingAdvice | undefined,
): string[] {
  if (listing?.limit !== 'known' || advice === undefined) return [];
  const words = overflowWords(listing.overflow);
  return [
    `${name}’s skill listing is too full, ${listingCell(listing)}: it ${words}. ${listingAdviceText(id, advice)}`,
  ];
}

function listingJson(listing: ListingUse, advice: ListingAdvice | undefined): object {
  if (listing.limit !== 'known') return listing;
  const { ours: _ours, ...rest } = listing;
  return { ...rest, excess: advice?.switchOff ?? [] };
}

function count(characters: number): string {
  return characters.toLocaleString('en');
}

function percentOf(characters: number, budget: number): string {
  return `${Math.round((100 * characters) / budget)} %`;
}

function waitingRemark({ definition: { id, name } }: LocatedClient, waits: Running): string {
  if (waits === 'runs')
    return `${name} is running and would write over what is written now: quit it, then sync again.`;
  return `The system does not tell whether ${name} runs, which would write over what is written then: quit it, then run \`aios sync --is-quit ${id}\`.`;
}

function namesOf(skills: readonly SeenSkill[]): string {
  const named = skills
    .slice(0, namedSkills)
    .map(({ name, path, alsoShown }) => `${name} (${[path, ...pathsOf(alsoShown)].join(', ')})`);
  const more = skills.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(' and ');
}

function pathsOf(places: readonly SkillPlace[]): string[] {
  return places.map(({ path }) => path);
}
