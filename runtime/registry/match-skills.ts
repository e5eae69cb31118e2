import type { InstalledSkill } from './installed-skill.ts';

/** A word in a skill's id or name says more of it than one in its description. */
const inName = 3;
const inDescription = 1;
/** Shorter ones stand in every text, and are left out where there are others. */
const leastLetters = 3;

/**
 * Finds skills by words. Pure.
 *
 * @param text words in any order; parts of words find too. Without one, every skill matches.
 * @returns those that have at least one of the words, the best first: the more of the words, the better
 */
export function matchSkills(skills: readonly InstalledSkill[], text: string): InstalledSkill[] {
  const all = [...new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))];
  const long = all.filter((word) => word.length >= leastLetters);
  const words = long.length > 0 ? long : all;
  if (words.length === 0) return [...skills];
  return skills
    .map((skill) => ({ skill, score: scoreOf(skill, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ skill }) => skill);
}

function scoreOf({ manifest: { id, name, description } }: InstalledSkill, words: readonly string[]): number {
  const names = `${id} ${name}`.toLowerCase();
  const told = description.toLowerCase();
  const scores = words.map((word) =>
    names.includes(word) ? inName : told.includes(word) ? inDescription : 0,
  );
  const found = scores.filter((score) => score > 0).length;
  // One word more outweighs any place in which the others were found.
  return found === 0
    ? 0
    : found * words.length * inName + scores.reduce<number>((sum, score) => sum + score, 0);
}
