import { locateClients } from '../client/locate.ts';
import { desiredDeliverables } from './desired.ts';
import { followLinks } from './follow-links.ts';
import { findForeignSkills, namesOf } from './foreign-skills.ts';
import { type Delivered, type LedgerRow, readLedger } from './ledger.ts';
import { readLeftAlone } from './left-alone.ts';
import { observe } from './observe.ts';
import { freshOffers } from './offers.ts';
import { isWriting, type PlannedItem, plan, waitsForDecision } from './plan.ts';
import { type RunningClients, runningClients } from './running-clients.ts';
import type { SkillNameIn } from './skill-names.ts';
import type { SyncDependencies, SyncOptions, SyncStatus } from './sync.ts';

/** What a look at everything takes into account besides the disk. */
export interface Scope extends Pick<SyncOptions, 'isQuit'> {
  /** Ids of clients to look at as well, not found here or left alone. */
  readonly also?: readonly string[] | undefined;
  /** Ids of the clients for which no other host's offer counts. */
  readonly notOffered?: readonly string[] | undefined;
  readonly skillNameIn: SkillNameIn;
}

/** What a look at everything found, and what it rests on. */
export interface Looked extends SyncStatus {
  /** The ledger's. */
  readonly rows: readonly LedgerRow[];
}

/** Looks at the clients, the registry, the ledger and what stands where, and plans. Changes nothing. */
export async function lookAtAll(
  dependencies: SyncDependencies,
  { also = [], isQuit = [], notOffered = [], skillNameIn }: Scope,
): Promise<Looked> {
  await dependencies.refreshLinked();
  const { registry, environment, home, clock, launcher, version } = dependencies;
  const [clients, skills, ledger, offers] = await Promise.all([
    locateClients(environment),
    registry.list(),
    readLedger(home.ledger),
    freshOffers(home.offers, clock),
  ]);
  const exported = new Map<string, Delivered>();
  for (const skill of skills) exported.set(skill.manifest.id, await registry.exportedDigests(skill));
  const leftAlone = new Set([...readLeftAlone(home.leftAlone)].filter((id) => !also.includes(id)));
  const here = clients.filter(({ detected, definition }) => detected || also.includes(definition.id));
  const targets = here.filter(({ definition }) => !leftAlone.has(definition.id));
  const rootsOf = (some: typeof clients): string[] => some.flatMap(({ skillRoots }) => skillRoots);
  const rows = followLinks(ledger.rows, rootsOf(clients));
  const names = new Set(skills.flatMap(({ manifest }) => namesOf(manifest)));
  const { platform } = environment;
  const offered = new Set(
    offers.filter(({ client }) => !notOffered.includes(client)).map(({ config }) => config),
  );
  const hasEntry = new Set(rows.filter(({ kind }) => kind === 'server').map(({ path }) => path));
  // Which of a client's configs is the right one is a person's to say: none of them is touched until then.
  const unclear = targets
    .filter(({ problem }) => problem !== undefined)
    .map(({ definition }) => definition.id);
  const clear = rows.filter(({ kind, client }) => kind !== 'server' || !unclear.includes(client));
  const present = new Set(here.map(({ definition }) => definition.id));
  const waits = waitsForDecision(targets, skills);
  const planWith = async (
    known: readonly LedgerRow[],
    owned: readonly LedgerRow[],
  ): Promise<PlannedItem[]> => {
    const desired = desiredDeliverables({
      clients: targets,
      skills,
      exported,
      foreign: findForeignSkills(rootsOf(targets), names, known, skillNameIn),
      launcher,
      platform,
      version,
      // Another host may have put one there, and would again: then it stays, and this host offers nothing.
      isOffered: (path) => !hasEntry.has(path) && (dependencies.offersServerTo(path) || offered.has(path)),
    });
    return plan({ desired, rows: owned, observed: await observe(desired, owned), present, waits });
  };
  const first = await planWith(rows, clear);
  // What is left to a person is theirs already where the rest of ours goes: one sync is enough.
  const left = first.filter(
    ({ kind, state, action }) => kind === 'skill' && state === 'edited' && action === 'forget',
  );
  const leftRows = new Set(left.map(({ row }) => row));
  const ours = (some: readonly LedgerRow[]): LedgerRow[] => some.filter((row) => !leftRows.has(row));
  const planned = left.length === 0 ? first : [...(await planWith(ours(rows), ours(clear))), ...left];
  const running = await runningAmong(planned, dependencies, isQuit);
  const items = planned.map((item) => whileRunning(item, running));
  return { clients, skills, running, leftAlone, items, rows };
}

/** @returns which of the clients run that something would be written for; asked only where there is any */
export function runningAmong(
  items: readonly PlannedItem[],
  dependencies: Pick<SyncDependencies, 'processes' | 'environment'>,
  isQuit: readonly string[] | undefined,
): Promise<RunningClients> {
  const written = items.filter(({ kind, action }) => kind === 'server' && isWriting(action));
  return runningClients(
    written.map(({ client }) => client),
    dependencies,
    isQuit,
  );
}

/** What is to be written to a client that runs, and would write over it, waits. */
export function whileRunning(item: PlannedItem, running: RunningClients): PlannedItem {
  const waits = item.kind === 'server' && isWriting(item.action) && running.has(item.client);
  return waits ? { ...item, action: 'waiting' } : item;
}
