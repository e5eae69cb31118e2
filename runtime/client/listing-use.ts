import { listingLength } from './skill-rules.ts';
import { clientSkillRules } from './skill-rules-table.ts';
import type { SeenSkill, SkillsOnDisk } from './what-clients-see.ts';

/** How much of a client's listing of skills those on disk take, in characters. */
export interface ListingUse {
  readonly characters: number;
  readonly budget: number;
}

/**
 * @param skills what the client sees
 * @param onDisk what stands in the roots it reads
 * @returns undefined where no limit of the client's is known
 */
export function listingUse(
  client: string,
  skills: readonly SeenSkill[],
  onDisk: SkillsOnDisk,
): ListingUse | undefined {
  const rule = clientSkillRules.find(({ id }) => id === client)?.listing?.value;
  if (rule === undefined) return undefined;
  const shown = new Set(skills.flatMap(({ path, alsoShown }) => [path, ...alsoShown.map((one) => one.path)]));
  const listed = [...onDisk.values()].flat().filter(({ path }) => shown.has(path));
  const lengths = listed.map(({ name, description }) => listingLength(rule, name, description));
  return { characters: lengths.reduce((sum, length) => sum + length, 0), budget: rule.budget };
}
