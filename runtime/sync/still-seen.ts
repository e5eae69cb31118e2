import { clientMatrix } from '../client/matrix.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import { isTaken, type PlannedItem } from './plan.ts';
import type { SyncStatus } from './sync.ts';

/** A copy of ours that a client reads although the skill is off for it, or not meant for it: others need it there. */
export interface StillSeen {
  readonly client: string;
  /** The skill's. */
  readonly id: string;
  readonly path: string;
  /** Ids of the clients that the copy is there for. Once it is off for them too, a sync takes it away. */
  readonly neededBy: readonly string[];
  /** Whether it is a project's, which says itself for whom it is. */
  readonly ofProject?: true;
}

/**
 * Finds the copies that clients read and should not, from what was looked at already: nothing more is read.
 *
 * @param written paths of copies that are taken to stand there, whatever was seen
 */
export function findStillSeen(
  { items, clients, skills }: Pick<SyncStatus, 'items' | 'clients' | 'skills'>,
  written: ReadonlySet<string> = new Set(),
): StillSeen[] {
  const installed = new Map(skills.map((skill) => [skill.manifest.id, skill]));
  const here = clients.filter(({ detected }) => detected);
  return items.flatMap((item) => {
    const { id, path, readers } = item;
    const skill = installed.get(id);
    if (skill === undefined || !isWantedCopy(item)) return [];
    if (item.observation.kind === 'absent' && !written.has(path)) return [];
    const root = rootOf(path);
    return here
      .filter(
        ({ definition, skillRoots }) => skillRoots.includes(root) && !isEnabledFor(skill, definition.id),
      )
      .map(({ definition: { id: client }, skillRoots }) => {
        // The others have a root of their own to get it into.
        const bound = readers.filter((reader) =>
          here.some(
            ({ definition, writableSkillRoots }) =>
              definition.id === reader && writableSkillRoots.every((own) => skillRoots.includes(own)),
          ),
        );
        return { client, id, path, neededBy: bound.length > 0 ? bound : readers };
      });
  });
}

/** @returns the same of one skill as the next sync will leave it */
export function foreseeStillSeen(status: SyncStatus, id: string): StillSeen[] {
  const items = status.items.filter((item) => item.id === id);
  const created = items.filter(({ action }) => action === 'create').map(({ path }) => path);
  return findStillSeen({ ...status, items }, new Set(created));
}

/** @returns whether a skill is on for some clients and not for others, so that these may see it all the same */
export function isOnForSome(skill: InstalledSkill): boolean {
  const on = clientMatrix.filter(({ id }) => isEnabledFor(skill, id)).length;
  return on > 0 && on < clientMatrix.length;
}

/** So many skills are named in a sentence; the rest are counted. */
const namedSkills = 5;

/** @returns a sentence or two for people on each client and folder: what is read there, why, and how to end it */
export function stillSeenTexts(found: readonly StillSeen[]): string[] {
  const alike = Map.groupBy(found, ({ client, path, neededBy }) =>
    [client, rootOf(path), ...neededBy].join('\n'),
  );
  return [...alike.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { client, id, path, neededBy, ofProject } = first;
    const those = [first, ...more];
    const isOne = more.length === 0;
    const [it, need] = [isOne ? 'it' : 'them', neededBy.length === 1 ? 'needs' : 'need'];
    const what = isOne
      ? `${id}, which is off for it, in ${path}`
      : `${those.length} skills that are off for it in ${rootOf(path)} (${namesOf(those)})`;
    return [
      `${nameOf(client)} still reads ${what}, where ${listOf(neededBy.map(nameOf))} ${need} ${it}. ` +
        (ofProject
          ? `Leave ${listOf(neededBy)} out of the clients in the manifest too to take ${it} away.`
          : `Switch ${it} off for ${listOf(neededBy)} too to take ${it} away.`),
    ];
  });
}

/** Whether a copy of ours should be there. One that a person made their own stays, whoever it is off for. */
function isWantedCopy({ kind, desired, row, state }: PlannedItem): boolean {
  return kind === 'skill' && desired !== undefined && !row?.kept && !isTaken(state);
}

function rootOf(path: string): string {
  return path.replace(/[\\/][^\\/]*$/u, '');
}

function namesOf(found: readonly StillSeen[]): string {
  const named = found.slice(0, namedSkills).map(({ id }) => id);
  const more = found.length - named.length;
  return listOf([...named, ...(more > 0 ? [`${more} more`] : [])]);
}

/** @returns `a, b and c` */
export function listOf(words: readonly string[]): string {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');
}

function nameOf(client: string): string {
  return clientMatrix.find(({ id }) => id === client)?.name ?? client;
}
