import { isDeepStrictEqual } from 'node:util';
import { AiosError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { throwIfCancelled } from './cancel.ts';
import type { SkillChanges } from './compare-skills.ts';
import { decideAlone } from './decide.ts';
import type { InstalledSkill, SkillRecord } from './installed-skill.ts';
import type { Installer, InstallRequest } from './installer.ts';
import { editLock, type LockEntry } from './lock-file.ts';
import { LockStore } from './lock-store.ts';
import type { Proposal } from './proposal.ts';
import {
  agreeOn,
  type DeclinedSkill,
  declinedError,
  nobodyThere,
  type RestoreDialogue,
} from './restore-approval.ts';
import type { SkillPlace } from './skill-place.ts';

export interface RestoreRequest
  extends Pick<InstallRequest, 'workingFolder' | 'signal' | 'onProgress' | 'dryRun'> {
  /** Skills that the lock file does not name are taken out. */
  readonly frozen: boolean;
}

export interface RestoreReport {
  /** Brought to what the lock file says. */
  readonly restored: readonly InstalledSkill[];
  /** As the lock file says already. */
  readonly unchanged: readonly InstalledSkill[];
  /** Taken out, since the lock file does not name them. */
  readonly removed: readonly InstalledSkill[];
  /** Left where they are, though the lock file does not name them. */
  readonly left: readonly InstalledSkill[];
  /** Not brought, since nobody agreed to it; none in a frozen restore, which fails then. */
  readonly declined: readonly DeclinedSkill[];
}

/** Why a skill cannot be brought to what the lock file says. */
export interface RestoreProblem {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

const atOnce = 8;

/** Brings a registry or a project to exactly what its lock file says, or says what differs and changes nothing. */
export class Restorer {
  private readonly place: SkillPlace;
  private readonly installer: Installer;

  /** @param installer installs into that place */
  constructor(place: SkillPlace, installer: Installer) {
    this.place = place;
    this.installer = installer;
  }

  /**
   * What is about to be switched in is shown first, and asked about where what is here would come to want more.
   *
   * @throws AiosError `lock_missing`, `lock_unreadable`, `restore_differs`, `restore_declined` when it is frozen; in a
   *   project `project_skill_edited`
   */
  async restore(request: RestoreRequest, dialogue: RestoreDialogue = nobodyThere): Promise<RestoreReport> {
    const entries = await this.readEntries();
    const installed = await this.place.list();
    const named = new Set(entries.map(({ id }) => id));
    const unnamed = installed.filter(({ manifest }) => !named.has(manifest.id));
    const [extra, left] = request.frozen ? [unnamed, []] : [[], unnamed];
    const { proposals, problems } = await this.collect(entries, request);
    if (problems.length > 0) throw differs(problems);
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const wanted = proposals.map((proposal) => asLocked(proposal, byId.get(proposal.record.manifest.id)));
    const remove = extra.map(({ manifest }) => manifest.id);
    // Told before anybody reads what would not be switched in anyway.
    await this.place.check?.(wanted, remove);
    if (request.dryRun) await dialogue.approve(wanted.filter(isChange), []);
    const { agreed, declined } = request.dryRun
      ? { agreed: wanted, declined: [] }
      : await agreeOn(wanted, dialogue);
    if (request.frozen && declined.length > 0) throw declinedError(declined);
    throwIfCancelled(request.signal);
    const done = request.dryRun
      ? agreed
      : await this.place.switchIn(agreed, {
          kind: 'restore',
          remove,
          again: async (proposal) => {
            const previous = await this.place.previous(proposal.record.manifest.id);
            return asLocked({ ...proposal, previous }, byId.get(proposal.record.manifest.id));
          },
        });
    const of = (isUnchanged: boolean): InstalledSkill[] =>
      done.filter(({ action }) => (action === 'unchanged') === isUnchanged).map(({ record }) => record);
    return { restored: of(false), unchanged: of(true), removed: extra, left, declined };
  }

  private async readEntries(): Promise<LockEntry[]> {
    const file = this.place.lockFile;
    const text = await new LockStore(file).read();
    if (text === '') {
      throw new AiosError(`There is no lock file ${file}.`, {
        code: 'lock_missing',
        remedy: 'Copy the lock file of the machine whose skills you want to that place.',
        file,
      });
    }
    // What cannot be edited later is refused now.
    editLock(file, text, new Map());
    const { parseLock } = await import('./parse-lock.ts');
    return parseLock(file, text);
  }

  /** Every skill of the lock file with its files: from here where they are kept, else from its source. */
  private async collect(
    entries: readonly LockEntry[],
    request: RestoreRequest,
  ): Promise<{ proposals: Proposal[]; problems: RestoreProblem[] }> {
    const here = await mapAtOnce(entries, atOnce, async (entry) => ({
      entry,
      proposal: await this.findHere(entry),
    }));
    const proposals = here.flatMap(({ proposal }) => (proposal === undefined ? [] : [proposal]));
    const problems: RestoreProblem[] = [];
    const missing = here.filter(({ proposal }) => proposal === undefined).map(({ entry }) => entry);
    const groups = Map.groupBy(missing, ({ source, resolved }) => JSON.stringify([source, resolved]));
    for (const group of groups.values()) {
      throwIfCancelled(request.signal);
      const fetched = await this.fetchGroup(group, request);
      proposals.push(...fetched.proposals);
      problems.push(...fetched.problems);
    }
    return { proposals, problems };
  }

  private async findHere({ id, digest, version }: LockEntry): Promise<Proposal | undefined> {
    const record = await this.place.keptVersion(id, digest);
    if (record?.manifest.version !== version) return undefined;
    const [files, current] = await Promise.all([this.place.filesOf(record), this.place.previous(id)]);
    if (files.size === 0) return undefined;
    const isOther = current !== undefined && current.digest !== digest;
    return {
      record,
      files,
      action: current === undefined ? 'installed' : 'updated',
      previous: current,
      changes: isOther ? await this.compare(current, { record, files }) : undefined,
      diagnostics: [],
      findings: [],
    };
  }

  private async compare(
    current: SkillRecord,
    next: { readonly record: SkillRecord; readonly files: FileContents },
  ): Promise<SkillChanges> {
    const { compareSkills } = await import('./compare-skills.ts');
    return compareSkills({ record: current, files: await this.place.filesOf(current) }, next);
  }

  private async fetchGroup(
    group: readonly LockEntry[],
    { workingFolder, signal, onProgress }: RestoreRequest,
  ): Promise<{ proposals: Proposal[]; problems: RestoreProblem[] }> {
    const [{ source, resolved } = { source: '', resolved: {} }] = group;
    const paths = group.flatMap(({ path }) => (path === undefined ? [] : [path]));
    const request: InstallRequest = {
      source,
      skills: paths,
      workingFolder,
      ...(Object.keys(resolved).length > 0 && { resolved }),
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    };
    try {
      const { proposals, refused } = await this.installer.propose(request, decideAlone(false));
      const problems = group.flatMap((entry): RestoreProblem[] => {
        const proposal = proposals.find(({ record }) => record.manifest.id === entry.id);
        if (proposal?.record.digest === entry.digest && proposal.record.manifest.version === entry.version)
          return [];
        const refusal = refused.find(({ path }) => path === entry.path)?.error;
        return [refusal === undefined ? otherContent(entry, proposal) : problemOf(entry.id, refusal)];
      });
      const wanted = new Set(group.map(({ digest, version }) => `${digest} ${version}`));
      const isWanted = ({ record: { digest, manifest } }: Proposal): boolean =>
        wanted.has(`${digest} ${manifest.version}`);
      return { proposals: proposals.filter(isWanted), problems };
    } catch (error) {
      if (!AiosError.is(error) || signal?.aborted) throw error;
      return { proposals: [], problems: group.map(({ id }) => problemOf(id, error)) };
    }
  }
}

function isChange({ action }: Proposal): boolean {
  return action !== 'unchanged';
}

/** The version as the lock file has it, with what was chosen for it there. */
function asLocked(proposal: Proposal, entry: LockEntry | undefined): Proposal {
  if (entry === undefined) return proposal;
  const { previous } = proposal;
  // No lock file says of a folder that it is followed: what is here as it says is, still.
  const isHere = previous?.digest === entry.digest && previous.source === entry.source;
  const followed = isHere ? previous.link : undefined;
  const {
    enabledFor: _enabled,
    disabledFor: _disabled,
    pinned: _pinned,
    link: _link,
    ...rest
  } = proposal.record;
  const record: SkillRecord = {
    ...rest,
    source: entry.source,
    ...(entry.path !== undefined && { sourcePath: entry.path }),
    ...(Object.keys(entry.resolved).length > 0 && { resolved: entry.resolved }),
    ...(entry.installedAt !== '' && { installedAt: entry.installedAt }),
    enabledFor: entry.enabledFor,
    ...(entry.disabledFor && { disabledFor: entry.disabledFor }),
    ...(entry.pinned && { pinned: true }),
    ...(followed !== undefined && { link: followed }),
  };
  if (previous === undefined) return { ...proposal, record, action: 'installed' };
  const { before: _before, ...was } = previous;
  const { before: _none, ...is } = record;
  const isSame = isDeepStrictEqual(JSON.parse(JSON.stringify(was)), JSON.parse(JSON.stringify(is)));
  return isSame
    ? { ...proposal, record: previous, action: 'unchanged' }
    : { ...proposal, record, action: 'updated' };
}

function otherContent(entry: LockEntry, proposal: Proposal | undefined): RestoreProblem {
  const { id, source, files } = entry;
  if (proposal === undefined)
    return {
      id,
      code: 'skill_not_in_source',
      message: `${source} no longer holds ${id}.`,
      remedy: `Ask whoever keeps that source, or take ${id} out of the lock file.`,
    };
  const now = proposal.record.files;
  const paths = new Set([...Object.keys(files), ...Object.keys(now)]);
  const differing = [...paths].filter((path) => files[path] !== now[path]).sort();
  if (differing.length === 0)
    differing.push(`version ${proposal.record.manifest.version}, not ${entry.version},`);
  return {
    id,
    code: 'source_changed',
    message: `${source} gives another ${id} than the lock file names: ${differing.slice(0, 10).join(', ')} ${differing.length === 1 ? 'differs' : 'differ'}.`,
    remedy: `Install ${id} anew and read what changed, if that is wanted.`,
  };
}

function problemOf(id: string, { code, message, remedy }: AiosError): RestoreProblem {
  if (code !== 'scan_blocked') return { id, code, message, remedy };
  return {
    id,
    code,
    message,
    remedy: `Install ${id} by itself: what was found can be read and accepted there.`,
  };
}

function differs(problems: readonly RestoreProblem[]): AiosError {
  const lines = problems.map(({ id, message }) => `  ${id}: ${message}`);
  return new AiosError(
    `The lock file cannot be followed for ${problems.length === 1 ? 'one skill' : `${problems.length} skills`}; nothing was changed.\n${lines.join('\n')}`,
    { code: 'restore_differs', remedy: problems[0]?.remedy ?? '', details: { problems } },
  );
}
