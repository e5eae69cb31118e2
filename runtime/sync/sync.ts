import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { type LocatedClient, locateClients } from '../client/locate.ts';
import { type SeenSkill, whatClientSees } from '../client/what-clients-see.ts';
import { withLock } from '../files/lock.ts';
import type { Clock, Environment, Log } from '../ports.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import type { Registry } from '../registry/registry.ts';
import { folderName } from '../skill/export/folder-name.ts';
import { type ApplyContext, applyItems, type SyncChange, type SyncError } from './apply.ts';
import { Backups } from './backup.ts';
import { desiredDeliverables } from './desired.ts';
import { findForeignSkills } from './foreign-skills.ts';
import { type Delivered, readLedger } from './ledger.ts';
import { observe } from './observe.ts';
import { type PlannedAction, type PlannedItem, plan } from './plan.ts';
import { readSkillsOnDisk } from './skills-on-disk.ts';

export interface SyncDependencies {
  readonly home: AiosHome;
  readonly environment: Environment;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Log;
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
   * What becomes of places a person edited. `ask` leaves them, `keep` makes them the person's own, `restore`
   * puts ours back after keeping a copy.
   */
  readonly edited?: 'ask' | 'keep' | 'restore';
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
}

/** Keeps what is on clients' disks as the registry says: plans, applies, notices drift, repairs. */
export class Sync {
  private readonly dependencies: SyncDependencies;
  private readonly backups: Backups;

  constructor(dependencies: SyncDependencies) {
    this.dependencies = dependencies;
    this.backups = new Backups(dependencies.home.backups);
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
    return { clients, skills, items: plan({ desired, rows, observed }) };
  }

  /** @returns by client id, which skills it sees on disk: ours, and those that are not */
  async sees(clients: readonly LocatedClient[]): Promise<ReadonlyMap<string, readonly SeenSkill[]>> {
    const { rows } = await readLedger(this.dependencies.home.ledger);
    const onDisk = await readSkillsOnDisk(
      clients.flatMap(({ skillRoots }) => skillRoots),
      rows,
    );
    return new Map(clients.map((client) => [client.definition.id, whatClientSees(client, onDisk)]));
  }

  /** Delivers what is wanted and takes away what no longer is, touching nothing that is not as we left it. */
  async sync(options: SyncOptions = {}): Promise<SyncResult> {
    return this.change(options, (item) => item.action);
  }

  /** Mends what drifted. Safe repairs only, unless the options say what becomes of edits. */
  async repair(options: RepairOptions = {}): Promise<SyncResult> {
    const { ids, edited = 'ask' } = options;
    return this.change(options, (item) => {
      const asked = item.drifted && (ids === undefined || ids.includes(item.id));
      if (!asked) return undefined;
      if (item.state !== 'edited' || edited === 'ask') return item.action;
      if (edited === 'keep') return item.desired === undefined ? 'forget' : 'keep';
      return item.desired === undefined ? 'remove' : 'update';
    });
  }

  private async change(
    options: SyncOptions,
    /** What to do about a place; undefined leaves it out, problems included. */
    choose: (item: PlannedItem) => PlannedAction | undefined,
  ): Promise<SyncResult> {
    const { home, clock, registry, installLauncher, log } = this.dependencies;
    const work = async (): Promise<SyncResult> => {
      const { items, skills, clients } = await this.status(options.clients);
      const inScope = items.filter(
        ({ readers }) =>
          options.clients === undefined || readers.some((reader) => options.clients?.includes(reader)),
      );
      const context: ApplyContext = {
        home,
        clock,
        log,
        backups: this.backups,
        installLauncher,
        exportSkill: async (id) => {
          const skill = skills.find(({ manifest }) => manifest.id === id) ?? (await registry.get(id));
          return registry.exportAgentSkill(skill);
        },
        dryRun: options.dryRun ?? false,
      };
      const chosen = inScope.flatMap((item) => {
        const action = choose(item);
        return action === undefined ? [] : [{ item, action }];
      });
      const { changes, errors } = await applyItems(chosen, context);
      return { changes, errors: [...errors, ...unclearClients(clients, skills, options.clients)] };
    };
    return options.dryRun ? work() : withLock(join(home.locks, 'sync'), work);
  }
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
