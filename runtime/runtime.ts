import { aiosHome } from './aios-home.ts';
import { type Disposable, DisposableStore } from './disposable.ts';
import { examine, type Finding } from './doctor.ts';
import { messageOf } from './errors.ts';
import { installLauncher, launcherPath } from './mcp/install-launcher.ts';
import type { Ports } from './ports.ts';
import { Registry } from './registry/registry.ts';
import { Sync } from './sync/sync.ts';
import { DriftWatch } from './sync/watch.ts';
import { version } from './version.ts';

/** What a host works with. */
export interface Runtime extends Disposable {
  readonly version: string;
  readonly registry: Registry;
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
  const refreshLauncher = (): Promise<void> =>
    installLauncher({ folder: home.bin, platform, javascript, serverBundle });
  const registry = new Registry(home, clock, log);
  const sync = new Sync({
    home,
    environment,
    registry,
    clock,
    log,
    version,
    launcher,
    installLauncher: refreshLauncher,
  });
  const driftWatch = owned.register(new DriftWatch({ sync, home, log, watcher: ports.watcher }));
  return {
    version,
    registry,
    sync,
    driftWatch,
    refreshLauncher,
    examine: () => examine({ ports, home, registry, sync, launcher }),
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
