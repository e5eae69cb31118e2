import type { LocatedClient } from '../../../runtime/client/locate.ts';
import { serverName } from '../../../runtime/client/server-entry.ts';
import { coveredBy, type SeenSkill, type SkillPlace } from '../../../runtime/client/what-clients-see.ts';
import { isEnabledFor } from '../../../runtime/registry/installed-skill.ts';
import { itemsOf } from '../../../runtime/sync/client-state.ts';
import { apiDeliveryText, offerText } from '../../../runtime/sync/offer-text.ts';
import type { Offer } from '../../../runtime/sync/offers.ts';
import type { PlannedItem } from '../../../runtime/sync/plan.ts';
import { findStillSeen, type StillSeen, stillSeenTexts } from '../../../runtime/sync/still-seen.ts';
import type { ClientView, SyncStatus } from '../../../runtime/sync/sync.ts';
import { findWithheld, withheldTexts } from '../../../runtime/sync/withheld.ts';
import { countOf, plainText } from '../plain-text.ts';
import { stateWords } from '../state-words.ts';
import { listingRows } from './listing-row.ts';

/** The client that takes skills of its own only by upload. */
export const uploadClient = 'claude-desktop';

/** A row below a client: a place of ours, or something else that the client sees. */
export interface ClientRow {
  /** Unique below its client. */
  readonly id: string;
  readonly label: string;
  /** Short: what is decisive has to be seen in a narrow view. */
  readonly description: string;
  /** The same as tooltips and screen readers say it, where that is more. */
  readonly whole?: string;
  readonly icon:
    | 'state'
    | 'offered'
    | 'own'
    | 'twice'
    | 'hides'
    | 'listing'
    | 'full'
    | 'upload'
    | 'problem'
    | 'again';
  /** What a person may want to know besides, a paragraph each. */
  readonly details: readonly string[];
  /** Set on a place of ours. */
  readonly item?: PlannedItem;
  /** Set where a click is to ask which clients this skill is on for: its id. */
  readonly skill?: string;
  /** The file that shows it, absolute. */
  readonly file?: string;
}

/**
 * @param offers of the server, by editors' own APIs
 * @returns what a client sees: our places first, then what is not from us, then how much room its listing has
 */
export function clientRows(
  status: SyncStatus,
  client: LocatedClient,
  view: ClientView,
  offers: readonly Offer[] = [],
): ClientRow[] {
  const { id } = client.definition;
  const items = itemsOf(status, id);
  const seen = new Map(view.skills.map((skill) => [skill.path, skill]));
  const stillSeen = findStillSeen(status).filter(({ client: reader }) => reader === id);
  const others = view.skills.filter(({ path }) => !items.some((item) => item.path === path));
  return [
    ...leftAloneRows(status, client),
    ...problemRows(status, client),
    ...offers.filter((offer) => offer.client === id).map((offer) => offerRow(offer, client)),
    ...items.map((item) => placeRow(item, client, seen.get(item.path))),
    ...others.map((skill) => seenRow(skill, client, stillSeen)),
    ...uploadRows(status, client),
    ...listingRows(status, client, view),
  ];
}

function leftAloneRows(status: SyncStatus, { definition: { id, name } }: LocatedClient): ClientRow[] {
  if (!status.leftAlone.has(id)) return [];
  return [
    {
      id: 'left-alone',
      label: 'Deliver Again',
      description: 'left alone until then',
      icon: 'again',
      details: [`You chose that AI OS delivers nothing to ${name}. Click to take that back and sync to it.`],
    },
  ];
}

function problemRows(status: SyncStatus, { problem, definition: { id } }: LocatedClient): ClientRow[] {
  if (problem === undefined || status.leftAlone.has(id)) return [];
  const details = [`${problem.message} ${problem.remedy}`];
  return [
    {
      id: 'problem',
      label: 'More than one config',
      description: 'nothing is written',
      icon: 'problem',
      details,
    },
  ];
}

function offerRow(offer: Offer, { definition: { name } }: LocatedClient): ClientRow {
  const { config, version } = offer;
  return {
    id: `offer/${config}`,
    label: `MCP server “${serverName}”`,
    description: offerText(offer),
    icon: 'offered',
    details: [
      `AI OS ${version} offers it to ${name} for as long as a window is open, so that ${config} needs no entry.`,
    ],
  };
}

function placeRow(item: PlannedItem, client: LocatedClient, seen: SeenSkill | undefined): ClientRow {
  const { kind, id, path, state, observation, readers, row } = item;
  const { name } = client.definition;
  const waits = item.action === 'waiting' && item.client === client.definition.id;
  const clash = seen === undefined ? undefined : clashOf(seen, name);
  const words = [
    waits ? 'waiting' : stateWords[state],
    ...(row?.mode === 'api' ? [apiDeliveryText(row)] : []),
    ...(clash ? [clash.words] : []),
  ];
  return {
    id: `${kind}/${id}/${path}`,
    label: kind === 'server' ? `MCP server “${id}”` : `Skill “${id}”`,
    description: words.join(', '),
    ...(waits && { whole: [`waiting for ${name} to be quit`, ...words.slice(1)].join(', ') }),
    icon: 'state',
    details: [
      path,
      ...(observation.kind === 'unreadable' ? [`${observation.message} ${observation.remedy}`] : []),
      ...(readers.length > 1 ? [`Also read by ${countOf(readers.length - 1, 'other client')}.`] : []),
      ...withheldTexts(findWithheld([item], client)),
      ...(clash ? [clash.detail] : []),
    ],
    item,
    ...(observation.kind !== 'absent' && { file: kind === 'server' ? path : skillFile(path) }),
  };
}

/** @param stillSeen what the client reads although it is off for it */
function seenRow(skill: SeenSkill, client: LocatedClient, stillSeen: readonly StillSeen[]): ClientRow {
  const places = [skill, ...skill.alsoShown];
  const off = stillSeen.filter(({ path }) => places.some((place) => place.path === path));
  const clash = clashOf(skill, client.definition.name);
  const ours = off.length > 0 ? 'off, still read' : 'for another client, from AI OS';
  const whose = skill.id === undefined ? 'not from AI OS' : ours;
  return {
    id: `seen/${skill.path}`,
    label: `Skill “${plainText(skill.name)}”`,
    description: clash?.words ?? whose,
    ...(clash && { whole: `${whose}, ${clash.words}` }),
    icon: clash?.icon ?? 'own',
    details: [skill.path, ...stillSeenTexts(off), ...(clash ? [clash.detail] : [])],
    file: skillFile(skill.path),
  };
}

/** What a client makes of several skills of one name. */
function clashOf(
  skill: SeenSkill,
  client: string,
): { readonly words: string; readonly detail: string; readonly icon: 'twice' | 'hides' } | undefined {
  if (skill.alsoShown.length > 0) {
    const where = pathsOf(skill.alsoShown);
    return { words: 'shown twice', detail: `${client} finds it in ${where} too.`, icon: 'twice' };
  }
  const covered = coveredBy(skill).flatMap(({ hidden }) => hidden);
  if (covered.length === 0) return undefined;
  const isOurs = covered.some((other) => other.id !== undefined);
  return {
    words: isOurs ? 'hides the one from AI OS' : 'hides another one',
    detail: `${client} takes this one, not the one in ${pathsOf(covered)}.`,
    icon: 'hides',
  };
}

function uploadRows(status: SyncStatus, { definition: { id } }: LocatedClient): ClientRow[] {
  if (status.leftAlone.has(id)) return [];
  const count = status.skills.filter((skill) => id === uploadClient && isEnabledFor(skill, id)).length;
  if (count === 0) return [];
  return [
    {
      id: 'upload',
      label: 'Skills by upload',
      description: `${countOf(count, 'skill')} to export`,
      icon: 'upload',
      details: ['Its own list of skills takes them only as a ZIP that you upload. Click to export.'],
    },
  ];
}

function pathsOf(places: readonly SkillPlace[]): string {
  return places.map(({ path }) => path).join(', ');
}

function skillFile(folder: string): string {
  return `${folder}${folder.includes('\\') ? '\\' : '/'}SKILL.md`;
}
