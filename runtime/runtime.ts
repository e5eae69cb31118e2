import { join } from 'node:path';
import { type AiosHome, aiosHome } from './aios-home.ts';
import { Broker } from './broker/broker.ts';
import { launchOf } from './client/server-entry.ts';
import { type Disposable, DisposableStore } from './disposable.ts';
import type { Finding } from './doctor.ts';
import { AiosError, messageOf } from './errors.ts';
import { launcherPath } from './mcp/launcher-path.ts';
import type { NetworkPolicy } from './net/network-policy.ts';
import { proxySettingsOf } from './net/proxy-settings.ts';
import type { Environment, Ports, Processes } from './ports.ts';
import { Installer, type InstallerDependencies } from './registry/installer.ts';
import { LinkedSkills } from './registry/linked.ts';
import { installsOf, operationsOf } from './registry/operations.ts';
import type { Project } from './registry/project/project.ts';
import { Registry } from './registry/registry.ts';
import type { Restorer } from './registry/restorer.ts';
import { SkillSearch } from './registry/search.ts';
import { Updater } from './registry/updater.ts';
import type { ServerStatus, ServerStatusDependencies } from './server-status.ts';
import { Store } from './store/store.ts';
import type { TakenIn } from './store/take-in-spool.ts';
import type { Migration } from './sync/migration.ts';
import type { ProjectSync } from './sync/project-sync.ts';
import { Sync, type SyncDependencies } from './sync/sync.ts';
import { DriftWatch } from './sync/watch.ts';
import { version } from './version.ts';

/** A project's skills, and what brings some in. */
export interface OpenProject {
  readonly project: Project;
  readonly installer: Installer;
  readonly restorer: Restorer;
  readonly updater: Updater;
  /** Delivers them to the clients that work in the project. */
  readonly sync: ProjectSync;
}

/** What a host works with. */
export interface Runtime extends Disposable {
  readonly version: string;
  readonly registry: Registry;
  readonly installer: Installer;
  readonly updater: Updater;
  /** Opens what brings the registry to what its lock file says. */
  openRestorer(): Promise<Restorer>;
  readonly search: SkillSearch;
  readonly linked: LinkedSkills;
  /** Opens the skills of a project that the person trusts, or asked for by name. @param folder its root, absolute */
  openProject(folder: string): Promise<OpenProject>;
  readonly store: Store;
  readonly sync: Sync;
  /** Opens what takes a person's own servers along to a client from the one before it. */
  openMigration(): Promise<Migration>;
  readonly driftWatch: DriftWatch;
  /** Where other processes of the person reach this host, and this one the host that leads. */
  readonly broker: Broker;
  /** Takes in what `aios-mcp` recorded while no host ran. @throws AiosError `store_…`, `file_…` */
  takeInSpool(): Promise<TakenIn>;
  /** Opens what tells of the MCP server, which clients start. */
  openServerStatus(): Promise<ServerStatus>;
  /** What starts the MCP server: the same as in clients' configs. */
  readonly launch: { readonly command: string; readonly args: string[] };
  readonly home: AiosHome;
  /** Makes sure the launcher that clients' configs name is there and names this host's runtime. */
  refreshLauncher(): Promise<void>;
  examine(): Promise<Finding[]>;
  /**
   * Begins to watch for drift, runs for the place of the host that others reach, and offers this host's JavaScript
   * runtime to servers that clients start.
   */
  start(): void;
}

/** The one composition root: builds the domains from the host's ports and owns their disposal. Does no work itself. */
export function createRuntime(ports: Ports): Runtime {
  const owned = new DisposableStore();
  const { environment, javascript, serverBundle, clock, log } = ports;
  const { platform } = environment;
  const home = aiosHome(environment.aiosHome);
  const launcher = launcherPath(home.bin, platform);
  const refreshLauncher = async (): Promise<void> => {
    const { installLauncher } = await import('./mcp/install-launcher.ts');
    return installLauncher({ folder: home.bin, platform, javascript, serverBundle });
  };
  const store = owned.register(new Store(home, clock, log));
  const registry = new Registry(home, clock, log, (changes) =>
    store.history.record(operationsOf(changes, clock.now(), ports.host)),
  );
  owned.register(store.onReplaced(async () => store.history.seed(installsOf(await registry.list()))));
  const network = (): NetworkPolicy => ({
    allowedPrivateHosts: ports.allowedPrivateHosts?.() ?? [],
    proxies: proxySettingsOf(environment.variables),
  });
  const installer = new Installer({ home, place: registry, clock, environment, network });
  const updater = new Updater(registry, installer);
  const linked = new LinkedSkills(registry, installer, log, ports.mayRead);
  const processes = ports.processes ?? systemProcessesOf(environment);
  const sync = new Sync({
    refreshLinked: () => linked.refresh(),
    home,
    environment,
    registry,
    clock,
    log,
    processes,
    clientNamed: async (name) => (await import('./mcp/clients/family-table.ts')).familyOf(name).id,
    version,
    launcher,
    installLauncher: refreshLauncher,
    offersServerTo: ports.offersServerTo ?? (() => false),
  });
  const driftWatch = owned.register(new DriftWatch({ sync, home, log, watcher: ports.watcher }));
  const services = { home, registry, updater, store, linked };
  const broker = owned.register(new Broker({ home, log, version, host: ports.host ?? 'host', services }));
  const takeInSpool = async (): Promise<TakenIn> => {
    const intake = await import('./store/take-in-spool.ts');
    return intake.takeInSpool({
      folder: home.spool,
      lock: join(home.locks, 'spool'),
      runs: store.runs,
      log,
    });
  };
  return {
    version,
    launch: launchOf(launcher, platform),
    home,
    takeInSpool,
    openServerStatus: () =>
      openStatus({ home, clock, launcher, refreshLauncher, takeInSpool, runs: store.runs }),
    registry,
    installer,
    updater,
    openRestorer: async () => new (await import('./registry/restorer.ts')).Restorer(registry, installer),
    search: new SkillSearch({ environment, network }),
    linked,
    openProject: (folder) => openProjectAt(folder, { home, clock, environment, network, registry, log }),
    store,
    sync,
    openMigration: async () =>
      new (await import('./sync/migration.ts')).Migration({ home, environment, clock, log, processes }),
    driftWatch,
    broker,
    refreshLauncher,
    examine: async () =>
      (await import('./doctor.ts')).examine({ ports, home, registry, sync, launcher, broker }),
    start: () => {
      const first = owned.register(
        driftWatch.onStatus(({ items }) => {
          first.dispose();
          // Nothing is put on the disk of somebody who never delivered anything.
          if (!items.some(({ kind, row }) => kind === 'server' && row !== undefined)) return;
          refreshLauncher().catch((error: unknown) =>
            log.warn(`Could not refresh the launcher: ${messageOf(error)}`),
          );
        }),
      );
      owned.register(driftWatch.onStatus(() => void takeInQuietly(takeInSpool, store, log)));
      driftWatch.start();
      broker.start();
      registry.tidy().catch((error: unknown) => log.warn(`Could not tidy the registry: ${messageOf(error)}`));
    },
    dispose: () => owned.dispose(),
  };
}

/** Asked only where something would be written to a client that must not run meanwhile. */
function systemProcessesOf(environment: Environment): Processes {
  return {
    list: async () => (await import('./sync/system-processes.ts')).systemProcesses(environment).list(),
  };
}

async function openProjectAt(
  folder: string,
  dependencies: Omit<InstallerDependencies, 'place'> & Pick<SyncDependencies, 'registry' | 'log'>,
): Promise<OpenProject> {
  const [{ Project }, { Restorer }, { ProjectSync }] = await Promise.all([
    import('./registry/project/project.ts'),
    import('./registry/restorer.ts'),
    import('./sync/project-sync.ts'),
  ]);
  const project = new Project(folder, dependencies.home);
  const installer = new Installer({ ...dependencies, place: project });
  const sync = new ProjectSync({ ...dependencies, project });
  const locked = { list: () => project.listLocked(), get: (id: string) => project.get(id) };
  const updater = new Updater(locked, installer);
  return { project, installer, restorer: new Restorer(project, installer), updater, sync };
}

async function openStatus(dependencies: ServerStatusDependencies): Promise<ServerStatus> {
  const { ServerStatus: Status } = await import('./server-status.ts');
  return new Status(dependencies);
}

/** With every look, so at least once a minute: a folder that is empty costs next to nothing. */
async function takeInQuietly(
  takeInSpool: () => Promise<TakenIn>,
  store: Store,
  log: Ports['log'],
): Promise<void> {
  try {
    await takeInSpool();
  } catch (error) {
    if (AiosError.is(error)) store.complain(error);
    else log.warn(`Could not take in what clients ran: ${messageOf(error)}`);
  }
}
