import { stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { AiosError } from '../errors.ts';
import type { Grade } from '../skill/agent-skill/read-agent-skill.ts';
import { type FoundSkill, findSkills } from '../skill/find-skills.ts';
import { type CheckedSkill, checkSkill } from './check-skill.ts';

export interface CheckReport {
  readonly summary: { readonly total: number } & Readonly<Record<Grade, number>>;
  readonly skills: readonly CheckedSkill[];
}

/** Skills are read while others are parsed: the disk and the processor work at the same time. */
const atOnce = 16;

/**
 * Checks skills and agent skills, one or whole trees of them, installing nothing.
 *
 * @param paths folders, or files inside one
 * @param workingFolder what relative paths are relative to, absolute
 * @throws AiosError `path_missing`, `no_skill_found`
 */
export async function checkPaths(paths: readonly string[], workingFolder: string): Promise<CheckReport> {
  // One that stands in two of the paths is one skill.
  const byPath = new Map<string, CheckedSkill>();
  for (const path of paths) {
    for (const skill of await checkPath(isAbsolute(path) ? path : resolve(workingFolder, path)))
      byPath.set(skill.path, skill);
  }
  const skills = [...byPath.values()];
  if (skills.length === 0) {
    throw new AiosError(`No skill was found in ${paths.join(', ')}.`, {
      code: 'no_skill_found',
      remedy: 'Give a folder that holds a skill.yaml or a SKILL.md, or a tree of such folders.',
    });
  }
  const count = (grade: Grade): number => skills.filter((skill) => skill.grade === grade).length;
  const summary = {
    total: skills.length,
    ok: count('ok'),
    warned: count('warned'),
    rejected: count('rejected'),
  };
  return { summary, skills };
}

async function checkPath(path: string): Promise<CheckedSkill[]> {
  const about = await stat(path).catch((error: unknown) => {
    throw new AiosError(`There is no ${path}.`, {
      code: 'path_missing',
      remedy: 'Give the path of a folder that holds skills.',
      file: path,
      cause: error,
    });
  });
  const root = about.isDirectory() ? path : dirname(path);
  const found: FoundSkill[] = [];
  for await (const skill of findSkills(root)) {
    found.push(skill);
    // Who names a file means the skill it belongs to, not what else stands below.
    if (!about.isDirectory()) break;
  }
  if (!about.isDirectory() && found[0]?.folder !== root) return [];
  const checked: CheckedSkill[] = [];
  for (let index = 0; index < found.length; index += atOnce) {
    checked.push(
      ...(await Promise.all(found.slice(index, index + atOnce).map((skill) => checkSkill(skill, root)))),
    );
  }
  return checked;
}
