import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { AiosHome } from '../../aios-home.ts';
import { AiosError } from '../../errors.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../../files/digest.ts';
import { withLock } from '../../files/lock.ts';
import { readFolder, skillFolderLimits } from '../../files/read-folder.ts';
import type { InstalledSkill, SkillRecord } from '../installed-skill.ts';
import { editLock, type LockEntry } from '../lock-file.ts';
import { LockStore } from '../lock-store.ts';
import { listSkillFolders } from '../pointer.ts';
import type { Proposal } from '../proposal.ts';
import type { SkillPlace, SwitchOptions } from '../skill-place.ts';
import { editedSkills, isEdited } from './edited-skills.ts';
import type { ProjectSkill } from './project-skill.ts';
import { projectState } from './project-state.ts';
import { type PutDigests, PutSkills } from './put-skills.ts';
import type { FolderPlaces } from './switch-folders.ts';

/** What is still known of a skill that was taken out. */
export interface RemovedSkill {
  readonly manifest: Pick<InstalledSkill['manifest'], 'id' | 'name' | 'version'>;
}

/** The lock file of a project's skills, in its root. */
export const projectLockName = 'aios.lock.yaml';

const loadSwitching = () => import('./switch-folders.ts');

/**
 * The skills of a project: folders in `.aios/skills/`, and the lock file beside them that a team commits. To be
 * opened only where the person trusts the project or asked for it by name.
 */
export class Project implements SkillPlace {
  readonly folder: string;
  readonly lockFile: string;
  private readonly skills: string;
  private readonly home: Pick<AiosHome, 'locks' | 'ledger'>;
  private readonly put: PutSkills;

  /**
   * @param folder the project's root, absolute
   * @param home where processes of this person agree who writes, and what was put into the project is remembered
   */
  constructor(folder: string, home: Pick<AiosHome, 'locks' | 'ledger'>) {
    this.folder = folder;
    this.lockFile = join(folder, projectLockName);
    this.skills = join(folder, '.aios', 'skills');
    this.home = home;
    this.put = new PutSkills(home, folder);
  }

  /** @returns every skill there, those that cannot be used included, by id; and those only the lock file names */
  async look(): Promise<ProjectSkill[]> {
    await this.settle();
    const locked = new Map((await this.readLock()).map((entry) => [entry.id, entry]));
    const put = await this.put.read();
    const { readProjectSkill } = await import('./project-skill.ts');
    const found: ProjectSkill[] = [];
    for (const id of (await listSkillFolders(this.skills)).sort()) {
      if (id.startsWith('.')) continue;
      found.push(await readProjectSkill(join(this.skills, id), locked.get(id), put.get(id)));
      locked.delete(id);
    }
    for (const entry of locked.values())
      found.push({
        id: entry.id,
        state: 'missing',
        isAsPut: false,
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
   * Puts the skills' folders and the lock file there, all or nothing. Killed in between, the next look finishes it. A
   * folder that holds already what it is to hold is left alone.
   *
   * @throws AiosError `file_…`; `project_skill_edited` for a folder that is not as the lock file says: somebody is at work on it
   */
  async switchIn(proposals: readonly Proposal[], { remove = [], again }: SwitchOptions): Promise<Proposal[]> {
    return this.underLock(async (places) => {
      const text = await new LockStore(this.lockFile).read();
      // Told before anything is written.
      editLock(this.lockFile, text, new Map());
      const carried = await Promise.all(proposals.map(again));
      await this.check(carried, remove);
      const put = await this.put.read();
      const after = new Map(put);
      for (const id of remove) after.delete(id);
      for (const { record } of carried)
        if (!this.isItsOwnSource(record)) after.set(record.manifest.id, [record.digest]);
      // Before the first folder: killed anywhere, what stands there is known as ours.
      await this.put.write(eitherOf(put, after));
      const changes = new Map<string, SkillRecord | undefined>();
      const folders = new Map<string, FileContents | undefined>();
      for (const { record, files } of carried) {
        const { id } = record.manifest;
        const present = await this.read(id);
        if (present === undefined || digestOf(present) !== record.digest) folders.set(id, files);
        changes.set(id, this.asShared(record));
      }
      for (const id of remove) {
        folders.set(id, undefined);
        changes.set(id, undefined);
      }
      const lock = { before: text, after: editLock(this.lockFile, text, changes) };
      const { switchFolders } = await loadSwitching();
      await switchFolders(places, { folders, lock });
      await this.put.write(after);
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

  /** Finishes what a killed process had begun. Waits for nobody where there is nothing. */
  private async settle(): Promise<void> {
    const { isUnsettled } = await loadSwitching();
    if (isUnsettled(await this.places())) await this.underLock(async () => undefined);
  }

  /** Runs `work` while no other process of this person changes a project, once what was begun there is settled. */
  private async underLock<T>(work: (places: FolderPlaces) => Promise<T>): Promise<T> {
    const places = await this.places();
    return withLock(join(this.home.locks, 'project'), async () => {
      await (await loadSwitching()).settleFolders(places);
      return work(places);
    });
  }

  /** An editor may name the same folder by a link, or its drive in another case, than a terminal does. */
  private async places(): Promise<FolderPlaces> {
    const { skills, lockFile } = this;
    const real = await realpath(this.folder).catch(() => this.folder);
    return { skills, lockFile, journal: join(projectState(this.home, real), 'journal.json') };
  }

  /** What has no other source than its own folder may stand nowhere else, so it never counts as put there by us. */
  private isItsOwnSource({ source, manifest }: SkillRecord): boolean {
    if (!source.startsWith('folder:')) return false;
    return resolve(this.folder, source.slice('folder:'.length)) === join(this.skills, manifest.id);
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

/** @returns every digest that may stand in a folder while a change of it is under way */
function eitherOf(before: PutDigests, after: PutDigests): PutDigests {
  const ids = new Set([...before.keys(), ...after.keys()]);
  const digestsOf = (id: string) => [...new Set([...(before.get(id) ?? []), ...(after.get(id) ?? [])])];
  return new Map([...ids].map((id) => [id, digestsOf(id)]));
}

function unknownProjectSkill(id: string): AiosError {
  return new AiosError(`No skill "${id}" is in this project.`, {
    code: 'skill_unknown',
    remedy: 'Run `aios list --project` to see what is, or install it with `aios install SOURCE --project`.',
  });
}
