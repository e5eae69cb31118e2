import { existsSync } from 'node:fs';
import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { Clock, Log } from '../ports.ts';
import { exporterVersion } from '../skill/export/exporter-version.ts';
import type { ChangedCopy } from './changed-copies.ts';
import type { LockComparison } from './compare-lock.ts';
import { rememberFoundSame, wereFoundSame } from './found-same.ts';
import {
  type ExportedDigests,
  folderOf,
  type InstalledSkill,
  isSkillId,
  type SkillRecord,
} from './installed-skill.ts';
import { type Choices, choicesInLock } from './keep-choices.ts';
import { LockStore } from './lock-store.ts';
import { listSkillFolders, pointerPath, readRetired, readVersionRecords } from './pointer.ts';
import type { Proposal } from './proposal.ts';
import { type Change, type ChangeListener, RegistryState, unknownSkill } from './registry-state.ts';
import type { RemovedSkill } from './removed-skills.ts';
import type { SkillPlace, SwitchOptions } from './skill-place.ts';
import { readVersion } from './write-version.ts';

const skillsAtOnce = 8;

/** The local store of installed skills: versions side by side, a pointer each, one index and one lock file. */
export class Registry implements SkillPlace {
  readonly lockFile: string;
  private readonly state: RegistryState;
  private readonly home: AiosHome;
  private readonly clock: Clock;

  constructor(home: AiosHome, clock: Clock, log: Log, onChanged?: ChangeListener) {
    this.home = home;
    this.lockFile = home.skillsLock;
    this.clock = clock;
    this.state = new RegistryState(home, clock, log, onChanged);
  }

  /** @returns the installed skills, by id */
  list(): Promise<readonly InstalledSkill[]> {
    return this.state.list();
  }

  /** @throws AiosError `skill_unknown` */
  get(id: string): Promise<SkillRecord> {
    return this.state.get(id);
  }

  /** @returns what is installed now; nothing when what says so is damaged, since installing replaces that */
  previous(id: string): Promise<SkillRecord | undefined> {
    return this.state.previous(id);
  }

  /** @returns what was installed of a removed skill, while that is kept */
  async removed(id: string): Promise<SkillRecord | undefined> {
    return isSkillId(id) ? readRetired(this.home.skills, id).catch(() => undefined) : undefined;
  }

  /** @returns the removed skills that can still be brought back, the last removed first */
  async removedSkills(): Promise<RemovedSkill[]> {
    const { removedSkills } = await import('./removed-skills.ts');
    return removedSkills(this.home.skills);
  }

  /** @returns what was chosen for a skill whose pointer is damaged, where the lock file tells */
  async lostChoices(id: string): Promise<Choices | undefined> {
    if (!isSkillId(id) || !existsSync(pointerPath(this.home.skills, id))) return undefined;
    return choicesInLock(this.lockFile, id);
  }

  /** @returns an installed skill as an agent skill's folder */
  async exportAgentSkill(skill: InstalledSkill): Promise<FileContents> {
    const { exportAgentSkill } = await import('../skill/export/agent-skill.ts');
    return exportAgentSkill({ manifest: skill.manifest, files: await this.files(skill) });
  }

  /** @returns the digests of that folder; what the installation recorded, where the exporter is still the same */
  async exportedDigests(skill: InstalledSkill): Promise<ExportedDigests> {
    const { agentSkill, digest } = await this.get(skill.manifest.id);
    if (agentSkill.exporter === exporterVersion && digest === skill.digest) return agentSkill;
    const { exportedDigests } = await import('./describe-skill.ts');
    return exportedDigests(await this.exportAgentSkill(skill));
  }

  /**
   * @returns an installed skill's files by path
   * @throws AiosError `version_damaged` when its folder is gone or is no longer what was installed
   */
  async files(skill: InstalledSkill): Promise<FileContents> {
    const files = await this.soundFiles(skill);
    if (files !== undefined) return files;
    const { id, version } = skill.manifest;
    const folder = folderOf(this.home.skills, skill);
    throw new AiosError(`The installed files of ${id} ${version} in ${folder} were changed or are gone.`, {
      code: 'version_damaged',
      remedy: `Install it again from ${skill.source.replace(/^folder:/u, '')}; that puts them right.`,
      file: folder,
    });
  }

  /**
   * Reads every file of the given skills, and what says which version is current.
   * @returns the ids of those that are no longer as they were installed
   */
  async findDamaged(skills: readonly InstalledSkill[]): Promise<string[]> {
    const found = await mapAtOnce(skills, skillsAtOnce, async (skill) =>
      (await this.isSound(skill)) ? undefined : skill.manifest.id,
    );
    return found.filter((id) => id !== undefined);
  }

  /** @returns a version's files; empty when they are damaged */
  async filesOf(skill: InstalledSkill): Promise<FileContents> {
    return (await this.soundFiles(skill)) ?? new Map();
  }

  /** @returns the versions of a skill that are kept, the newest installed first */
  async versions(id: string): Promise<readonly SkillRecord[]> {
    return isSkillId(id) ? readVersionRecords(this.home.skills, id) : [];
  }

  /**
   * @returns what somebody changed in installed files and was set aside when they were put right; it is kept for
   *   30 days
   */
  async changedCopies(): Promise<ChangedCopy[]> {
    const { changedCopies } = await import('./changed-copies.ts');
    return (await listSkillFolders(this.home.skills)).flatMap((id) => changedCopies(this.home.skills, id));
  }

  /**
   * @param installed what `list` gave
   * @param anew reads the lock file even where it and the index are as they were when they last said the same
   * @returns the lock file's path, and where what is installed is not what it says, or why it cannot be read
   */
  async compareLock(
    installed: readonly InstalledSkill[],
    { anew = false }: { anew?: boolean } = {},
  ): Promise<LockComparison & { readonly file: string; readonly matches: boolean }> {
    const file = this.lockFile;
    if (!anew && (await wereFoundSame(this.home))) return { file, matches: true, differences: [] };
    const { compareWithLock } = await import('./compare-lock.ts');
    const found = await compareWithLock(file, await new LockStore(file).read(), installed);
    const matches = found.problem === undefined && found.differences.length === 0;
    if (matches) await rememberFoundSame(this.home, this.clock.now());
    return { file, matches, ...found };
  }

  async keptVersion(id: string, digest: string): Promise<SkillRecord | undefined> {
    const current = await this.previous(id);
    if (current?.digest === digest) return current;
    return (await this.versions(id)).find((version) => version.digest === digest);
  }

  async switchIn(proposals: readonly Proposal[], options: SwitchOptions): Promise<Proposal[]> {
    // Only a change needs it.
    const { switchIn } = await import('./switch-in.ts');
    return switchIn({ home: this.home, state: this.state }, proposals, options);
  }

  /**
   * Takes a skill out. Its version folders stay for 30 days, so that it can be brought back.
   * @throws AiosError `skill_unknown`
   */
  async remove(id: string, { dryRun = false }: { dryRun?: boolean } = {}): Promise<InstalledSkill> {
    return this.alter(id, dryRun, async (current) => ({
      kind: 'remove',
      id,
      record: undefined,
      previous: current,
    }));
  }

  /**
   * Makes an earlier version current again, or brings a removed skill back. A version that is named, or the one
   * before, follows no folder; a removed skill comes back as it was. Nothing is written where the version named is
   * the current one already.
   *
   * @param to a version, or the beginning of a digest; left out, the version before the current one
   * @throws AiosError `skill_unknown`, `version_unknown`, `version_ambiguous`, `version_damaged`
   */
  async rollBack(
    id: string,
    { to, dryRun = false }: { to?: string; dryRun?: boolean } = {},
  ): Promise<SkillRecord> {
    const { chooseVersion } = await import('./roll-back.ts');
    const plan = async (): Promise<Change | SkillRecord> => {
      const current = await this.previous(id);
      const target = chooseVersion({
        id,
        to,
        current,
        versions: await this.versions(id),
        retired: current === undefined ? await this.removed(id) : undefined,
        lost: current === undefined ? await this.lostChoices(id) : undefined,
      });
      await this.files(target);
      if (current?.folder === target.folder && current.link === undefined) return current;
      const record = { ...target, installedAt: this.clock.now().toISOString() };
      return { kind: current === undefined ? 'bring-back' : 'rollback', id, record, previous: current };
    };
    const resultOf = (planned: Change | SkillRecord): SkillRecord =>
      'kind' in planned ? (planned.record ?? unreachable(id)) : planned;
    const planned = await plan();
    if (dryRun || !('kind' in planned)) return resultOf(planned);
    return this.state.change(async () => {
      const change = await plan();
      return { changes: 'kind' in change ? [change] : [], result: resultOf(change) };
    });
  }

  /** Keeps a skill at its version: updates pass over it. @throws AiosError `skill_unknown` */
  async pin(id: string, pinned: boolean): Promise<InstalledSkill> {
    return this.choose(id, pinned ? 'pin' : 'unpin', ({ pinned: _before, ...record }) => ({
      ...record,
      ...(pinned && { pinned }),
    }));
  }

  /**
   * Switches a skill on or off, for some clients or for all.
   *
   * @param clients client ids; empty means all
   * @throws AiosError `skill_unknown`
   */
  async enable(id: string, enabled: boolean, clients: readonly string[]): Promise<InstalledSkill> {
    return this.choose(id, enabled ? 'enable' : 'disable', ({ enabledFor, disabledFor = [], ...record }) => {
      if (clients.length === 0) return { ...record, enabledFor: enabled ? undefined : [] };
      const others = disabledFor.filter((client) => !clients.includes(client));
      const off = enabled ? others : [...others, ...clients].sort();
      const on = enabledFor?.filter((client) => !clients.includes(client));
      return {
        ...record,
        enabledFor: enabled && on !== undefined ? [...on, ...clients].sort() : on,
        ...(off.length > 0 && (enabledFor === undefined || !enabled) && { disabledFor: off }),
      };
    });
  }

  /** Takes away what processes killed in the middle of their work left. Waits for nobody where there is nothing. */
  tidy(): Promise<void> {
    return this.state.tidy();
  }

  /** Builds the index and the lock file anew from the pointers. @returns how many skills there are */
  rebuildIndex(): Promise<number> {
    return this.state.rebuild();
  }

  private async isSound(skill: InstalledSkill): Promise<boolean> {
    try {
      return (
        (await this.get(skill.manifest.id)) !== undefined && (await this.soundFiles(skill)) !== undefined
      );
    } catch (error) {
      if (AiosError.is(error, 'pointer_unreadable') || AiosError.is(error, 'skill_unknown')) return false;
      throw error;
    }
  }

  private async soundFiles(skill: InstalledSkill): Promise<FileContents | undefined> {
    const files = await readVersion(folderOf(this.home.skills, skill));
    return files !== undefined && digestOfDigests(digestFiles(files)) === skill.digest ? files : undefined;
  }

  private choose(
    id: string,
    kind: Change['kind'],
    alter: (record: SkillRecord) => SkillRecord,
  ): Promise<InstalledSkill> {
    return this.alter(id, false, async (current) => ({
      kind,
      id,
      record: alter(current),
      previous: current,
    }));
  }

  private async alter(
    id: string,
    dryRun: boolean,
    plan: (current: SkillRecord) => Promise<Change>,
  ): Promise<InstalledSkill> {
    // Asked before anything is made, so that a wrong id leaves no trace of the question.
    const skill = await this.get(id);
    if (dryRun) return skill;
    return this.state.change(async () => {
      const current = await this.get(id);
      const change = await plan(current);
      return { changes: [change], result: change.record ?? current };
    });
  }
}

function unreachable(id: string): never {
  throw unknownSkill(id);
}
