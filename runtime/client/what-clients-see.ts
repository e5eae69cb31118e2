import type { SameName } from './client-definition.ts';
import type { LocatedClient } from './locate.ts';
import { clientSkillRules } from './skill-rules-table.ts';

/** A skill as it stands in a folder that clients read. */
export interface SkillOnDisk {
  /** What its SKILL.md calls it; its folder where that says nothing. */
  readonly name: string;
  readonly folder: string;
  /** Absolute. */
  readonly path: string;
  /** Of its SKILL.md; empty where that has none. */
  readonly description: string;
  /** Our id for it, when it is from us. */
  readonly id: string | undefined;
}

/** By root. */
export type SkillsOnDisk = ReadonlyMap<string, readonly SkillOnDisk[]>;

/** Where a skill stands, and our id for it when it is from us. */
export interface SkillPlace {
  readonly path: string;
  readonly id?: string;
}

/** A skill that a client shows, and others that it leaves out for it. */
export interface ShownPlace extends SkillPlace {
  readonly hidden?: readonly SkillPlace[];
}

/** A skill as one client sees it. */
export interface SeenSkill extends SkillPlace {
  readonly name: string;
  /** Others of the same name that it shows as well, or may: it does not say. */
  readonly alsoShown: readonly ShownPlace[];
  /** Others that it leaves out for this one. */
  readonly hidden: readonly SkillPlace[];
}

type Reader = Pick<LocatedClient, 'definition' | 'skillRoots'>;

/**
 * Which skills a client sees in the person's scope, by name: what stands in the roots it reads, without what it does
 * not load, and one of each name where it shows but one.
 */
export function whatClientSees({ definition, skillRoots }: Reader, onDisk: SkillsOnDisk): SeenSkill[] {
  const rules = clientSkillRules.find(({ id }) => id === definition.id);
  const wantsFolder = rules?.agentSkill.value.nameIsFolder === 'refuses';
  const loaded = skillRoots
    .flatMap((root) => onDisk.get(root) ?? [])
    .filter(({ name, folder }) => !wantsFolder || name === folder);
  const shown = Map.groupBy(loaded, keyOf[definition.sameName.value]);
  // The first of each is the one that it shows.
  const byName = Map.groupBy(shown.values(), ([first]) => first?.name ?? '');
  return [...byName]
    .flatMap(([name, [own = [], ...more]]) => {
      const [first] = own;
      if (first === undefined) return [];
      return {
        name,
        ...placeOf(first),
        alsoShown: more.flatMap(([other, ...hidden]) =>
          other === undefined
            ? []
            : { ...placeOf(other), ...(hidden.length > 0 && { hidden: hidden.map(placeOf) }) },
        ),
        hidden: own.slice(1).map(placeOf),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Of the skills for which that is the same, a client shows one. */
const keyOf: Readonly<Record<SameName, (skill: SkillOnDisk) => string>> = {
  'first-wins': ({ name }) => name,
  'first-folder-wins': ({ folder }) => folder,
  both: ({ path }) => path,
  unknown: ({ path }) => path,
};

/** @returns what a client leaves out for which skill; of two copies of ours it does not matter which one is shown */
export function coveredBy({
  alsoShown,
  ...first
}: SeenSkill): Required<Pick<ShownPlace, 'path' | 'hidden'>>[] {
  return [first, ...alsoShown].flatMap(({ path, id: own, hidden = [] }) => {
    const others = hidden.filter(({ id }) => id === undefined || id !== own);
    return others.length === 0 ? [] : [{ path, hidden: others }];
  });
}

function placeOf({ path, id }: SkillOnDisk): SkillPlace {
  return { path, ...(id !== undefined && { id }) };
}
