import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { type LocatedClient, locateClients } from '../client/locate.ts';
import type { SeenSkill } from '../client/what-clients-see.ts';
import { withLock } from '../files/lock.ts';
import type { Clock, Environment, Log, Processes } from '../ports.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import type { Registry } from '../registry/registry.ts';
import { folderName } from '../skill/export/folder-name.ts';
import type { ApplyContext, SyncChange, SyncError } from './apply.ts';
import { desiredDeliverables } from './desired.ts';
import { findForeignSkills } from './foreign-skills.ts';
import type { Confirmation } from './heartbeats.ts';
import { type Delivered, readLedger } from './ledger.ts';
import { observe } from './observe.ts';
import { isWriting, type PlannedAction, type PlannedItem, plan } from './plan.ts';
import { runningClients } from './running-clients.ts';
import type { OperationKind, SnapshotSkill, Snapshots } from './snapshots.ts';
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
  /** Takes over what changed in the folders that linked skills follow. */
  readonly refreshLinked: () => Promise<unknown>;
}

export interface SyncOptions {
  /** Ids of the matrix; left out, every client found. */
  readonly clients?: readonly string[];
  /** Plan only. */
  readonly dryRun?: boolean;
}

export interface RepairOptions extends SyncOptions {
  /** Skill ids or the server's name; left out, whatever drifted. */
  readonly ids?: readonly string[];
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
}

/** The state of everything at one moment. */
export interface SyncStatus {
  readonly clients: readonly LocatedClient[];
  readonly skills: readonly InstalledSkill[];
  readonly items: readonly PlannedItem[];
  /** Ids of the clients that would have to be quit before what is to be done for them can be. */
  readonly running: ReadonlySet<string>;
}

/** Keeps what is on clients' disks as the registry says: plans, applies, notices drift, repairs. */
export class Sync {
  private readonly dependencies: SyncDependencies;

  constructor(dependencies: SyncDependencies) {
    this.dependencies = dependencies;
  }

  /** Looks at everything and changes nothing. */
  async status(also: readonly string[] = []): Promise<SyncStatus> {
    await this.dependencies.refreshLinked();
    const { registry, environment, home, launcher, version } = this.dependencies;
    const [clients, skills, ledger] = await Promise.all([
      locateClients(environment),
      registry.list(),
      readLedger(home.ledger),
    ]);
    const exported = new Map<string, Delivered>();
    for (const skill of skills) exported.set(skill.manifest.id, await registry.exportedDigests(skill));
    const targets = clients.filter(({ detected, definition }) => detected || also.includes(definition.id));
    const roots = targets.flatMap(({ skillRoots }) => skillRoots);
    const folders = new Set(skills.map(({ manifest }) => folderName(manifest)));
    const foreign = await findForeignSkills(roots, folders, ledger.rows);
    const { platform } = environment;
    const desired = desiredDeliverables({
      clients: targets,
      skills,
      exported,
      foreign,
      launcher,
      platform,
      version,
    });
    // Which of a client's configs is the right one is a person's to say: none of them is touched until then.
    const unclear = targets
      .filter(({ problem }) => problem !== undefined)
      .map(({ definition }) => definition.id);
    const rows = ledger.rows.filter(({ kind, client }) => kind !== 'server' || !unclear.includes(client));
    const observed = await observe(desired, rows);
    const present = new Set(targets.map(({ definition }) => definition.id));
    const items = plan({ desired, rows, observed, present });
    const running = await this.runningAmong(items);
    return { clients, skills, running, items: items.map((item) => whileRunning(item, running)) };
  }

  /** @returns how what stands at a place differs from what should, as a unified diff; empty where it does not */
  async diff(item: PlannedItem): Promise<string> {
    const { diffOfPlace } = await import('./place-diff.ts');
    const { registry } = this.dependencies;
    return diffOfPlace(item, async (id) => registry.exportAgentSkill(await registry.get(id)));
  }

  /** @returns by client id, whether it took up what was delivered to it; those without an entry of ours are left out */
  async confirmations(status: SyncStatus): Promise<ReadonlyMap<string, Confirmation>> {
    const { confirm, readHeartbeats } = await import('./heartbeats.ts');
    const beats = await readHeartbeats(this.dependencies.home.heartbeats);
    const ids = await Promise.all(beats.map(({ name }) => this.dependencies.clientNamed(name)));
    const confirmed = status.clients.flatMap(({ definition: { id } }): [string, Confirmation][] => {
      const items = status.items.filter(({ client }) => client === id);
      const own = beats.filter((_beat, index) => ids[index] === id);
      const confirmation = confirm(items, own);
      return confirmation === undefined ? [] : [[id, confirmation]];
    });
    return new Map(confirmed);
  }

  /** @returns by client id, which skills it sees on disk: ours, and those that are not */
  async sees(clients: readonly LocatedClient[]): Promise<ReadonlyMap<string, readonly SeenSkill[]>> {
    const { rows } = await readLedger(this.dependencies.home.ledger);
    const [{ readSkillsOnDisk }, { whatClientSees }] = await Promise.all([
      import('./skills-on-disk.ts'),
      import('../client/what-clients-see.ts'),
    ]);
    const onDisk = await readSkillsOnDisk(
      clients.flatMap(({ skillRoots }) => skillRoots),
      rows,
    );
    return new Map(clients.map((client) => [client.definition.id, whatClientSees(client, onDisk)]));
  }

  /** Delivers what is wanted and takes away what no longer is, touching nothing that is not as we left it. */
  async sync(options: SyncOptions = {}): Promise<SyncResult> {
    return this.change('sync', options, (item) => item.action);
  }

  /** Mends what drifted. Safe repairs only, unless the options say what becomes of edits. */
  async repair(options: RepairOptions = {}): Promise<SyncResult> {
    const { ids, edited = 'ask' } = options;
    if (edited === 'adopt') return this.adopt(options);
    return this.change('repair', options, (item) => {
      const asked = item.drifted && (ids === undefined || ids.includes(item.id));
      if (!asked) return undefined;
      if (item.state !== 'edited' || edited === 'ask') return item.action;
      if (edited === 'keep') return item.desired === undefined ? 'forget' : 'keep';
      return item.desired === undefined ? 'remove' : 'update';
    });
  }

  /**
   * Takes the last sync, repair or undo back as a whole.
   * @throws AiosError `nothing_to_undo`
   */
  async undo({ dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<UndoResult> {
    const { undoLast } = await import('./undo.ts');
    const snapshots = await this.snapshots();
    const running = (clients: readonly string[]): Promise<ReadonlySet<string>> =>
      runningClients(clients, this.dependencies);
    return this.underLock(dryRun, () => undoLast({ ...this.dependencies, snapshots, running, dryRun }));
  }

  /** Makes edited skills the installed versions, then delivers them wherever they belong. */
  private adopt(options: RepairOptions): Promise<SyncResult> {
    const { ids, dryRun = false } = options;
    return this.underLock(dryRun, async () => {
      const { adoptSkills } = await import('./adopt.ts');
      const { items } = await this.status(options.clients);
      const asked = inScope(items, options.clients).filter(
        ({ id, state }) => state === 'edited' && (ids === undefined || ids.includes(id)),
      );
      const adopted = await adoptSkills(asked, this.dependencies, dryRun);
      const skills = adopted.skills.map(({ id }) => id);
      const context = { operation: 'repair' as const, adopted: adopted.skills };
      const { changes, errors } = await this.plain({ dryRun }, context, (item) => {
        if (dryRun || item.kind !== 'skill' || !skills.includes(item.id)) return undefined;
        // A typed skill’s copy is made anew: it has another version in it.
        return item.state === 'edited' && adopted.paths.includes(item.path) ? 'update' : item.action;
      });
      return { changes: [...adopted.changes, ...changes], errors: [...adopted.errors, ...errors] };
    });
  }

  private change(
    operation: OperationKind,
    options: SyncOptions,
    /** What to do about a place; undefined leaves it out, problems included. */
    choose: (item: PlannedItem) => PlannedAction | undefined,
  ): Promise<SyncResult> {
    return this.underLock(options.dryRun ?? false, () => this.plain(options, { operation }, choose));
  }

  private async snapshots(): Promise<Snapshots> {
    const { Snapshots: Kept } = await import('./snapshots.ts');
    return new Kept(this.dependencies.home.snapshots);
  }

  private underLock<T>(dryRun: boolean, work: () => Promise<T>): Promise<T> {
    return dryRun ? work() : withLock(join(this.dependencies.home.locks, 'sync'), work);
  }

  private async plain(
    options: SyncOptions,
    {
      operation,
      adopted,
    }: { readonly operation: OperationKind; readonly adopted?: readonly SnapshotSkill[] },
    choose: (item: PlannedItem) => PlannedAction | undefined,
  ): Promise<SyncResult> {
    const { home, clock, registry, installLauncher, log } = this.dependencies;
    const { items, skills, clients } = await this.status(options.clients);
    const context: ApplyContext = {
      home,
      clock,
      log,
      snapshots: await this.snapshots(),
      operation,
      ...(adopted && { adopted }),
      installLauncher,
      exportSkill: async (id) => {
        const skill = skills.find(({ manifest }) => manifest.id === id) ?? (await registry.get(id));
        return registry.exportAgentSkill(skill);
      },
      dryRun: options.dryRun ?? false,
    };
    const wanted = inScope(items, options.clients).flatMap((item) => {
      const action = choose(item);
      return action === undefined ? [] : [{ item, action }];
    });
    const running = await this.runningAmong(wanted.map(({ item, action }) => ({ ...item, action })));
    const chosen = wanted.map(({ item, action }) => ({
      item,
      action: whileRunning({ ...item, action }, running).action,
    }));
    // The editors of configs come with it, which no start may wait for.
    const { applyItems } = await import('./apply.ts');
    const { changes, errors } = await applyItems(chosen, context);
    return { changes, errors: [...errors, ...unclearClients(clients, skills, options.clients)] };
  }

  /** Asked only where something would be written. */
  private runningAmong(items: readonly PlannedItem[]): Promise<ReadonlySet<string>> {
    const written = items.filter(({ kind, action }) => kind === 'server' && isWriting(action));
    return runningClients(
      written.map(({ client }) => client),
      this.dependencies,
    );
  }
}

function inScope(items: readonly PlannedItem[], only: readonly string[] | undefined): PlannedItem[] {
  return items.filter(({ readers }) => only === undefined || readers.some((reader) => only.includes(reader)));
}

/** What is to be written to a client that runs, and would write over it, waits. */
function whileRunning(item: PlannedItem, running: ReadonlySet<string>): PlannedItem {
  const waits = item.kind === 'server' && isWriting(item.action) && running.has(item.client);
  return waits ? { ...item, action: 'waiting' } : item;
}

/** The clients that would be delivered to, were it clear which of their configs is the right one. */
function unclearClients(
  clients: readonly LocatedClient[],
  skills: readonly InstalledSkill[],
  only: readonly string[] | undefined,
): SyncError[] {
  return clients.flatMap(({ definition: { id: client }, detected, configPath: path, problem }) => {
    const isMeant = only === undefined ? detected : only.includes(client);
    if (problem === undefined || !isMeant || !skills.some((skill) => isEnabledFor(skill, client))) return [];
    const { code, message, remedy } = problem;
    return { client, code, message, path, remedy };
  });
}
