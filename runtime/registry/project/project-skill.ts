import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AiosError } from '../../errors.ts';
import type { FileContents } from '../../files/digest.ts';
import { readFolder, skillFolderLimits } from '../../files/read-folder.ts';
import { loadSkill } from '../../skill/load-skill.ts';
import { describeSkill } from '../describe-skill.ts';
import type { SkillRecord } from '../installed-skill.ts';
import type { LockEntry } from '../lock-file.ts';

/** A skill of a project, as its folder and the lock file have it. */
export interface ProjectSkill {
  readonly id: string;
  /**
   * `locked`: as the lock file says. `edited`: otherwise. `unlocked`: the lock file does not name it. `missing`: only
   * the lock file names it. `invalid`: cannot be used.
   */
  readonly state: 'locked' | 'edited' | 'unlocked' | 'missing' | 'invalid';
  /** Undefined when there is nothing that can be used. */
  readonly record: SkillRecord | undefined;
  readonly files: FileContents | undefined;
  readonly entry: LockEntry | undefined;
  /** Why it is `invalid`. */
  readonly problem: AiosError | undefined;
}

/** @param folder `.aios/skills/<id>`, absolute. Never throws for what stands there */
export async function readProjectSkill(folder: string, entry: LockEntry | undefined): Promise<ProjectSkill> {
  const name = basename(folder);
  const invalid = (problem: AiosError): ProjectSkill => ({
    id: name,
    state: 'invalid',
    record: undefined,
    files: undefined,
    entry,
    problem,
  });
  try {
    const given = await readFolder(folder, skillFolderLimits);
    const { skill, diagnostics, files } = loadSkill(given, name);
    if (skill === undefined) {
      const [first] = diagnostics;
      return invalid(
        new AiosError(`${folder} is not a valid skill: ${first?.message ?? ''}`, {
          code: 'skill_invalid',
          remedy: first?.remedy ?? 'Run `aios check` on it.',
          file: folder,
        }),
      );
    }
    if (skill.manifest.id !== name) {
      return invalid(
        new AiosError(`The skill in ${folder} calls itself ${skill.manifest.id}.`, {
          code: 'project_skill_name',
          remedy: `Rename the folder to ${skill.manifest.id}.`,
          file: folder,
        }),
      );
    }
    const described = describeSkill(
      skill,
      files,
      provenanceOf(folder, entry),
      await installedAt(folder, entry),
    );
    const record = { ...described, ...choicesOf(entry) };
    const state = entry === undefined ? 'unlocked' : entry.digest === record.digest ? 'locked' : 'edited';
    return { id: name, state, record, files, entry, problem: undefined };
  } catch (error) {
    if (!AiosError.is(error)) throw error;
    return invalid(error);
  }
}

function provenanceOf(folder: string, entry: LockEntry | undefined) {
  if (entry === undefined) return { source: `folder:${folder}` };
  const { source, path, resolved } = entry;
  return {
    source,
    ...(path !== undefined && { sourcePath: path }),
    ...(Object.keys(resolved).length > 0 && { resolved }),
  };
}

/** What the team chose for the skill stands in the lock file, and nowhere else. */
function choicesOf(entry: LockEntry | undefined): Pick<SkillRecord, 'enabledFor' | 'disabledFor' | 'pinned'> {
  return {
    enabledFor: entry?.enabledFor,
    ...(entry?.disabledFor && { disabledFor: entry.disabledFor }),
    ...(entry?.pinned && { pinned: true }),
  };
}

async function installedAt(folder: string, entry: LockEntry | undefined): Promise<string> {
  return entry?.installedAt || (await stat(folder)).mtime.toISOString();
}
