import type { AiosHome } from '../aios-home.ts';
import type { AiosError } from '../errors.ts';
import type { NetworkPolicy } from '../net/network-policy.ts';
import type { Clock, Environment } from '../ports.ts';
import type { Diagnostic } from '../skill/diagnostic.ts';
import type { Finding } from '../skill/scan/finding.ts';
import type { FetchedBundle } from './bundle.ts';
import type { SkillSelection } from './choose-skills.ts';
import type { SkillChanges } from './compare-skills.ts';
import type { Installation } from './installation.ts';
import type { InstalledSkill } from './installed-skill.ts';
import type { SkillChoice } from './locate-skills.ts';
import type { ApprovalReason, InstallAction, Proposal } from './proposal.ts';
import type { ChangeKind } from './registry-state.ts';
import type { SkillPlace } from './skill-place.ts';
import type { Offer, Resolved, Since } from './sources/source.ts';

export interface InstallRequest extends SkillSelection {
  /** As a person gives it: a folder, an archive, `owner/repo`, `npm:…`, `clawhub:…`, a web address. */
  readonly source: string;
  /** What a relative path is relative to, absolute. */
  readonly workingFolder: string;
  /** Check everything, write nothing. */
  readonly dryRun?: boolean;
  /** Switch it on for these clients only; left out, an update keeps what was chosen and a new skill is on for all. */
  readonly clients?: readonly string[];
  /** Digest of the content that a person wants although the scan blocks it. Nothing else accepts a finding. */
  readonly acceptDigest?: string;
  /** Follow the person's folder instead of copying it once. */
  readonly link?: boolean;
  /** Fetch exactly this. */
  readonly resolved?: Resolved;
  readonly kind?: ChangeKind;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

export interface LookRequest extends Pick<InstallRequest, 'source' | 'workingFolder' | 'signal'> {
  /** What was installed from it: asks whether that changed too, where the source can tell. */
  readonly since?: Since;
}

/** The person at the other end. */
export interface InstallDialogue {
  /** Which of several skills to install; none is a refusal. */
  choose(found: readonly SkillChoice[]): Promise<readonly SkillChoice[]>;
  /** Shown every proposal. @returns the digests of those agreed to */
  approve(proposals: readonly Proposal[]): Promise<ReadonlySet<string>>;
}

export interface InstallResult {
  readonly skill: InstalledSkill;
  readonly action: InstallAction;
  readonly previousVersion: string | undefined;
  readonly changes: SkillChanges | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** What the scan found, the accepted findings included. */
  readonly findings: readonly Finding[];
  readonly reasons: readonly ApprovalReason[];
}

/** What is needed of a request once its skills are proposed. */
export type AgreeRequest = Pick<InstallRequest, 'clients' | 'dryRun' | 'kind' | 'signal'>;

export interface RefusedSkill {
  /** Its folder in what the source gave. */
  readonly path: string;
  readonly error: AiosError;
}

export interface Proposals {
  readonly proposals: readonly Proposal[];
  /** Skills among several that were refused; a single one is an error instead. */
  readonly refused: readonly RefusedSkill[];
  /** The bundle they are of. */
  readonly bundle?: FetchedBundle;
}

export interface InstallReport {
  readonly results: readonly InstallResult[];
  /** Skills among several that were refused; a single one is an error instead. */
  readonly refused: readonly RefusedSkill[];
  /** Skills that nobody agreed to. */
  readonly declined: readonly InstallResult[];
}

export interface InstallerDependencies {
  readonly home: AiosHome;
  readonly place: SkillPlace;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly network: () => NetworkPolicy;
}

/** The one way in: fetched into quarantine, checked, scanned, shown, agreed to, and only then switched in. */
export class Installer {
  private readonly dependencies: InstallerDependencies;

  constructor(dependencies: InstallerDependencies) {
    this.dependencies = dependencies;
  }

  /**
   * Installs or updates the skills of a source. Killed or cancelled at any point, the registry is as before or as
   * after, all chosen skills together.
   *
   * @throws AiosError `source_…`, `folder_…`, `skill_invalid`, `scan_blocked`, `no_skill_found`
   */
  async install(request: InstallRequest, dialogue: InstallDialogue): Promise<InstallReport> {
    return (await this.start()).install(request, dialogue);
  }

  /**
   * Fetches, checks and scans the skills of a source and installs nothing.
   *
   * @throws as `install`
   */
  async propose(request: InstallRequest, dialogue: Pick<InstallDialogue, 'choose'>): Promise<Proposals> {
    return (await this.start()).propose(request, dialogue);
  }

  /** Throws what switching it in would be refused with, and changes nothing. */
  async check({ proposals }: Proposals): Promise<void> {
    const changing = proposals.filter(({ action }) => action !== 'unchanged');
    await this.dependencies.place.check?.(changing, []);
  }

  /** Makes what was proposed current, also of several sources: all that is agreed to together, or none of it. */
  async finish(
    parts: readonly Proposals[],
    request: AgreeRequest,
    dialogue: Pick<InstallDialogue, 'approve'>,
  ): Promise<InstallReport> {
    return (await this.start()).finish(parts, request, dialogue);
  }

  /** @returns what a source offers now; undefined where only fetching can tell */
  async look(request: LookRequest): Promise<Offer | undefined> {
    return (await this.start()).look(request);
  }

  /** What only an install needs, so that no start waits for it. */
  private async start(): Promise<Installation> {
    const { Installation: Begun } = await import('./installation.ts');
    return new Begun(this.dependencies);
  }
}
