import { commonListing, type ListingOverflow, type ListingRule, listingLength } from './skill-rules.ts';
import { clientSkillRules } from './skill-rules-table.ts';
import type { SeenSkill, SkillOnDisk, SkillsOnDisk } from './what-clients-see.ts';

/** How much of a client's listing of skills those on disk take, in characters. */
export type ListingUse = { readonly characters: number } & ListingRoom;

/** The room in a listing: `known`, `none` where the client cuts nothing, `unknown` where it does not say. */
type ListingRoom =
  | { readonly limit: 'none' | 'unknown' }
  | {
      readonly limit: 'known';
      /** Characters of the whole listing. */
      readonly budget: number;
      readonly overflow: ListingOverflow;
      /** The skills of ours in it, the longest first, each with what all its copies take. */
      readonly ours: readonly { readonly id: string; readonly length: number }[];
    };

/**
 * @param skills what the client sees
 * @param onDisk what stands in the roots it reads
 * @returns for a client whose entries are not known, what they commonly take
 */
export function listingUse(client: string, skills: readonly SeenSkill[], onDisk: SkillsOnDisk): ListingUse {
  const rule = clientSkillRules.find(({ id }) => id === client)?.listing?.value;
  const shown = new Set(skills.flatMap(({ path, alsoShown }) => [path, ...alsoShown.map((one) => one.path)]));
  const listed = [...onDisk.values()]
    .flat()
    .filter(({ path }) => shown.has(path))
    .map((skill) => ({ skill, length: lengthOf(skill, rule ?? commonListing) }));
  const characters = sum(listed);
  if (rule?.limit === undefined) return { characters, limit: rule === undefined ? 'unknown' : 'none' };
  const { budget, overflow } = rule.limit;
  return { characters, limit: 'known', budget, overflow, ours: oursIn(listed) };
}

interface ListedSkill {
  readonly skill: SkillOnDisk;
  readonly length: number;
}

function lengthOf({ name, description }: SkillOnDisk, rule: ListingRule): number {
  return listingLength(rule, name, description);
}

function sum(listed: readonly ListedSkill[]): number {
  return listed.reduce((total, { length }) => total + length, 0);
}

function oursIn(listed: readonly ListedSkill[]): { id: string; length: number }[] {
  const ours = Map.groupBy(listed, ({ skill }) => skill.id);
  return [...ours]
    .flatMap(([id, copies]) => (id === undefined ? [] : [{ id, length: sum(copies) }]))
    .sort((a, b) => b.length - a.length);
}
