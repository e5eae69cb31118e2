import type { LocatedClient } from '../../../runtime/client/locate.ts';
import type { SeenSkill, SkillPlace } from '../../../runtime/client/what-clients-see.ts';
import { isEnabledFor } from '../../../runtime/registry/installed-skill.ts';
import { clientState, itemsOf } from '../../../runtime/sync/client-state.ts';
import type { Confirmation } from '../../../runtime/sync/confirmation.ts';
import { confirmationText } from '../../../runtime/sync/confirmation-text.ts';
import type { PlannedItem } from '../../../runtime/sync/plan.ts';
import { findStillSeen, type StillSeen, stillSeenTexts } from '../../../runtime/sync/still-seen.ts';
import type { ClientView, SyncStatus } from '../../../runtime/sync/sync.ts';
import { countOf, plainText } from '../plain-text.ts';
import { stateWords } from '../state-words.ts';

/** The client that takes skills of its own only by upload. */
export const uploadClient = 'claude-desktop';

/** Said of a client that would write over what is written while it runs. Its name stands beside it. */
const waitingWords = 'waiting for it to be quit';

/** A row below a client: a place of ours, or something else that the client sees. */
export interface ClientRow {
  /** Unique below its client. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: 'state' | 'own' | 'twice' | 'hides' | 'listing' | 'full' | 'upload' | 'problem' | 'again';
  /** What a person may want to know besides, a paragraph each. */
  readonly details: readonly string[];
  /** Set on a place of ours. */
  readonly item?: PlannedItem;
  /** The file that shows it, absolute. */
  readonly file?: string;
}

/** @returns how a client stands, in words: `seen at 10:42 by claude-ai 1.2` */
export function clientWords(
  status: SyncStatus,
  { definition: { id } }: LocatedClient,
  confirmation: Confirmation | undefined,
  now?: Date,
): string {
  if (status.running.has(id)) return waitingWords;
  const state = clientState(status, id);
  if (state !== 'in-sync' || confirmation === undefined) return stateWords[state];
  return plainText(confirmationText(confirmation, now));
}

/** @returns what there is to know of a client besides its state, a paragraph each */
export function clientDetails(
  status: SyncStatus,
  { definition: { id, name }, configPaths, problem, earlierConfigPaths }: LocatedClient,
): string[] {
  return [
    `Servers: ${configPaths.join(', ')}`,
    ...(status.leftAlone.has(id)
      ? [
          `AI OS delivers nothing to ${name}, as you chose. It still sees skills in folders that other clients read too.`,
        ]
      : []),
    ...(problem === undefined || status.leftAlone.has(id) ? [] : [`${problem.message} ${problem.remedy}`]),
    ...(status.running.has(id)
      ? [`While ${name} runs it would write over what is written now. Quit it, then sync to it.`]
      : []),
    ...earlierConfigPaths.map(
      (path) =>
        `${name} has servers in a file of an earlier version, ${path}. Open ${name} once: it moves them itself.`,
    ),
  ];
}

/** @returns what a client sees: our places first, then what is not from us, then how much room its listing has */
export function clientRows(status: SyncStatus, client: LocatedClient, view: ClientView): ClientRow[] {
  const { id } = client.definition;
  const items = itemsOf(status, id);
  const seen = new Map(view.skills.map((skill) => [skill.path, skill]));
  const stillSeen = findStillSeen(status).filter(({ client: reader }) => reader === id);
  const others = view.skills.filter(({ path }) => !items.some((item) => item.path === path));
  return [
    ...leftAloneRows(status, client),
    ...problemRows(status, client),
    ...items.map((item) => placeRow(item, client, seen.get(item.path))),
    ...others.map((skill) => seenRow(skill, client, stillSeen)),
    ...uploadRows(status, client),
    ...listingRows(view, client),
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

function placeRow(item: PlannedItem, client: LocatedClient, seen: SeenSkill | undefined): ClientRow {
  const { kind, id, path, state, observation, readers } = item;
  const { name } = client.definition;
  const waits = item.action === 'waiting' && item.client === client.definition.id;
  const clash = seen === undefined ? undefined : clashOf(seen, name);
  const words = [waits ? waitingWords : stateWords[state], ...(clash ? [clash.words] : [])];
  return {
    id: `${kind}/${id}/${path}`,
    label: kind === 'server' ? `MCP server “${id}”` : `Skill “${id}”`,
    description: words.join(', '),
    icon: 'state',
    details: [
      path,
      ...(observation.kind === 'unreadable' ? [`${observation.message} ${observation.remedy}`] : []),
      ...(readers.length > 1 ? [`Also read by ${countOf(readers.length - 1, 'other client')}.`] : []),
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
  const ours = off.length > 0 ? 'switched off, still read' : 'from AI OS, for another client';
  const whose = skill.id === undefined ? 'not from AI OS' : ours;
  return {
    id: `seen/${skill.path}`,
    label: `Skill “${plainText(skill.name)}”`,
    description: [whose, ...(clash ? [clash.words] : [])].join(', '),
    icon: clash?.icon ?? 'own',
    details: [skill.path, ...stillSeenTexts(off), ...(clash ? [clash.detail] : [])],
    file: skillFile(skill.path),
  };
}

/** What a client makes of several skills of one name. Of two copies of ours it does not matter which one it takes. */
function clashOf(
  { alsoShown, hidden, id }: SeenSkill,
  client: string,
): { readonly words: string; readonly detail: string; readonly icon: 'twice' | 'hides' } | undefined {
  if (alsoShown.length > 0) {
    const where = pathsOf(alsoShown);
    return { words: 'shown twice', detail: `${client} finds it in ${where} too.`, icon: 'twice' };
  }
  const covered = hidden.filter((other) => other.id === undefined || other.id !== id);
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

function listingRows({ listing }: ClientView, { definition: { name } }: LocatedClient): ClientRow[] {
  if (listing === undefined) return [];
  const { characters, budget } = listing;
  const isFull = characters > budget;
  const percent = `${Math.round((100 * characters) / budget)} %`;
  return [
    {
      id: 'listing',
      label: 'Skill listing',
      description: isFull ? `${percent}, too much` : percent,
      icon: isFull ? 'full' : 'listing',
      details: [
        `The skills on disk take ${number(characters)} of the ${number(budget)} characters that ${name} tells its model about skills in.`,
        ...(isFull ? [`${name} leaves some of them out. Switch off those that it does not need.`] : []),
      ],
    },
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function pathsOf(places: readonly SkillPlace[]): string {
  return places.map(({ path }) => path).join(', ');
}

function skillFile(folder: string): string {
  return `${folder}${folder.includes('\\') ? '\\' : '/'}SKILL.md`;
}
