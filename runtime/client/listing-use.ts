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
      /**
       * Ids of skills of ours without which the rest has room, as few as can be, the longest first; all of them where
       * that is not enough. None where everything has room.
       */
      readonly excess: readonly string[];
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
  return { characters, limit: 'known', budget, overflow, excess: excessOf(listed, characters - budget) };
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

/** @param tooMuch so many characters have no room */
function excessOf(listed: readonly ListedSkill[], tooMuch: number): string[] {
  const ours = Map.groupBy(listed, ({ skill }) => skill.id);
  const longest = [...ours]
    .flatMap(([id, copies]) => (id === undefined ? [] : [{ id, length: sum(copies) }]))
    .sort((a, b) => b.length - a.length);
  const excess: string[] = [];
  let left = tooMuch;
  for (const { id, length } of longest) {
    if (left <= 0) break;
    excess.push(id);
    left -= length;
  }
  return excess;
}
