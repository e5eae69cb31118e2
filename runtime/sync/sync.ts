import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import type { ListingUse } from '../client/listing-use.ts';
import type { LocatedClient } from '../client/locate.ts';
import type { SeenSkill } from '../client/what-clients-see.ts';
import type { FileContents } from '../files/digest.ts';
import { withLock } from '../files/lock.ts';
import type { Clock, Environment, Log, Processes } from '../ports.ts';
import type { InstalledSkill } from '../registry/installed-skill.ts';
import type { Registry } from '../registry/registry.ts';
import type { SyncChange, SyncError } from './apply.ts';
import type { PlaceChange } from './change-places.ts';
import type { Confirmation } from './confirmation.ts';
import { readLedger } from './ledger.ts';
import { readLeftAlone, writeLeftAlone } from './left-alone.ts';
import type { Offer } from './offers.ts';
import type { PlaceTexts } from './place-texts.ts';
import type { PlannedAction, PlannedItem } from './plan.ts';
import type { FileEdit } from './preview.ts';
import type { Rival } from './rivals.ts';
import type { Running, RunningClients } from './running-clients.ts';
import type { SkillNameIn } from './skill-names.ts';
import type { Snapshots } from './snapshots.ts';
import type { StillSeen } from './still-seen.ts';
import type { UndoResult } from './undo.ts';

export interface SyncDependencies {
  readonly home: AiosHome;
  readonly environment: Environment;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
  readonly processes: Processes;
  /** @returns the id of the client that calls itself so towards an MCP server */
  readonly clientNamed: (name: string) => Promise<string | undefined>;
  readonly version: string;
  /** Path of the launcher that clients' configs name. */
  readonly launcher: string;
  /** Puts the launcher and the server in place; called before a config that names them is written. */
  readonly installLauncher: () => Promise<void>;
  /** Whether this host offers the server to whoever reads this config, so that no entry is needed. */
  readonly offersServerTo: (configPath: string) => boolean;
  /** Takes over what changed in the folders that linked skills follow. */
  readonly refreshLinked: () => Promise<unknown>;
}

export interface SyncOptions {
  /** Ids of the matrix, those left alone among them; left out, every client found that is not left alone. */
  readonly clients?: readonly string[];
  /** Ids of clients whose files are left as they are, whoever else reads them. */
  readonly leaveOut?: readonly string[];
  /** Ids of clients that the person says are quit, for where the system does not tell whether they are. */
  readonly isQuit?: readonly string[];
  /** Whether `clients` get an entry of the server also where their editor was offered it lately by its own API. */
  readonly despiteOffers?: boolean;
  /** Plan only. */
  readonly dryRun?: boolean;
}

export interface RepairOptions extends SyncOptions {
  /** Skill ids or the server's name; left out, whatever drifted. */
  readonly ids?: readonly string[];
  /** Places: skills' folders and config files; left out, all of them. */
  readonly paths?: readonly string[];
  /**
   * What becomes of places a person edited. `ask` leaves them, `keep` makes them the person's own, `adopt` makes an
   * edited skill the installed version, so that every client gets it, `restore` puts ours back. `undo` takes any of
   * them back.
   */
  readonly edited?: 'ask' | 'keep' | 'adopt' | 'restore';
}

export interface SyncResult {
  readonly changes: readonly SyncChange[];
  readonly errors: readonly SyncError[];
  /** What clients read although it is off for them; left out where there is none. */
  readonly stillSeen?: readonly StillSeen[];
}

/** What one client sees of skills on disk. */
export interface ClientView {
  readonly skills: readonly SeenSkill[];
  readonly listing: ListingUse;
}

/** The state of everything at one moment. */
export interface SyncStatus {
  readonly clients: readonly LocatedClient[];
  readonly skills: readonly InstalledSkill[];
  readonly items: readonly PlannedItem[];
  /** The clients that would have to be quit before what is to be done for them can be. */
  readonly running: RunningClients;
  /** Ids of the clients that the person wants nothing delivered to, those that were named left out. */
  readonly leftAlone: ReadonlySet<string>;
}

/** Keeps what is on clients' disks as the registry says: plans, applies, notices drift, repairs. */
export class Sync {
  private readonly dependencies: SyncDependencies;
  private skillNameIn: SkillNameIn | undefined;

  constructor(dependencies: SyncDependencies) {
    this.dependencies = dependencies;
  }

  /**
   * Looks at everything and changes nothing.
   * @param also ids of clients to look at as well, not found here or left alone
   * @param isQuit as in `SyncOptions`
   */
  async status(also: readonly string[] = [], isQuit: readonly string[] = []): Promise<SyncStatus> {
    const { lookAtAll } = await import('./look-at-all.ts');
    return lookAtAll(this.dependencies, { also, isQuit, skillNameIn: await this.skillNames() });
  }

  /** Remembers that nothing is delivered to a client, so that a sync takes away what we put there, or that it is again. */
  async leaveAlone(client: string, isLeft: boolean): Promise<void> {
    const { leftAlone } = this.dependencies.home;
    return this.underLock(false, () => writeLeftAlone(leftAlone, client, isLeft));
  }

  /** @returns a text that stays the same while nothing changes that a scan rests on; see `fingerprint.ts` */
  async fingerprint(paths: readonly string[]): Promise<string> {
    const { fingerprintOf } = await import('./fingerprint.ts');
    return fingerprintOf(paths, this.dependencies.environment, this.dependencies.home);
  }

  /**
   * @param project a project's folder that the person trusts, absolute
   * @returns what clients find beside what is delivered to them: our server or a skill a second time
   */
  async rivals(status: SyncStatus, project?: string): Promise<Rival[]> {
    const { findRivals } = await import('./rivals.ts');
    const { launcher, environment } = this.dependencies;
    return findRivals(status, { launcher, environment, project });
  }

  /** @returns how what stands at a place differs from what should, as a unified diff; empty where it does not */
  async diff(item: PlannedItem): Promise<string> {
    const { diffOfPlace } = await import('./place-diff.ts');
    return diffOfPlace(item, (id) => this.exported(id));
  }

  /** @returns what should stand at a place and what does, as texts to be compared */
  async texts(item: PlannedItem): Promise<PlaceTexts[]> {
    const { textsOfPlace } = await import('./place-texts.ts');
    return textsOfPlace(item, (id) => this.exported(id));
  }

  /** @returns what a sync would make of these places' files */
  async preview(items: readonly PlannedItem[]): Promise<FileEdit[]> {
    const { foreseeEdits } = await import('./preview.ts');
    return foreseeEdits(items, (id) => this.exported(id));
  }

  /** @returns whether a client runs, or may, that may not be written meanwhile; undefined for none of it */
  async runs(client: string): Promise<Running | undefined> {
    const { runningClients } = await import('./running-clients.ts');
    return (await runningClients([client], this.dependencies)).get(client);
  }

  /** @returns by client id, whether it took up what was delivered to it; those without an entry of ours are left out */
  async confirmations(status: SyncStatus): Promise<ReadonlyMap<string, Confirmation>> {
    const [{ confirm }, { readStarts }] = await Promise.all([
      import('./confirmation.ts'),
      import('./server-starts.ts'),
    ]);
    const starts = await readStarts(this.dependencies.home.heartbeats);
    // One without a client's name is of nobody.
    const ids = await Promise.all(
      starts.map(({ client }) => client && this.dependencies.clientNamed(client.name)),
    );
    const confirmed = status.clients.flatMap(({ definition: { id } }): [string, Confirmation][] => {
      const items = status.items.filter(({ client }) => client === id);
      const own = starts.filter((_start, index) => ids[index] === id);
      const confirmation = confirm(items, own);
      return confirmation === undefined ? [] : [[id, confirmation]];
    });
    return new Map(confirmed);
  }

  /**
   * @returns what editors were lately offered by their own API, without those whose config has an entry of ours: there
   *   the entry is what counts
   */
  async offers({ items }: Pick<SyncStatus, 'items'>): Promise<Offer[]> {
    const { freshOffers } = await import('./offers.ts');
    const { home, clock } = this.dependencies;
    const offers = await freshOffers(home.offers, clock);
    const isEntry = ({ config }: Offer): boolean =>
      items.some(({ kind, path, row }) => kind === 'server' && path === config && row !== undefined);
    return offers.filter((offer) => !isEntry(offer));
  }

  /** Keeps that this host offered the server to whoever reads this config, or that it took that back. */
  async noteOffer(client: string, config: string, isOffered: boolean): Promise<void> {
    const { forgetOffer, noteOffer } = await import('./offers.ts');
    const { home, clock, version } = this.dependencies;
    if (isOffered) await noteOffer(home.offers, { client, config, version }, clock.now());
    else await forgetOffer(home.offers, config);
  }

  /** @returns by client id, which skills it sees on disk, ours and others, and how much of its listing they take */
  async views(clients: readonly LocatedClient[]): Promise<ReadonlyMap<string, ClientView>> {
    const viewOf = await this.lookAt(clients);
    return new Map(clients.map((client) => [client.definition.id, viewOf(client)]));
  }

  /** @returns the same of one client */
  async view(client: LocatedClient): Promise<ClientView> {
    const viewOf = await this.lookAt([client]);
    return viewOf(client);
  }

  /**
   * Delivers what is wanted and takes away what no longer is, touching nothing that is not as we left it. A client that
   * was left alone and is named is delivered to from then on.
   */
  async sync(options: SyncOptions = {}): Promise<SyncResult> {
    const { clients: named = [], dryRun = false } = options;
    const left = readLeftAlone(this.dependencies.home.leftAlone);
    for (const id of dryRun ? [] : named) if (left.has(id)) await this.leaveAlone(id, false);
    return this.change(options, { operation: 'sync', choose: planned });
  }

  /**
   * Takes away what stands of ours at a client that is left alone, and does nothing else: what others read there goes
   * only once they have it where they are to read it from now on.
   */
  takeAway(
    client: string,
    options: Pick<SyncOptions, 'leaveOut' | 'isQuit' | 'dryRun'> = {},
  ): Promise<SyncResult> {
    return this.change({ ...options, clients: [client] }, { operation: 'sync', also: [], choose: planned });
  }

  /** Mends what drifted. Safe repairs only, unless the options say what becomes of edits. */
  async repair(options: RepairOptions = {}): Promise<SyncResult> {
    if (options.edited === 'adopt') return this.adopt(options);
    const { chooseRepair } = await import('./choose-places.ts');
    const choose = (item: PlannedItem): PlannedAction | undefined => chooseRepair(item, options);
    return this.change(options, { operation: 'repair', also: [], choose });
  }

  /**
   * Takes the last sync, repair or undo back as a whole.
   * @throws AiosError `nothing_to_undo`
   */
  async undo({ dryRun = false, isQuit }: Pick<SyncOptions, 'dryRun' | 'isQuit'> = {}): Promise<UndoResult> {
    const [{ undoLast }, { runningClients }] = await Promise.all([
      import('./undo.ts'),
      import('./running-clients.ts'),
    ]);
    const snapshots = await this.snapshots();
    const running = (clients: readonly string[]): Promise<RunningClients> =>
      runningClients(clients, this.dependencies, isQuit);
    return this.underLock(dryRun, () => undoLast({ ...this.dependencies, snapshots, running, dryRun }));
  }

  /** Reads what stands in the roots of these clients, each root once. */
  private async lookAt(clients: readonly LocatedClient[]): Promise<(client: LocatedClient) => ClientView> {
    const [{ readSkillsOnDisk }, { whatClientSees }, { listingUse }, { rows }] = await Promise.all([
      import('./skills-on-disk.ts'),
      import('../client/what-clients-see.ts'),
      import('../client/listing-use.ts'),
      readLedger(this.dependencies.home.ledger),
    ]);
    const onDisk = await readSkillsOnDisk(
      clients.flatMap(({ skillRoots }) => skillRoots),
      rows,
    );
    return (client) => {
      const skills = whatClientSees(client, onDisk);
      return { skills, listing: listingUse(client.definition.id, skills, onDisk) };
    };
  }

  private async exported(id: string): Promise<FileContents> {
    const { registry } = this.dependencies;
    return registry.exportAgentSkill(await registry.get(id));
  }

  /** Makes edited skills the installed versions, then delivers them wherever they belong. */
  private adopt(options: RepairOptions): Promise<SyncResult> {
    const { dryRun = false } = options;
    return this.underLock(dryRun, async () => {
      const [{ adoptSkills }, { inScope, isAskedFor }] = await Promise.all([
        import('./adopt.ts'),
        import('./choose-places.ts'),
      ]);
      const { items } = await this.status();
      const asked = inScope(items, options).filter(
        (item) => item.state === 'edited' && isAskedFor(item, options),
      );
      const snapshots = await this.snapshots();
      const adopted = await adoptSkills(asked, { ...this.dependencies, snapshots }, dryRun);
      const skills = adopted.skills.map(({ id }) => id);
      const choose = (item: PlannedItem): PlannedAction | undefined => {
        if (dryRun || item.kind !== 'skill' || !skills.includes(item.id)) return undefined;
        // A typed skill’s copy is made anew: it has another version in it.
        return item.state === 'edited' && adopted.paths.includes(item.path) ? 'update' : item.action;
      };
      const { leaveOut = [], isQuit = [] } = options;
      const { changes, errors } = await this.changeUnderLock(
        { dryRun, leaveOut, isQuit },
        { operation: 'repair', adopted: adopted.skills, choose },
      );
      const { snapshot } = adopted;
      if (snapshot && (await snapshots.isFollowed(snapshot))) await snapshots.discard(snapshot);
      return { changes: [...adopted.changes, ...changes], errors: [...adopted.errors, ...errors] };
    });
  }

  private change(options: SyncOptions, change: Omit<PlaceChange, 'skillNameIn'>): Promise<SyncResult> {
    return this.underLock(options.dryRun ?? false, () => this.changeUnderLock(options, change));
  }

  /** What plans and writes is loaded with the first look or change: no start waits for it. */
  private async changeUnderLock(
    options: SyncOptions,
    change: Omit<PlaceChange, 'skillNameIn'>,
  ): Promise<SyncResult> {
    const { changePlaces } = await import('./change-places.ts');
    return changePlaces(this.dependencies, options, { ...change, skillNameIn: await this.skillNames() });
  }

  private async skillNames(): Promise<SkillNameIn> {
    const { rememberSkillNames } = await import('./skill-names.ts');
    this.skillNameIn ??= rememberSkillNames();
    return this.skillNameIn;
  }

  private async snapshots(): Promise<Snapshots> {
    const { Snapshots: Kept } = await import('./snapshots.ts');
    return new Kept(this.dependencies.home.snapshots);
  }

  private underLock<T>(dryRun: boolean, work: () => Promise<T>): Promise<T> {
    return dryRun ? work() : withLock(join(this.dependencies.home.locks, 'sync'), work);
  }
}

/** What a sync does about a place. */
function planned({ action }: PlannedItem): PlannedAction {
  return action;
}
