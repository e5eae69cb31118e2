import { AiosError } from '../errors.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import type { InstalledSkill, SkillRecord } from './installed-skill.ts';
import type {
  InstallDialogue,
  Installer,
  InstallReport,
  InstallRequest,
  Proposals,
  RefusedSkill,
} from './installer.ts';
import type { Offer } from './sources/source.ts';

/** How an installed skill stands to its source. */
export interface SkillFreshness {
  readonly skill: InstalledSkill;
  /** `unknown`: only fetching can tell. `unreachable`: the source did not answer. */
  readonly state: 'current' | 'outdated' | 'unknown' | 'unreachable';
  /** What the source offers: a version, or the beginning of a commit. */
  readonly offered: string | undefined;
  /** Whether it is certain that the skill changed, and not only what else stands beside it at its source. */
  readonly isCertain: boolean;
  /** Why it is `unreachable`. */
  readonly error: AiosError | undefined;
}

type Watch = Pick<InstallRequest, 'workingFolder' | 'signal' | 'onProgress'>;

export interface UpdateRequest extends Watch {
  /** Left out: all. */
  readonly ids?: readonly string[];
  /** Exactly this version, of the one skill named. */
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly acceptDigest?: string;
}

const looksAtOnce = 4;
/** What is proposed stays in memory until all of it is agreed to. Hundreds of usual skills, sixteen of the largest. */
const mostBytesTogether = 256 * 1024 * 1024;

/** What can be updated: the person's registry, or what a project's lock file names. */
export interface UpdatePlace {
  /** @returns the skills that have a source, by id */
  list(): Promise<readonly InstalledSkill[]>;
  /** @throws AiosError `skill_unknown` */
  get(id: string): Promise<SkillRecord>;
}

/** Brings installed skills to what their sources offer now. */
export class Updater {
  private readonly place: UpdatePlace;
  private readonly installer: Installer;

  /** @param installer installs into that place */
  constructor(place: UpdatePlace, installer: Installer) {
    this.place = place;
    this.installer = installer;
  }

  /** Asks every source once, fetching no skill. @throws AiosError `skill_unknown` */
  async freshness(ids: readonly string[] | undefined, watch: Watch): Promise<SkillFreshness[]> {
    const skills = await this.chosen(ids);
    const keyOf = ({ source, resolved }: InstalledSkill): string => `${source}\n${resolved?.commit ?? ''}`;
    const groups = Map.groupBy(skills, keyOf);
    const looks = new Map<string, Promise<Offer | undefined>>();
    return mapAtOnce(skills, looksAtOnce, async (skill) => {
      const { source, resolved } = skill;
      if (source.startsWith('folder:')) return this.folderFreshness(skill, watch);
      const key = keyOf(skill);
      const paths = groups.get(key)?.map(({ sourcePath = '' }) => sourcePath) ?? [];
      const since = resolved?.commit === undefined ? undefined : { commit: resolved.commit, paths };
      const look = looks.get(key) ?? this.installer.look({ ...watch, source, ...(since && { since }) });
      looks.set(key, look);
      try {
        return compare(skill, await look);
      } catch (error) {
        return unreachable(skill, error);
      }
    });
  }

  /**
   * Updates skills, each source fetched once, and all that is agreed to together or none of it. A pinned skill is passed over; named alone, that is an error.
   *
   * @throws AiosError `skill_unknown`, `skill_pinned`, `version_unknown`, and as installing
   */
  async update(request: UpdateRequest, dialogue: InstallDialogue): Promise<InstallReport> {
    const skills = await this.chosen(request.ids);
    const [only] = skills;
    if (only?.pinned && request.ids?.length === 1) throw pinnedError(only);
    const bySource = Map.groupBy(
      skills.filter(({ pinned }) => !pinned),
      // One that follows its folder and one that does not are not fetched alike.
      ({ source, link }) => `${link === undefined ? 'copied' : 'linked'} ${source}`,
    );
    const parts: Proposals[] = [];
    const refused: RefusedSkill[] = [];
    for (const group of bySource.values()) {
      try {
        const part = await this.proposeFrom(group, request, dialogue);
        // What one source's skills would be refused with keeps the others from nothing.
        await this.installer.check(part);
        parts.push(part);
      } catch (error) {
        if (!AiosError.is(error) || skills.length === 1 || request.signal?.aborted) throw error;
        refused.push(...group.map(({ manifest }) => ({ path: manifest.id, error })));
      }
      if (bytesOf(parts) > mostBytesTogether) throw tooLargeTogether();
    }
    const report = await this.installer.finish(parts, request, dialogue);
    return { ...report, refused: [...refused, ...report.refused] };
  }

  /** @param group skills of one source, either all linked or none */
  private async proposeFrom(
    group: readonly InstalledSkill[],
    request: UpdateRequest,
    dialogue: InstallDialogue,
  ): Promise<Proposals> {
    const { ids: _ids, to, ...rest } = request;
    const [first] = group;
    if (first === undefined) throw new Error('A group has a skill.');
    const { source, link } = first;
    const { sourceAt } = await import('./sources/choose-source.ts');
    const isWhole = group.some(({ sourcePath }) => sourcePath === undefined);
    return this.installer.propose(
      {
        ...rest,
        source: to === undefined ? source : await sourceAt(source, to, request.workingFolder),
        skills: isWhole ? [] : group.map(({ sourcePath = '' }) => sourcePath),
        ...(link !== undefined && { link: true }),
      },
      dialogue,
    );
  }

  private async folderFreshness(skill: InstalledSkill, watch: Watch): Promise<SkillFreshness> {
    try {
      const nobody = { choose: async () => [] };
      const { proposals } = await this.installer.propose({ ...watch, source: skill.source }, nobody);
      const [proposal] = proposals;
      const isCurrent = proposal === undefined || proposal.record.digest === skill.digest;
      const offered = proposal?.record.manifest.version;
      return { skill, state: isCurrent ? 'current' : 'outdated', offered, isCertain: true, error: undefined };
    } catch (error) {
      return unreachable(skill, error);
    }
  }

  private async chosen(ids: readonly string[] | undefined): Promise<readonly InstalledSkill[]> {
    if (ids === undefined || ids.length === 0) return this.place.list();
    return Promise.all(ids.map((id) => this.place.get(id)));
  }
}

function bytesOf(parts: readonly Proposals[]): number {
  const files = parts.flatMap(({ proposals }) =>
    proposals.flatMap((proposal) => [...proposal.files.values()]),
  );
  return files.reduce((sum, { length }) => sum + length, 0);
}

function tooLargeTogether(): AiosError {
  return new AiosError('The skills to be updated are larger than 256 MiB together; nothing was changed.', {
    code: 'source_too_large',
    remedy: 'Update some at a time: `aios update ID…`.',
  });
}

function compare(skill: InstalledSkill, offer: Offer | undefined): SkillFreshness {
  const known = skill.resolved;
  if (offer === undefined || known === undefined)
    return { skill, state: 'unknown', offered: undefined, isCertain: true, error: undefined };
  const { unchanged } = offer;
  const { version, commit, integrity } = offer.resolved;
  const offered = version ?? commit?.slice(0, 12);
  const isSame =
    version !== undefined
      ? version === known.version
      : commit !== undefined
        ? commit === known.commit
        : integrity === known.integrity;
  const isCurrent = isSame || (unchanged?.includes(skill.sourcePath ?? '') ?? false);
  const isCertain = isCurrent || commit === undefined || unchanged !== undefined;
  return { skill, state: isCurrent ? 'current' : 'outdated', offered, isCertain, error: undefined };
}

function unreachable(skill: InstalledSkill, error: unknown): SkillFreshness {
  if (!AiosError.is(error)) throw error;
  return { skill, state: 'unreachable', offered: undefined, isCertain: true, error };
}

function pinnedError({ manifest, source }: InstalledSkill): AiosError {
  return new AiosError(`${manifest.name} is pinned at ${manifest.version}.`, {
    code: 'skill_pinned',
    remedy: `Run \`aios unpin ${manifest.id}\` first, if it is to follow ${source} again.`,
  });
}
