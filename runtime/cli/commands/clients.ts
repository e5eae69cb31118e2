import type { ListingUse } from '../../client/listing-use.ts';
import type { LocatedClient } from '../../client/locate.ts';
import type { SeenSkill, SkillPlace } from '../../client/what-clients-see.ts';
import type { Runtime } from '../../runtime.ts';
import { type ClientState, clientState } from '../../sync/client-state.ts';
import type { Confirmation } from '../../sync/confirmation.ts';
import { confirmationText } from '../../sync/confirmation-text.ts';
import type { Rival } from '../../sync/rivals.ts';
import { findStillSeen, type StillSeen, stillSeenTexts } from '../../sync/still-seen.ts';
import { checkClientIds } from '../check-client-ids.ts';
import type { Command, CommandResult } from '../command.ts';
import { projectOf } from '../project-of.ts';
import { textTable } from '../text-table.ts';

interface ShownClient {
  readonly client: LocatedClient;
  readonly state: ClientState;
  readonly sees: readonly SeenSkill[];
  readonly stillSeen: readonly StillSeen[];
  readonly listing: ListingUse | undefined;
  readonly confirmation: Confirmation | undefined;
  readonly waits: boolean;
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
    const [views, confirmed, rivals] = await Promise.all([
      runtime.sync.views(status.clients),
      runtime.sync.confirmations(status),
      runtime.sync.rivals(status, await projectOf(options, workingFolder)),
    ]);
    const stillSeen = findStillSeen(status);
    const shown = status.clients.map((client) => {
      const { id } = client.definition;
      return {
        client,
        state: clientState(status, id),
        sees: views.get(id)?.skills ?? [],
        stillSeen: stillSeen.filter(({ client: reader }) => reader === id),
        listing: views.get(id)?.listing,
        confirmation: confirmed.get(id),
        waits: status.running.has(id),
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
  if (status.items.some(({ client, row }) => left.includes(client) && row !== undefined))
    lines.push('What it put there goes with the next `aios sync`.');
  return { exitCode: 0, json: { leftAlone: [...status.leftAlone] }, text: lines.join('\n') };
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
    state,
    ...(confirmation && { confirmation }),
    waitsUntilQuit: waits,
    leftAlone: isLeftAlone,
    sees: shown.sees,
    stillSeen: shown.stillSeen,
    ...(listing && { listing }),
    rivals: shown.rivals,
    reload: definition.reload.value,
    writableWhileRunning: definition.writableWhileRunning.value,
  };
}

function toText(shown: readonly ShownClient[]): string {
  const found = shown.filter(({ client, state }) => client.detected || state !== 'not-found');
  const missing = shown.filter((one) => !found.includes(one)).map(({ client }) => client.definition.name);
  const rows = found.map(({ client, state, sees, confirmation }) => [
    client.definition.name,
    state,
    confirmation === undefined ? '–' : confirmationText(confirmation),
    client.definition.skillRoots.value.length === 0 ? 'none on disk' : String(sees.length),
    client.configPaths.join(', '),
  ]);
  const table = textTable(['CLIENT', 'STATE', 'SERVER', 'SKILLS', 'CONFIG'], rows);
  const parts = [table === '' ? 'No AI client was found.' : table, found.flatMap(remarks).join('\n')];
  if (missing.length > 0) parts.push(`Not found: ${missing.join(', ')}.`);
  return parts.filter((part) => part !== '').join('\n\n');
}

/** So many skills are named in a remark; the rest are counted. */
const namedSkills = 5;

function remarks({ client, sees, stillSeen, listing, waits, isLeftAlone, rivals }: ShownClient): string[] {
  const { id, name } = client.definition;
  const { problem, earlierConfigPaths } = client;
  const doubled = sees.filter(({ alsoShown }) => alsoShown.length > 0);
  // Of two copies of ours it does not matter which one is shown.
  const covered = sees.filter(({ id, hidden }) => hidden.some((other) => other.id !== id));
  return [
    ...(isLeftAlone
      ? [`${name} is left alone, as you chose. \`aios clients --deliver ${id}\` takes that back.`]
      : []),
    ...(problem === undefined || isLeftAlone ? [] : [`${problem.message} ${problem.remedy}`]),
    ...(waits
      ? [`${name} is running and would write over what is written now: quit it, then sync again.`]
      : []),
    ...earlierConfigPaths.map(
      (path) =>
        `${name} has servers in a file of an earlier version, ${path}. Open ${name} once: it moves them itself.`,
    ),
    ...(doubled.length === 0 ? [] : [`${name} finds more than one ${namesOf(doubled)}.`]),
    ...covered.map(
      (skill) =>
        `${name} takes ${skill.name} from ${skill.path}, not from ${pathsOf(skill.hidden).join(', ')}.`,
    ),
    ...stillSeenTexts(stillSeen),
    ...rivals.map(({ message, remedy }) => `${message} ${remedy}`),
    ...listingRemarks(name, listing),
  ];
}

/** How full the list is that a client tells its model about skills in; nothing of one that is empty. */
function listingRemarks(name: string, listing: ListingUse | undefined): string[] {
  if (listing === undefined || listing.characters === 0) return [];
  const { characters, budget } = listing;
  const percent = `${Math.round((100 * characters) / budget)} %`;
  const [used, room] = [characters, budget].map((count) => count.toLocaleString('en'));
  const tooMuch =
    characters > budget ? ` ${name} leaves some skills out: switch off those that it does not need.` : '';
  return [`${name}’s skill listing: ${used} of ${room} characters (${percent}).${tooMuch}`];
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
