import type { ListingUse } from '../client/listing-use.ts';
import type { LocatedClient } from '../client/locate.ts';
import { clientMatrix } from '../client/matrix.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import { listOf } from './still-seen.ts';
import type { SyncStatus } from './sync.ts';

/** A skill to switch off for a client, so that it leaves that client's listing. */
export interface SkillToSwitchOff {
  readonly id: string;
  /** Ids of the other clients that it has to be switched off for too: they need it where this one reads it. */
  readonly neededBy: readonly string[];
}

/** What a person can do about a listing that has no room for all of it. */
export interface ListingAdvice {
  /** As few as can be: those first that no other client needs there, of those the longest. */
  readonly switchOff: readonly SkillToSwitchOff[];
  /** Whether the rest has room then. */
  readonly isEnough: boolean;
  /** How many of ours in it are off for the client already, and there since others need them. */
  readonly alreadyOff: number;
}

type Looked = Pick<SyncStatus, 'skills' | 'clients' | 'leftAlone'>;

/** @returns undefined where there is room for everything, or no limit is known */
export function listingAdvice(
  status: Looked,
  client: string,
  listing: ListingUse,
): ListingAdvice | undefined {
  if (listing.limit !== 'known' || listing.characters <= listing.budget) return undefined;
  const installed = new Map(status.skills.map((skill) => [skill.manifest.id, skill]));
  const ours = listing.ours.map((one) => ({ ...one, skill: installed.get(one.id) }));
  const off = ours.filter(({ skill }) => skill !== undefined && !isEnabledFor(skill, client));
  const choice = ours
    .flatMap(({ id, length, skill }) => {
      if (skill === undefined || !isEnabledFor(skill, client)) return [];
      return [{ id, length, neededBy: neededBy(skill, client, status) }];
    })
    .sort((a, b) => a.neededBy.length - b.neededBy.length || b.length - a.length);
  const switchOff: SkillToSwitchOff[] = [];
  let left = listing.characters - listing.budget;
  for (const { id, length, neededBy: others } of choice) {
    if (left <= 0) break;
    switchOff.push({ id, neededBy: others });
    left -= length;
  }
  return { switchOff, isEnough: left <= 0, alreadyOff: off.length };
}

/** So many skills are named in a sentence; the rest are counted. */
const namedSkills = 5;

/** @returns a sentence or two for people at a terminal: what to do so that there is room */
export function listingAdviceText(client: string, advice: ListingAdvice): string {
  const { switchOff, isEnough, alreadyOff } = advice;
  const move = `move those away that ${nameOf(client)} does not need`;
  if (switchOff.length === 0 && alreadyOff === 0) return `None that is on for it is from AI OS: ${move}.`;
  if (switchOff.length === 0)
    return `None that is on for it is from AI OS; those that are off stand there for other clients: switch them off for these too, or ${move}.`;
  const alike = Map.groupBy(switchOff, ({ neededBy: others }) => others.join('\n'));
  const steps = [...alike.values()].map((skills) => stepText(client, skills));
  const rest = isEnough ? '' : ` That is not enough: ${move}, too.`;
  return `${steps.join(' ')} Then run \`aios sync\`.${rest}`;
}

/** @param skills needed by the same other clients */
function stepText(client: string, skills: readonly SkillToSwitchOff[]): string {
  const others = skills[0]?.neededBy ?? [];
  const options = [client, ...others].map((id) => ` --client ${id}`).join('');
  const named = skills.slice(0, namedSkills).map(({ id }) => `\`aios disable ${id}${options}\``);
  const more = skills.length - named.length;
  const commands = `${named.join(', ')}${more > 0 ? ` and ${more} more like that` : ''}`;
  if (others.length === 0) return `Switch off what takes most: ${commands}.`;
  const [it, need] = [skills.length === 1 ? 'one' : 'some', others.length === 1 ? 'needs' : 'need'];
  return `${listOf(others.map(nameOf))} ${need} ${it} where ${nameOf(client)} reads it, so that it goes only when it is off for all of them: ${commands}.`;
}

/** The clients that have a skill on and can only be given it in a folder that this one reads as well. */
function neededBy(skill: InstalledSkill, client: string, { clients, leftAlone }: Looked): string[] {
  const read = clients.find(({ definition }) => definition.id === client)?.skillRoots ?? [];
  const isBound = ({ definition, detected, writableSkillRoots }: LocatedClient): boolean =>
    definition.id !== client &&
    detected &&
    !leftAlone.has(definition.id) &&
    isEnabledFor(skill, definition.id) &&
    writableSkillRoots.length > 0 &&
    writableSkillRoots.every((root) => read.includes(root));
  return clients.filter(isBound).map(({ definition }) => definition.id);
}

function nameOf(client: string): string {
  return clientMatrix.find(({ id }) => id === client)?.name ?? client;
}
