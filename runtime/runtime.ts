import { aiosHome } from './aios-home.ts';
import { type Disposable, DisposableStore } from './disposable.ts';
import type { Finding } from './doctor.ts';
import { messageOf } from './errors.ts';
import { launcherPath } from './mcp/launcher-path.ts';
import type { NetworkPolicy } from './net/network-policy.ts';
import type { Ports } from './ports.ts';
import { Installer } from './registry/installer.ts';
import { LinkedSkills } from './registry/linked.ts';
import { installsOf, operationsOf } from './registry/operations.ts';
import type { Project } from './registry/project/project.ts';
import { Registry } from './registry/registry.ts';
import type { Restorer } from './registry/restorer.ts';
import { SkillSearch } from './registry/search.ts';
import { Updater } from './registry/updater.ts';
import { Store } from './store/store.ts';
import { Sync } from './sync/sync.ts';
import { systemProcesses } from './sync/system-processes.ts';
import { DriftWatch } from './sync/watch.ts';
import { version } from './version.ts';

/** A project's skills, and what brings some in. */
export interface OpenProject {
  readonly project: Project;
  readonly installer: Installer;
  readonly restorer: Restorer;
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
  readonly driftWatch: DriftWatch;
  /** Makes sure the launcher that clients' configs name is there and names this host's runtime. */
  refreshLauncher(): Promise<void>;
  examine(): Promise<Finding[]>;
  /** Begins to watch for drift, and offers this host's JavaScript runtime to servers that clients start. */
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
  const network = (): NetworkPolicy => ({ allowedPrivateHosts: ports.allowedPrivateHosts?.() ?? [] });
  const installer = new Installer({ home, place: registry, clock, environment, network });
  const linked = new LinkedSkills(registry, installer, log);
  const sync = new Sync({
    refreshLinked: () => linked.refresh(),
    home,
    environment,
    registry,
    clock,
    log,
    processes: ports.processes ?? systemProcesses(environment),
    clientNamed: async (name) => (await import('./mcp/clients/family-table.ts')).familyOf(name).id,
    version,
    launcher,
    installLauncher: refreshLauncher,
  });
  const driftWatch = owned.register(new DriftWatch({ sync, home, log, watcher: ports.watcher }));
  return {
    version,
    registry,
    installer,
    updater: new Updater(registry, installer),
    openRestorer: async () => new (await import('./registry/restorer.ts')).Restorer(registry, installer),
    search: new SkillSearch({ environment, network }),
    linked,
    openProject: async (folder) => {
      const [{ Project }, { Restorer }] = await Promise.all([
        import('./registry/project/project.ts'),
        import('./registry/restorer.ts'),
      ]);
      const project = new Project(folder, home.locks);
      const into = new Installer({ home, place: project, clock, environment, network });
      return { project, installer: into, restorer: new Restorer(project, into) };
    },
    store,
    sync,
    driftWatch,
    refreshLauncher,
    examine: async () => (await import('./doctor.ts')).examine({ ports, home, registry, sync, launcher }),
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
      driftWatch.start();
    },
    dispose: () => owned.dispose(),
  };
}
