import { AiosError } from '../errors.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { InstallDialogue } from './installer.ts';
import { describeLocated, type LocatedSkill, locateSkills, type SkillChoice } from './locate-skills.ts';
import type { Fetched, SourceKind } from './sources/source.ts';

/** Which skills of a source that holds several. */
export interface SkillSelection {
  /** Their ids or folders in the source. */
  readonly skills?: readonly string[];
  /** All of them. */
  readonly all?: boolean;
}

const readAtOnce = 16;

/**
 * @returns the skills of a fetched source that are to be installed
 * @throws AiosError `no_skill_found`, `skill_not_in_source`, `skills_not_chosen`
 */
export async function chooseSkills(
  fetched: Fetched,
  kind: SourceKind,
  { skills = [], all = false }: SkillSelection,
  dialogue: Pick<InstallDialogue, 'choose'>,
): Promise<readonly LocatedSkill[]> {
  const located = await locateSkills(fetched.folder);
  const [only] = located;
  if (only === undefined) {
    // What is wrong with a person's own folder is said better by reading it.
    if (kind === 'folder' && skills.length === 0)
      return [{ folder: fetched.folder, path: '', file: 'skill.yaml', format: 'aios' }];
    throw noneFound(fetched.source);
  }
  if (all && skills.length === 0) return located;
  if (located.length === 1 && skills.length === 0) return located;
  const choices = await mapAtOnce(located, readAtOnce, describeLocated);
  if (skills.length > 0) return skills.map((asked) => find(choices, asked, fetched.source));
  const chosen = await dialogue.choose(choices);
  if (chosen.length === 0) throw noneChosen(choices, fetched.source);
  return chosen;
}

function find(choices: readonly SkillChoice[], asked: string, source: string): SkillChoice {
  const found = choices.find(({ id, path }) => id === asked || path === asked.replace(/\/$/u, ''));
  if (found !== undefined) return found;
  throw new AiosError(`${source} holds no skill "${asked}".`, {
    code: 'skill_not_in_source',
    remedy: `It holds ${list(choices)}.`,
  });
}

function noneFound(source: string): AiosError {
  return new AiosError(`No skill was found in ${source}.`, {
    code: 'no_skill_found',
    remedy: 'Name a source that holds a folder with a SKILL.md or a skill.yaml.',
  });
}

function noneChosen(choices: readonly SkillChoice[], source: string): AiosError {
  return new AiosError(`${source} holds ${choices.length} skills, and none was chosen: ${list(choices)}.`, {
    code: 'skills_not_chosen',
    remedy: 'Name those you want with --skill ID, or take all with --all.',
    details: { skills: choices.map(({ id, path, description }) => ({ id, path, description })) },
  });
}

function list(choices: readonly SkillChoice[]): string {
  const shown = choices.slice(0, 30).map(({ id }) => id);
  return [...shown, ...(choices.length > shown.length ? [`${choices.length - shown.length} more`] : [])].join(
    ', ',
  );
}
