import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { AiosError, fileError, systemErrorCode } from '../../errors.ts';
import { writeFileAtomically } from '../../files/atomic-write.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../../files/digest.ts';
import { withLock } from '../../files/lock.ts';
import { makeFolders } from '../../files/make-folders.ts';
import { readFolder, skillFolderLimits } from '../../files/read-folder.ts';
import { writeFolder } from '../../files/write-folder.ts';
import type { InstalledSkill, SkillRecord } from '../installed-skill.ts';
import { editLock, type LockEntry } from '../lock-file.ts';
import { LockStore } from '../lock-store.ts';
import { listSkillFolders } from '../pointer.ts';
import type { Proposal } from '../proposal.ts';
import type { SkillPlace, SwitchOptions } from '../skill-place.ts';
import type { ProjectSkill } from './project-skill.ts';

/** What is still known of a skill that was taken out. */
export interface RemovedSkill {
  readonly manifest: Pick<InstalledSkill['manifest'], 'id' | 'name' | 'version'>;
}

/** The lock file of a project's skills, in its root. */
export const projectLockName = 'aios.lock.yaml';

/**
 * The skills of a project: folders in `.aios/skills/`, and the lock file beside them that a team commits. To be
 * opened only where the person trusts the project or asked for it by name.
 */
export class Project implements SkillPlace {
  readonly folder: string;
  readonly lockFile: string;
  private readonly skills: string;
  private readonly locks: string;

  /**
   * @param folder the project's root, absolute
   * @param locks where processes of this person agree who writes
   */
  constructor(folder: string, locks: string) {
    this.folder = folder;
    this.lockFile = join(folder, projectLockName);
    this.skills = join(folder, '.aios', 'skills');
    this.locks = locks;
  }

  /** @returns every skill there, those that cannot be used included, by id; and those only the lock file names */
  async look(): Promise<ProjectSkill[]> {
    const locked = new Map((await this.readLock()).map((entry) => [entry.id, entry]));
    const { readProjectSkill } = await import('./project-skill.ts');
    const found: ProjectSkill[] = [];
    for (const id of (await listSkillFolders(this.skills)).sort()) {
      if (id.startsWith('.')) continue;
      found.push(await readProjectSkill(join(this.skills, id), locked.get(id)));
      locked.delete(id);
    }
    for (const entry of locked.values())
      found.push({
        id: entry.id,
        state: 'missing',
        record: undefined,
        files: undefined,
        entry,
        problem: undefined,
      });
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async list(): Promise<readonly InstalledSkill[]> {
    return (await this.look()).flatMap(({ record }) => (record === undefined ? [] : [record]));
  }

  async previous(id: string): Promise<SkillRecord | undefined> {
    return (await this.look()).find((skill) => skill.id === id)?.record;
  }

  /** @returns what the lock file names and is here: of other folders nobody knows where they come from */
  async listLocked(): Promise<readonly InstalledSkill[]> {
    const skills = await this.look();
    return skills.flatMap(({ record, entry }) =>
      record === undefined || entry === undefined ? [] : [record],
    );
  }

  /** @throws AiosError `skill_unknown`, `skill_not_locked`, and what makes the folder unusable */
  async get(id: string): Promise<SkillRecord> {
    const skill = (await this.look()).find((one) => one.id === id);
    if (skill?.problem !== undefined) throw skill.problem;
    if (skill?.record !== undefined && skill.entry !== undefined) return skill.record;
    if (skill === undefined) throw unknownProjectSkill(id);
    throw new AiosError(
      skill.record === undefined
        ? `${id} is in the lock file and not here.`
        : `${id} is not in the lock file, so nobody knows where it comes from.`,
      {
        code: 'skill_not_locked',
        remedy:
          skill.record === undefined
            ? 'Run `aios restore --project` first.'
            : `Install it with \`aios install SOURCE --project\` from where it is kept.`,
        file: this.lockFile,
      },
    );
  }

  async filesOf({ manifest, digest }: SkillRecord): Promise<FileContents> {
    const files = await this.read(manifest.id);
    return files !== undefined && digestOf(files) === digest ? files : new Map();
  }

  async keptVersion(id: string, digest: string): Promise<SkillRecord | undefined> {
    const current = await this.previous(id);
    return current?.digest === digest ? current : undefined;
  }

  /**
   * Writes each skill's folder as a whole, and the lock file after them. Killed in between, the same again finishes
   * it: a folder that holds already what it is to hold is left alone.
   *
   * @throws AiosError `project_skill_edited` for a folder that is not as the lock file says: somebody is at work on it
   */
  async switchIn(proposals: readonly Proposal[], { remove = [], again }: SwitchOptions): Promise<Proposal[]> {
    return withLock(join(this.locks, 'project'), async () => {
      const lock = new LockStore(this.lockFile);
      const text = await lock.read();
      // Told before anything is written.
      editLock(this.lockFile, text, new Map());
      const carried = await Promise.all(proposals.map(again));
      await this.check(carried, remove);
      const changes = new Map<string, SkillRecord | undefined>();
      for (const { record, files } of carried) {
        await this.write(record.manifest.id, files, record.digest);
        changes.set(record.manifest.id, this.asShared(record));
      }
      for (const id of remove) {
        await rm(join(this.skills, id), { recursive: true, force: true });
        changes.set(id, undefined);
      }
      const edited = editLock(this.lockFile, text, changes);
      if (edited !== text) await writeFileAtomically(this.lockFile, edited, { mode: 0o644 });
      return carried;
    });
  }

  /** @throws AiosError `project_skill_edited` with all folders that somebody is at work on and what differs in each */
  async check(proposals: readonly Proposal[], remove: readonly string[]): Promise<void> {
    const wanted = new Map<string, string | undefined>(remove.map((id) => [id, undefined]));
    for (const { record } of proposals) wanted.set(record.manifest.id, record.digest);
    const edited = (await this.look()).filter(
      (skill) => wanted.has(skill.id) && isEdited(skill, wanted.get(skill.id)),
    );
    if (edited.length > 0) throw editedSkills(join(this.folder, '.aios', 'skills'), edited);
  }

  /**
   * Takes a skill's folder and its lines in the lock file away, also where only those are left.
   *
   * @returns what it was
   * @throws AiosError `skill_unknown`, `project_skill_edited`
   */
  async remove(id: string, { dryRun = false }: { dryRun?: boolean } = {}): Promise<RemovedSkill> {
    const { record, entry } = (await this.look()).find((skill) => skill.id === id) ?? {};
    if (record === undefined && entry === undefined) throw unknownProjectSkill(id);
    if (dryRun) await this.check([], [id]);
    else await this.switchIn([], { remove: [id], again: async (proposal) => proposal });
    return record ?? { manifest: { id, name: id, version: entry?.version ?? '' } };
  }

  private async readLock(): Promise<LockEntry[]> {
    const text = await new LockStore(this.lockFile).read();
    if (text === '') return [];
    const { parseLock } = await import('../parse-lock.ts');
    return parseLock(this.lockFile, text);
  }

  private async read(id: string): Promise<FileContents | undefined> {
    try {
      return await readFolder(join(this.skills, id), skillFolderLimits);
    } catch (error) {
      if (AiosError.is(error) && error.code.startsWith('folder_')) return undefined;
      throw error;
    }
  }

  private async write(id: string, files: FileContents, digest: string): Promise<void> {
    const present = await this.read(id);
    if (present !== undefined && digestOf(present) === digest) return;
    const folder = join(this.skills, id);
    makeFolders(this.skills);
    const aside = join(this.skills, `.${id}.${randomBytes(6).toString('hex')}.aios-tmp`);
    try {
      const isThere = await stat(folder).then(
        () => true,
        (error: unknown) => {
          if (systemErrorCode(error) !== 'ENOENT') throw error;
          return false;
        },
      );
      if (isThere) await rename(folder, aside);
      await writeFolder(folder, files);
    } catch (error) {
      throw fileError(error, 'write', folder);
    }
    await rm(aside, { recursive: true, force: true });
  }

  /** A folder inside the project is named as every member of the team finds it. */
  private asShared(record: SkillRecord): SkillRecord {
    const path = record.source.startsWith('folder:') ? record.source.slice('folder:'.length) : undefined;
    // What the lock file names already is named from the project's root, wherever this process stands.
    if (path === undefined || !isAbsolute(path)) return record;
    const inside = relative(this.folder, path);
    if (inside.startsWith('..') || isAbsolute(inside)) return record;
    return { ...record, source: `folder:./${inside.split(sep).join('/')}` };
  }
}

function digestOf(files: FileContents): string {
  return digestOfDigests(digestFiles(files));
}

/** Whether writing over a folder, or taking it away, would lose what somebody did there. */
function isEdited({ state, record }: ProjectSkill, wanted: string | undefined): boolean {
  if (state === 'locked' || state === 'missing') return false;
  return record === undefined || record.digest !== wanted;
}

function editedSkills(skills: string, edited: readonly ProjectSkill[]): AiosError {
  const lines = edited.map(
    (skill) => `${join(skills, skill.id)} is not as the lock file says: ${whatDiffers(skill)}.`,
  );
  const [first] = edited;
  return new AiosError(`${lines.join('\n')}\nSomebody is at work there, so nothing was changed.`, {
    code: 'project_skill_edited',
    remedy:
      edited.length === 1
        ? 'Move that folder away, or give it back from version control, and try again.'
        : 'Move those folders away, or give them back from version control, and try again.',
    ...(first && { file: join(skills, first.id) }),
    details: {
      skills: edited.map((skill) => ({ id: skill.id, state: skill.state, differs: whatDiffers(skill) })),
    },
  });
}

function whatDiffers({ entry, record, problem }: ProjectSkill): string {
  if (entry === undefined) return 'it does not name that folder';
  if (record === undefined) return problem?.message.replace(/\.$/u, '') ?? 'it cannot be used';
  const paths = new Set([...Object.keys(entry.files), ...Object.keys(record.files)]);
  const differing = [...paths].filter((path) => entry.files[path] !== record.files[path]).sort();
  const more = differing.length > 10 ? ` and ${differing.length - 10} more` : '';
  return `${differing.slice(0, 10).join(', ')}${more} ${differing.length === 1 ? 'differs' : 'differ'}`;
}

function unknownProjectSkill(id: string): AiosError {
  return new AiosError(`No skill "${id}" is in this project.`, {
    code: 'skill_unknown',
    remedy: 'Run `aios list --project` to see what is, or install it with `aios install SOURCE --project`.',
  });
}
