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
   * `locked`: as the lock file says. `behind`: as AI OS put it there, and the lock file has moved on since. `edited`:
   * otherwise. `unlocked`: the lock file does not name it. `missing`: only the lock file names it. `invalid`: cannot
   * be used.
   */
  readonly state: 'locked' | 'behind' | 'edited' | 'unlocked' | 'missing' | 'invalid';
  /** Whether AI OS put there what stands there, so that nobody's work is lost with it. */
  readonly isAsPut: boolean;
  /** Undefined when there is nothing that can be used. */
  readonly record: SkillRecord | undefined;
  readonly files: FileContents | undefined;
  readonly entry: LockEntry | undefined;
  /** Why it is `invalid`. */
  readonly problem: AiosError | undefined;
}

/**
 * Never throws for what stands there.
 *
 * @param folder `.aios/skills/<id>`, absolute
 * @param put the digests of what AI OS put there
 */
export async function readProjectSkill(
  folder: string,
  entry: LockEntry | undefined,
  put: readonly string[] = [],
): Promise<ProjectSkill> {
  const name = basename(folder);
  const invalid = (problem: AiosError): ProjectSkill => ({
    id: name,
    state: 'invalid',
    isAsPut: false,
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
    const isAsPut = put.includes(record.digest);
    const state = stateOf(record, entry, isAsPut);
    return { id: name, state, isAsPut, record, files, entry, problem: undefined };
  } catch (error) {
    if (!AiosError.is(error)) throw error;
    return invalid(error);
  }
}

function stateOf(
  { digest }: SkillRecord,
  entry: LockEntry | undefined,
  isAsPut: boolean,
): ProjectSkill['state'] {
  if (entry === undefined) return 'unlocked';
  if (entry.digest === digest) return 'locked';
  return isAsPut ? 'behind' : 'edited';
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
