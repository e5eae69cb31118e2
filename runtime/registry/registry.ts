import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { AiosHome } from '../aios-home.ts';
import { AiosError, fileError } from '../errors.ts';
import { ensurePrivateFolder, removeTemporaryFiles, writeFileAtomically } from '../files/atomic-write.ts';
import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { withLock } from '../files/lock.ts';
import type { Clock, Log } from '../ports.ts';
import { type Diagnostic, formatDiagnostic } from '../skill/diagnostic.ts';
import { exportAgentSkill, exporterVersion } from '../skill/export/agent-skill.ts';
import type { Skill } from '../skill/manifest.ts';
import type { Finding } from '../skill/scan/finding.ts';
import {
  type ExportedDigests,
  emptyIndex,
  folderOf,
  type InstalledSkill,
  type RegistryIndex,
  readIndex,
} from './index-file.ts';
import { listSkillFolders, readAllPointers, readPointer, retirePointer, writePointer } from './pointer.ts';
import { fetchFolder } from './sources/folder.ts';
import { readVersion, writeVersion } from './write-version.ts';

export interface InstallResult {
  readonly skill: InstalledSkill;
  readonly action: 'installed' | 'updated' | 'unchanged';
  readonly previousVersion: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What the scan found, the accepted findings included. */
  readonly findings: readonly Finding[];
}

export interface InstallOptions {
  /** Check everything, write nothing. */
  readonly dryRun?: boolean;
  /** Switch it on for these clients only; left out, an update keeps what was chosen and a new skill is on for all. */
  readonly clients?: readonly string[];
  /** Digest of the content that a person wants although the scan blocks it. Nothing else accepts a finding. */
  readonly acceptDigest?: string;
  /** What a relative path is relative to, absolute. */
  readonly workingFolder: string;
}

/** The local store of installed skills: versions side by side, a pointer each, and one index. */
export class Registry {
  private readonly home: AiosHome;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly lock: string;

  constructor(home: AiosHome, clock: Clock, log: Log) {
    this.home = home;
    this.lock = join(home.locks, 'registry');
    this.clock = clock;
    this.log = log;
  }

  /** @returns the installed skills, by id */
  async list(): Promise<readonly InstalledSkill[]> {
    return (await this.index()).skills;
  }

  /** @throws AiosError `skill_unknown` */
  async get(id: string): Promise<InstalledSkill> {
    const skill = isSkillId(id) ? await readPointer(this.home.skills, id) : undefined;
    if (skill === undefined) throw unknownSkill(id);
    return skill;
  }

  /** @returns an installed skill as an agent skill's folder */
  async exportAgentSkill(skill: InstalledSkill): Promise<FileContents> {
    return exportAgentSkill({ manifest: skill.manifest, files: await this.files(skill) });
  }

  /** @returns the digests of that folder; what the installation recorded, where the exporter is still the same */
  async exportedDigests(skill: InstalledSkill): Promise<ExportedDigests> {
    if (skill.agentSkill?.exporter === exporterVersion) return skill.agentSkill;
    return exportedDigests(await this.exportAgentSkill(skill));
  }

  /**
   * @returns an installed skill's files by path
   * @throws AiosError `version_damaged` when its folder is gone or is no longer what was installed
   */
  async files(skill: InstalledSkill): Promise<FileContents> {
    const folder = folderOf(this.home.skills, skill);
    const files = await readVersion(folder);
    if (files !== undefined && digestOfDigests(digestFiles(files)) === skill.digest) return files;
    const { id, version } = skill.manifest;
    throw new AiosError(`The installed files of ${id} ${version} in ${folder} were changed or are gone.`, {
      code: 'version_damaged',
      remedy: `Install it again from ${skill.source.replace(/^folder:/u, '')}; that puts them right.`,
      file: folder,
    });
  }

  /**
   * Installs or updates the skill in a folder. Killed at any point, it leaves the registry as before or after.
   *
   * @throws AiosError `skill_invalid` with every diagnostic, `folder_…` for a folder that is refused,
   *   `scan_blocked` with every finding
   */
  async installFolder(folder: string, options: InstallOptions): Promise<InstallResult> {
    const { files: given, source, name } = await fetchFolder(folder, options.workingFolder);
    const { loadSkill } = await import('../skill/load-skill.ts');
    const { skill, diagnostics, files } = loadSkill(given, name);
    if (skill === undefined) throw invalidSkill(folder, diagnostics);
    const fetched = this.describe(skill, files, source);
    const findings = await this.scan(fetched, files, options);
    const { id } = fetched.manifest;
    if (options.dryRun)
      return { ...outcomeOf(fetched, await this.previous(id), options, diagnostics), findings };
    return this.change(async () => {
      const outcome = { ...outcomeOf(fetched, await this.previous(id), options, diagnostics), findings };
      // Also for what is installed already: files of it that were damaged are put right.
      await writeVersion(this.home.registryStaging, folderOf(this.home.skills, outcome.skill), files);
      if (outcome.action === 'unchanged') return outcome;
      await this.commit(id, outcome.skill, () => writePointer(this.home.skills, outcome.skill));
      return outcome;
    });
  }

  /**
   * Takes a skill out. Its version folders stay, so that nothing is lost.
   * @throws AiosError `skill_unknown`
   */
  async remove(id: string, { dryRun = false }: { dryRun?: boolean } = {}): Promise<InstalledSkill> {
    // Asked before anything is made, so that a wrong id leaves no trace of the question.
    const skill = await this.get(id);
    if (dryRun) return skill;
    return this.change(async () => {
      const current = await this.get(id);
      await this.commit(id, undefined, () => retirePointer(this.home.skills, id));
      return current;
    });
  }

  /** Builds the index anew from the pointers. @returns how many skills it holds */
  async rebuildIndex(): Promise<number> {
    await ensurePrivateFolder(this.home.skills);
    return withLock(this.lock, async () => (await this.rewriteIndex()).skills.length);
  }

  /**
   * Every way into the registry passes here.
   * @throws BlockedError unless a person accepted exactly this content
   */
  private async scan(
    { digest, manifest }: InstalledSkill,
    files: FileContents,
    { acceptDigest }: InstallOptions,
  ): Promise<readonly Finding[]> {
    const { scanFiles } = await import('../skill/scan/scan-files.ts');
    const findings = await scanFiles(files);
    const isBlocked = findings.some(({ severity }) => severity === 'block');
    if (isBlocked && acceptDigest !== digest) {
      const { BlockedError } = await import('../skill/scan/blocked-error.ts');
      throw new BlockedError(manifest.name, findings, digest);
    }
    return findings;
  }

  private async index(): Promise<RegistryIndex> {
    const index = (await this.wasInterrupted()) ? undefined : await this.soundIndex();
    return index ?? withLock(this.lock, () => this.indexUnderLock());
  }

  private async indexUnderLock(): Promise<RegistryIndex> {
    if (await this.wasInterrupted()) return this.recover();
    return (await this.soundIndex()) ?? this.rewriteIndex();
  }

  /** @returns the index, or undefined when it is damaged or was lost */
  private async soundIndex(): Promise<RegistryIndex | undefined> {
    try {
      const index = await readIndex(this.home.registryIndex);
      if (index !== undefined) return index;
    } catch (error) {
      if (!AiosError.is(error, 'index_unreadable')) throw error;
      this.log.warn(`${error.message} Building it anew.`);
      return undefined;
    }
    const installed = await readAllPointers(this.home.skills, () => undefined);
    return installed.length === 0 ? emptyIndex : undefined;
  }

  /** @returns what is installed now; nothing when what says so is damaged, since installing replaces that */
  private async previous(id: string): Promise<InstalledSkill | undefined> {
    try {
      return await readPointer(this.home.skills, id);
    } catch (error) {
      if (!AiosError.is(error, 'pointer_unreadable')) throw error;
      this.log.warn(`${error.message} Replacing it.`);
      return undefined;
    }
  }

  private async change<T>(work: () => Promise<T>): Promise<T> {
    await ensurePrivateFolder(this.home.skills);
    return withLock(this.lock, async () => {
      if (await this.wasInterrupted()) await this.recover();
      await this.removeLeftovers();
      return work();
    });
  }

  /** Takes away what processes killed in the middle of a change left in the way. Only under the lock. */
  private async removeLeftovers(): Promise<void> {
    await rm(this.home.registryStaging, { recursive: true, force: true });
    await removeTemporaryFiles(dirname(this.home.registryIndex));
    for (const id of await listSkillFolders(this.home.skills))
      await removeTemporaryFiles(join(this.home.skills, id));
  }

  /**
   * Switches one skill's pointer and brings the index after it. A process killed between the two leaves the
   * pending mark, which tells the next start to build the index anew.
   */
  private async commit(
    id: string,
    current: InstalledSkill | undefined,
    switchPointer: () => Promise<void>,
  ): Promise<void> {
    const others = (await this.indexUnderLock()).skills.filter((skill) => skill.manifest.id !== id);
    await writeFileAtomically(this.home.registryPending, `${process.pid}\n`);
    try {
      await switchPointer();
    } catch (error) {
      throw fileError(error, 'switch versions in', this.home.skills);
    }
    await this.writeIndex(current === undefined ? others : [...others, current]);
  }

  private async recover(): Promise<RegistryIndex> {
    this.log.info('A change of the registry was interrupted; bringing the index up to date.');
    return this.rewriteIndex();
  }

  private async rewriteIndex(): Promise<RegistryIndex> {
    const skills = await readAllPointers(this.home.skills, (error) =>
      // What is left out of the index is no longer delivered: that must not happen in silence.
      this.log.error(`${error.message} ${error.remedy}`),
    );
    return this.writeIndex(skills);
  }

  private async writeIndex(skills: readonly InstalledSkill[]): Promise<RegistryIndex> {
    const sorted = skills.toSorted((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));
    const index: RegistryIndex = { format: 1, skills: sorted };
    await writeFileAtomically(this.home.registryIndex, `${JSON.stringify(index)}\n`);
    await rm(this.home.registryPending, { force: true });
    return index;
  }

  private async wasInterrupted(): Promise<boolean> {
    return readFile(this.home.registryPending).then(
      () => true,
      () => false,
    );
  }

  private describe(skill: Skill, files: FileContents, source: string): InstalledSkill {
    const digest = digestOfDigests(digestFiles(files));
    const { manifest, inputSchema, outputSchema } = skill;
    const folder = `versions/${manifest.version}_${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
    const installedAt = this.clock.now().toISOString();
    return {
      manifest,
      inputSchema,
      outputSchema,
      digest,
      source,
      installedAt,
      folder,
      agentSkill: exportedDigests(exportAgentSkill({ manifest, files })),
      enabledFor: undefined,
    };
  }
}

function exportedDigests(exported: FileContents): ExportedDigests {
  const files = digestFiles(exported);
  return { exporter: exporterVersion, hash: digestOfDigests(files), files };
}

function outcomeOf(
  fetched: InstalledSkill,
  previous: InstalledSkill | undefined,
  options: InstallOptions,
  diagnostics: readonly Diagnostic[],
): Omit<InstallResult, 'findings'> {
  const enabledFor = options.clients ?? previous?.enabledFor;
  const skill = { ...fetched, enabledFor };
  if (previous === undefined) return { skill, action: 'installed', previousVersion: undefined, diagnostics };
  const same = previous.digest === skill.digest && isDeepStrictEqual(previous.enabledFor, enabledFor);
  return {
    skill: same ? previous : skill,
    action: same ? 'unchanged' : 'updated',
    previousVersion: previous.manifest.version,
    diagnostics,
  };
}

function isSkillId(id: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/u.test(id) && id.length <= 40;
}

function unknownSkill(id: string): AiosError {
  return new AiosError(`No skill "${id}" is installed.`, {
    code: 'skill_unknown',
    remedy: 'Run `aios list` to see what is, or install it with `aios install FOLDER`.',
  });
}

function invalidSkill(folder: string, diagnostics: readonly Diagnostic[]): AiosError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const lines = errors.map((diagnostic) => `\n  ${formatDiagnostic(diagnostic)}`);
  const found =
    errors.length === 1 && first
      ? ` ${first.message} (${first.file}:${first.line}:${first.column})`
      : lines.join('');
  return new AiosError(`${folder} is not a valid skill:${found}`, {
    code: 'skill_invalid',
    remedy: errors.length === 1 ? (first?.remedy ?? '') : 'Correct what is listed and try again.',
    ...(first && { file: join(folder, first.file), line: first.line, column: first.column }),
    cause: diagnostics,
  });
}
