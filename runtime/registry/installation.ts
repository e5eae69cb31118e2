import { basename, join } from 'node:path';
import { AiosError } from '../errors.ts';
import type { FileContents } from '../files/digest.ts';
import { mapAtOnce } from '../files/map-at-once.ts';
import { readFolder, skillFolderLimits } from '../files/read-folder.ts';
import type { ScanThread } from '../skill/scan/scan-thread.ts';
import type { FetchedBundle } from './bundle.ts';
import { throwIfCancelled } from './cancel.ts';
import type {
  AgreeRequest,
  InstallDialogue,
  InstallerDependencies,
  InstallReport,
  InstallRequest,
  InstallResult,
  LookRequest,
  Proposals,
  RefusedSkill,
} from './installer.ts';
import type { LocatedSkill } from './locate-skills.ts';
import { approvalReasons, type Proposal } from './proposal.ts';
import type { ReadSkill } from './propose.ts';
import type { FetchContext, Fetched, Offer, Source } from './sources/source.ts';
import { withStagingFolder } from './staging.ts';

const readAtOnce = 8;
/** Skills from which on starting a thread for the scan takes less than it saves. */
const worthAThread = 16;
/** What is agreed to is kept in memory from reading to writing, so that nothing can be swapped in between. */
const maxBytesAtOnce = 64 * 1024 * 1024;

/** The one way in: fetched into quarantine, checked, scanned, shown, agreed to, and only then switched in. */
export class Installation {
  private readonly at: InstallerDependencies;

  constructor(dependencies: InstallerDependencies) {
    this.at = dependencies;
  }

  /**
   * Installs or updates the skills of a source. Killed or cancelled at any point, the registry is as before or as
   * after, all chosen skills together.
   *
   * @throws AiosError `source_…`, `folder_…`, `skill_invalid`, `scan_blocked`, `no_skill_found`
   */
  async install(request: InstallRequest, dialogue: InstallDialogue): Promise<InstallReport> {
    return this.finish([await this.propose(request, dialogue)], request, dialogue);
  }

  /** Makes what was proposed current, all that is agreed to together; a dry run tells of it only. */
  async finish(
    parts: readonly Proposals[],
    request: AgreeRequest,
    dialogue: Pick<InstallDialogue, 'approve'>,
  ): Promise<InstallReport> {
    const all = parts.flatMap((part) => part.proposals);
    const first = new Map<string, Proposal>();
    for (const one of all) if (!first.has(one.record.manifest.id)) first.set(one.record.manifest.id, one);
    const proposals = [...first.values()];
    const second = all.filter((one) => !proposals.includes(one)).map(refuseSecond);
    const refused = [...parts.flatMap((part) => part.refused), ...second];
    if (request.dryRun) return { results: proposals.map(resultOf), refused, declined: [] };
    const done = await this.agreeAndSwitch(proposals, request, dialogue);
    for (const { bundle } of parts)
      if (bundle !== undefined && done.results.length > 0)
        await (await import('./bundle.ts')).keepBundle(this.at.home, bundle);
    return { ...done, refused };
  }

  /**
   * Fetches, checks and scans the skills of a source and installs nothing.
   *
   * @throws as `install`
   */
  async propose(request: InstallRequest, dialogue: Pick<InstallDialogue, 'choose'>): Promise<Proposals> {
    const { chooseSource } = await loadSources();
    const source = await chooseSource(request.source, request.workingFolder);
    if (request.link && source.kind !== 'folder') throw onlyFoldersAreLinked(request.source);
    // All of a source are many, as a rule: the thread gets ready while they are fetched.
    const scanThread = request.all ? startScanThread() : undefined;
    try {
      return await this.inQuarantine(source, request, async (context) => {
        const fetched = await source.fetch(request.source, context);
        // They bring the parsers of YAML and of schemas with them, which no start may wait for.
        const [{ readBundle }, { chooseSkills }] = await Promise.all([
          import('./bundle.ts'),
          import('./choose-skills.ts'),
        ]);
        const bundle = await readBundle(fetched);
        if (bundle !== undefined) return this.proposeBundle(bundle, fetched, request);
        const chosen = await chooseSkills(fetched, source.kind, request, dialogue);
        const proposals = await this.proposeAll(fetched, chosen, request, scanThread);
        throwIfCancelled(request.signal);
        return proposals;
      });
    } finally {
      (await scanThread)?.dispose();
    }
  }

  /** @returns what a source offers now; undefined where only fetching can tell */
  async look(request: LookRequest): Promise<Offer | undefined> {
    const { chooseSource } = await loadSources();
    const source = await chooseSource(request.source, request.workingFolder);
    if (source.look === undefined) return undefined;
    return this.inQuarantine(source, request, async (context) =>
      source.look?.(request.source, context, request.since),
    );
  }

  private async inQuarantine<T>(
    source: Source,
    request: Pick<InstallRequest, 'workingFolder' | 'resolved' | 'signal' | 'onProgress'>,
    work: (context: FetchContext) => Promise<T>,
  ): Promise<T> {
    // A person's own folder is read where it stands: a refusal then leaves no trace at all.
    if (source.kind === 'folder') return work(this.context(request, ''));
    return withStagingFolder(this.at.home.registryStaging, (folder) => work(this.context(request, folder)));
  }

  private context(
    request: Pick<InstallRequest, 'workingFolder' | 'resolved' | 'signal' | 'onProgress'>,
    quarantine: string,
  ): FetchContext {
    const { environment, network } = this.at;
    const { workingFolder, resolved, signal, onProgress } = request;
    return {
      workingFolder,
      quarantine,
      environment,
      network: network(),
      signal: signal ?? new AbortController().signal,
      onProgress: onProgress ?? (() => undefined),
      ...(resolved && { resolved }),
    };
  }

  private async proposeAll(
    fetched: Fetched,
    chosen: readonly Chosen[],
    request: InstallRequest,
    ready?: Promise<ScanThread>,
  ): Promise<Proposals> {
    const refused: RefusedSkill[] = [];
    const scanThread = await (ready ?? (chosen.length < worthAThread ? undefined : startScanThread()));
    const { propose } = await loadProposing();
    const installedAt = this.at.clock.now().toISOString();
    let bytes = 0;
    const proposeOne = async ({ folder, path }: Chosen): Promise<Proposal | undefined> => {
      throwIfCancelled(request.signal);
      try {
        const read = await readLocated(fetched, folder, path);
        bytes += sizeOf(read.files);
        if (bytes > maxBytesAtOnce) throw tooLargeTogether(fetched.source);
        const { clients, acceptDigest } = request;
        return await propose(read, this.at.place, {
          installedAt,
          ...(clients && { clients }),
          ...(acceptDigest !== undefined && { acceptDigest }),
          ...(request.link && { link: folder }),
          ...(scanThread && { scanThread }),
        });
      } catch (error) {
        const concernsAll = AiosError.is(error, 'source_too_large') || chosen.length === 1;
        if (concernsAll || !AiosError.is(error)) throw error;
        refused.push({ path, error });
        return undefined;
      }
    };
    try {
      // The thread bounds what it is sent at once; nothing is gained by reading late what is kept anyway.
      const atOnce = scanThread === undefined ? readAtOnce : chosen.length;
      const proposals = await mapAtOnce(chosen, atOnce, proposeOne);
      return { proposals: proposals.filter((proposal) => proposal !== undefined), refused };
    } finally {
      scanThread?.dispose();
    }
  }

  /** Every skill of a bundle, or those of it that are asked for. */
  private async proposeBundle(
    bundle: FetchedBundle,
    fetched: Fetched,
    request: InstallRequest,
  ): Promise<Proposals> {
    const { skills: asked = [], ...rest } = request;
    const wanted = bundle.skills.filter(({ id }) => asked.length === 0 || asked.includes(id));
    const parts: Proposals[] = [];
    for (const { id, source, version } of wanted) {
      if (source === undefined) {
        const path = `skills/${id}`;
        parts.push(await this.proposeAll(fetched, [{ folder: join(fetched.folder, path), path }], rest));
        continue;
      }
      const { sourceAt } = await loadSources();
      const workingFolder = fetched.source.startsWith('folder:') ? fetched.folder : request.workingFolder;
      const versioned = version === undefined ? source : await sourceAt(source, version, workingFolder);
      const one = { ...rest, source: versioned, workingFolder, skills: [id] };
      parts.push(await this.propose(one, { choose: async () => [] }));
    }
    return {
      proposals: parts.flatMap(({ proposals }) => proposals),
      refused: parts.flatMap(({ refused }) => refused),
      bundle,
    };
  }

  private async agreeAndSwitch(
    proposals: readonly Proposal[],
    request: AgreeRequest,
    dialogue: Pick<InstallDialogue, 'approve'>,
  ): Promise<Pick<InstallReport, 'results' | 'declined'>> {
    const asked = proposals.filter(({ action }) => action !== 'unchanged');
    const agreed = asked.length === 0 ? new Set<string>() : await dialogue.approve(asked);
    throwIfCancelled(request.signal);
    const wanted = proposals.filter(
      ({ action, record }) => action === 'unchanged' || agreed.has(record.digest),
    );
    const declined = asked.filter(({ record }) => !agreed.has(record.digest)).map(resultOf);
    const { withPrevious } = await loadProposing();
    const clients = request.clients && { clients: request.clients };
    const switched = await this.at.place.switchIn(wanted, {
      ...(request.kind && { kind: request.kind }),
      again: (proposal) =>
        withPrevious(proposal, this.at.place, {
          ...clients,
          ...(proposal.record.link !== undefined && { link: proposal.record.link }),
        }),
    });
    return { results: switched.map(resultOf), declined };
  }
}

/** One skill of an id can be installed. */
function refuseSecond({ record: { manifest, source, sourcePath = '' } }: Proposal): RefusedSkill {
  const error = new AiosError(`A skill with the id ${manifest.id} was found before this one of ${source}.`, {
    code: 'skill_twice',
    remedy: 'Give one of the two another id, or install the one that you want alone.',
  });
  return { path: sourcePath === '' ? manifest.id : sourcePath, error };
}

/** What only an install needs, so that no start waits for it. */
const loadSources = () => import('./sources/choose-source.ts');
const loadProposing = () => import('./propose.ts');

type Chosen = Pick<LocatedSkill, 'folder' | 'path'>;

async function startScanThread(): Promise<ScanThread> {
  const { ScanThread } = await import('../skill/scan/scan-thread.ts');
  const thread = new ScanThread();
  thread.warm();
  return thread;
}

async function readLocated(fetched: Fetched, folder: string, path: string): Promise<ReadSkill> {
  const files = await readFolder(folder, skillFolderLimits);
  if (files.size === 0) {
    throw new AiosError(`The folder ${folder} is empty.`, {
      code: 'folder_empty',
      remedy: 'Give the path of a folder that holds a skill.yaml or a SKILL.md.',
      file: folder,
    });
  }
  const { source, resolved } = fetched;
  const isFolder = source.startsWith('folder:');
  return {
    files,
    name: path === '' ? fetched.name : basename(folder),
    folder,
    provenance: {
      // A folder is its own address, also where it was found in a tree.
      source: isFolder ? `folder:${folder}` : source,
      ...(path !== '' && !isFolder && { sourcePath: path }),
      ...(Object.keys(resolved).length > 0 && { resolved }),
    },
  };
}

function resultOf(proposal: Proposal): InstallResult {
  const { record, action, previous, changes, diagnostics, findings } = proposal;
  return {
    skill: record,
    action,
    previousVersion: previous?.manifest.version,
    changes,
    diagnostics,
    findings,
    reasons: approvalReasons(proposal),
  };
}

function sizeOf(files: FileContents): number {
  return [...files.values()].reduce((sum, { length }) => sum + length, 0);
}

function tooLargeTogether(source: string): AiosError {
  return new AiosError(`The skills of ${source} are larger than ${maxBytesAtOnce} bytes together.`, {
    code: 'source_too_large',
    remedy: 'Install them a few at a time, naming each with --skill ID.',
  });
}

function onlyFoldersAreLinked(source: string): AiosError {
  return new AiosError(`${source} cannot be linked: only a folder on this machine can.`, {
    code: 'link_needs_folder',
    remedy: 'Leave --link out, or give the path of a folder.',
  });
}
