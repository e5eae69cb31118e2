import { type SameName, showsOneCopy } from '../client/client-definition.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import type { LocatedClient } from '../client/locate.ts';
import { serverName, stdioEntry } from '../client/server-entry.ts';
import { digestJson } from '../files/digest.ts';
import type { Environment } from '../ports.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import { folderName } from '../skill/export/folder-name.ts';
import { type ChosenRoot, chooseRoots, type RootReader } from './choose-roots.ts';
import { type ForeignSkill, type ForeignSkills, namesOf } from './foreign-skills.ts';
import type { Delivered, DeliveryKind, DeliveryMode } from './ledger.ts';

/** One thing that should stand at one place. */
export interface Deliverable {
  readonly client: string;
  /** Every client that reads it there, `client` among them. */
  readonly readers: readonly string[];
  readonly kind: DeliveryKind;
  readonly id: string;
  readonly path: string;
  readonly mode: DeliveryMode;
  readonly version: string;
  /** For a skill without its files: they are asked for when they are written. */
  readonly content: Delivered;
  /** What a copy there would be beside a skill that is not ours; told of, and not delivered. */
  readonly clash?: 'duplicate' | 'shadowed';
  /** Whether a skill of the person's own by that name is what keeps ours away. */
  readonly isKeptAway?: true;
}

export interface DesiredInput {
  /** The clients to deliver to. */
  readonly clients: readonly LocatedClient[];
  readonly skills: readonly InstalledSkill[];
  /** An installed skill as an agent skill: its content, by skill id. */
  readonly exported: ReadonlyMap<string, Delivered>;
  /** Skills of the person's own that have a name of ours. */
  readonly foreign: ForeignSkills;
  readonly launcher: string;
  readonly platform: Environment['platform'];
  /** Of the product, for the server's row. */
  readonly version: string;
  /** Whether the server reaches the readers of this config without an entry in it. Left out: none. */
  readonly isOffered?: (configPath: string) => boolean;
}

/**
 * What should stand where. A client gets the server's entry when at least one skill is on for it. A skill is
 * copied once per set of readers: into a root that several clients read rather than into each one's own.
 */
export function desiredDeliverables(input: DesiredInput): Deliverable[] {
  const choose = rememberChoices();
  return [...desiredServers(input), ...input.skills.flatMap((skill) => desiredCopies(skill, input, choose))];
}

function desiredServers({
  clients,
  skills,
  launcher,
  platform,
  version,
  isOffered,
}: DesiredInput): Deliverable[] {
  return clients
    .filter(({ problem }) => problem === undefined)
    .filter(({ definition }) => skills.some((skill) => isEnabledFor(skill, definition.id)))
    .flatMap(({ definition, configPaths }) => {
      const entry = jsonOf(stdioEntry(definition, launcher, platform));
      const content = { hash: digestJson(entry), files: {}, entry };
      const client = definition.id;
      const paths = configPaths.filter((path) => !isOffered?.(path));
      return paths.map((path) => ({
        client,
        readers: [client],
        kind: 'server' as const,
        id: serverName,
        path,
        mode: 'entry' as const,
        version,
        content,
      }));
    });
}

/** Without what JSON does not have. */
function jsonOf(entry: object): { readonly [key: string]: JsonValue } {
  return JSON.parse(JSON.stringify(entry)) as { [key: string]: JsonValue };
}

type Choose = (readers: readonly RootReader[]) => ChosenRoot[];

type Root = ChosenRoot & Pick<Deliverable, 'clash' | 'isKeptAway'>;

/** A client that reads skills from disk, as far as one skill goes. */
interface Reader extends RootReader {
  /** The root in which it finds a skill of that name which is not ours. */
  readonly taken: string | undefined;
  /** The root in which it finds one that a copy of ours could hide, or be hidden by. */
  readonly rival: string | undefined;
}

function desiredCopies(
  skill: InstalledSkill,
  { clients, exported, foreign }: DesiredInput,
  choose: Choose,
): Deliverable[] {
  const { manifest } = skill;
  const content = exported.get(manifest.id);
  if (content === undefined) return [];
  const folder = folderName(manifest);
  const names = namesOf(manifest);
  const inTheWay = (root: string): ForeignSkill[] =>
    names.flatMap((name) => foreign.get(root)?.get(name) ?? []);
  const said = names.at(-1) ?? folder;
  const hasRival: Readonly<Record<SameName, (root: string) => boolean>> = {
    'first-wins': (root) => foreign.get(root)?.get(said)?.isNamed ?? false,
    'first-folder-wins': (root) => foreign.get(root)?.get(folder)?.folder === folder,
    both: (root) => inTheWay(root).length > 0,
    unknown: (root) => inTheWay(root).length > 0,
  };
  const readers = clients
    .filter(({ skillRoots }) => skillRoots.length > 0)
    .map(({ definition: { id, sameName }, skillRoots, writableSkillRoots }): Reader => {
      const taken = skillRoots.find((root) => inTheWay(root).length > 0);
      const rival = skillRoots.find(hasRival[sameName.value]);
      const wants = isEnabledFor(skill, id) && writableSkillRoots.length > 0;
      return { id, skillRoots, writableSkillRoots, sameName: sameName.value, wants, taken, rival };
    });
  const chosen = choose(readers.map((reader) => besideForeign(reader, readers)));
  const byApi = new Set(clients.flatMap(({ apiSkillRoot }) => apiSkillRoot ?? []));
  return [...chosen, ...takenRoots(readers, chosen)].map(({ root, owner, readers: ids, ...more }: Root) => ({
    client: owner,
    readers: ids,
    kind: 'skill',
    id: manifest.id,
    path: joinPath(root, more.isKeptAway ? (inTheWay(root)[0]?.folder ?? folder) : folder),
    mode: byApi.has(root) ? 'api' : 'copy',
    version: manifest.version,
    content,
    ...more,
  }));
}

/**
 * One that has a skill of its own by that name keeps it and gets none of ours; the others get theirs where it stands
 * before nobody's own.
 */
function besideForeign(reader: Reader, all: readonly Reader[]): Reader {
  const writableSkillRoots = reader.writableSkillRoots.filter(
    (root) => !all.some((other) => shadows(root, other)),
  );
  return { ...reader, writableSkillRoots, wants: reader.wants && reader.taken === undefined };
}

/**
 * Whether a copy of ours in a root would, or might, hide from a client what it finds elsewhere. Of a client that does not
 * say which of two it shows, nobody knows in which order it looks either.
 */
function shadows(root: string, { skillRoots, rival, sameName }: Reader): boolean {
  if (rival === undefined || sameName === 'both' || !skillRoots.includes(root)) return false;
  return sameName === 'unknown' || skillRoots.indexOf(root) < skillRoots.indexOf(rival);
}

/** Where what stands there already keeps ours away, so that it is told of, and for whom. */
function takenRoots(readers: readonly Reader[], chosen: readonly ChosenRoot[]): Root[] {
  const served = chosen.flatMap(({ readers: ids }) => ids);
  const roots = new Set(readers.flatMap(({ taken, rival }) => [taken ?? [], rival ?? []].flat()));
  const without = readers.filter(({ wants, id }) => wants && !served.includes(id));
  return [...roots].flatMap((root) => {
    const kept = without.filter(
      ({ taken, writableSkillRoots }) =>
        taken === root ||
        (taken === undefined && writableSkillRoots.some((own) => isBarred(own, root, readers))),
    );
    const own = kept.find(({ writableSkillRoots }) => writableSkillRoots[0] === root) ?? kept[0];
    if (own === undefined) return [];
    const clash = kept.flatMap((reader) => clashOf(reader, root, chosen))[0];
    return [
      { root, owner: own.id, readers: kept.map(({ id }) => id), isKeptAway: true, ...(clash && { clash }) },
    ];
  });
}

/** What becomes of a copy of ours that a client with a skill of its own by that name finds in another root. */
function clashOf(
  { taken, rival, skillRoots, sameName }: Reader,
  root: string,
  chosen: readonly ChosenRoot[],
): ('duplicate' | 'shadowed')[] {
  if (taken !== root || !chosen.some((copy) => skillRoots.includes(copy.root))) return [];
  return [showsOneCopy(sameName) && rival === root ? 'shadowed' : 'duplicate'];
}

/** Whether nothing goes into a root because of what stands in another. */
function isBarred(root: string, by: string, readers: readonly Reader[]): boolean {
  return readers.some((reader) => reader.rival === by && shadows(root, reader));
}

/** Most skills are for the same clients, and their roots are the same then. */
function rememberChoices(): Choose {
  const known = new Map<string, ChosenRoot[]>();
  return (readers) => {
    const key = readers.map(({ id, wants, writableSkillRoots }) =>
      [id, wants, ...writableSkillRoots].join('\n'),
    );
    const chosen = known.get(key.join('\n\n')) ?? chooseRoots(readers);
    known.set(key.join('\n\n'), chosen);
    return chosen;
  };
}

function joinPath(root: string, name: string): string {
  return `${root}${root.includes('\\') ? '\\' : '/'}${name}`;
}
