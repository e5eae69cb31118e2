import type { LocatedClient } from '../client/locate.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import { type ApplyContext, applyItems, type SyncError } from './apply.ts';
import { choosePlaces } from './choose-places.ts';
import { lookAtAll, runningAmong, type Scope, whileRunning } from './look-at-all.ts';
import type { PlannedAction, PlannedItem } from './plan.ts';
import { type OperationKind, type SnapshotSkill, Snapshots } from './snapshots.ts';
import { findStillSeen } from './still-seen.ts';
import type { SyncDependencies, SyncOptions, SyncResult } from './sync.ts';
import { tidyBegun } from './tidy-configs.ts';

/** What changes places, and on whose behalf. */
export interface PlaceChange extends Pick<Scope, 'skillNameIn'> {
  readonly operation: OperationKind;
  readonly adopted?: readonly SnapshotSkill[];
  /** As in `Scope`. Default: the clients that are meant. */
  readonly also?: readonly string[];
  /** What to do about a place; undefined leaves it out, problems included. */
  readonly choose: (item: PlannedItem) => PlannedAction | undefined;
}

/** Looks at everything and does what is chosen. Only under the lock, but for a dry run. */
export async function changePlaces(
  dependencies: SyncDependencies,
  options: SyncOptions,
  { operation, adopted, also = options.clients, choose, skillNameIn }: PlaceChange,
): Promise<SyncResult> {
  const { home, clock, registry, installLauncher, log } = dependencies;
  const { isQuit, despiteOffers = false } = options;
  const notOffered = despiteOffers ? options.clients : [];
  const scope = { also, isQuit: isQuit ?? [], notOffered, skillNameIn };
  const { items, skills, clients, leftAlone, rows, ...looked } = await lookAtAll(dependencies, scope);
  if (!options.dryRun) await tidyBegun(items.flatMap(({ row }) => row ?? []));
  const wanted = choosePlaces({ items, clients }, options, choose);
  const asked = wanted.map(({ item, action }) => ({ ...item, action }));
  const running = new Map([...looked.running, ...(await runningAmong(asked, dependencies, isQuit))]);
  const context: ApplyContext = {
    home,
    clock,
    log,
    snapshots: new Snapshots(home.snapshots),
    operation,
    ...(adopted && { adopted }),
    installLauncher,
    exportSkill: async (id) => {
      const skill = skills.find(({ manifest }) => manifest.id === id) ?? (await registry.get(id));
      return registry.exportAgentSkill(skill);
    },
    dryRun: options.dryRun ?? false,
    rows,
    running,
  };
  const chosen = wanted.map((one) => ({
    ...one,
    action: whileRunning({ ...one.item, action: one.action }, running).action,
  }));
  const { changes, errors } = await applyItems(chosen, context);
  const targets = clients.filter(({ definition }) => !leftAlone.has(definition.id));
  const stillSeen = findStillSeen({ items, clients, skills }, new Set(changes.map(({ path }) => path)));
  return {
    changes,
    errors: [...errors, ...unclearClients(targets, skills, options.clients)],
    ...(stillSeen.length > 0 && { stillSeen }),
  };
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
