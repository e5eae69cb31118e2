import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import { findLeftBehind, type LeftBehind } from '../client/left-behind.ts';
import { locateClients } from '../client/locate.ts';
import { readTakenAlong, recordTakenAlong } from '../client/taken-along.ts';
import { fileError } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import type { Clock, Environment, Log, Processes } from '../ports.ts';
import type { SyncChange, SyncError } from './apply.ts';
import { type Blobs, captureEdit, sameState } from './capture.ts';
import { type ConfigEdit, editConfig } from './edit-config.ts';
import { hasEntry, isThere, planMigration, type Taking, withServers } from './plan-migration.ts';
import type { FileEdit } from './preview.ts';
import { type SnapshotPlace, Snapshots } from './snapshots.ts';
import { afterFailure } from './take-snapshot.ts';

export interface MigrationDependencies {
  readonly home: AiosHome;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly log: Log;
  readonly processes: Processes;
}

export interface MigrationOptions {
  /** Names of the servers to take along; left out, all that never were. */
  readonly servers?: readonly string[];
  /** Id of the client to take them to; left out, every one that came after another. */
  readonly client?: string;
}

/** A server that was taken along. */
export interface Migrated extends SyncChange {
  /** Id of the client it comes from. */
  readonly predecessor: string;
  /** The config it stands in there. */
  readonly from: string;
}

export interface MigrationResult {
  readonly changes: readonly Migrated[];
  readonly errors: readonly SyncError[];
}

/**
 * Takes a person's own MCP servers along to a client from its predecessor, when asked to. The predecessor's config is
 * only read, what the client has already is never written over, and what was taken along stays the person's: no ledger
 * has it, and no sync touches it. An undo takes it back as it does a sync.
 */
export class Migration {
  private readonly dependencies: MigrationDependencies;

  constructor(dependencies: MigrationDependencies) {
    this.dependencies = dependencies;
  }

  /** @returns what there is to take along; a file that cannot be read has nothing */
  async offers(): Promise<LeftBehind[]> {
    const { environment, home } = this.dependencies;
    return findLeftBehind(await locateClients(environment), await readTakenAlong(home.takenAlong));
  }

  /**
   * Says what `migrate` would do, and what would become of clients' configs, without writing anything.
   * @throws AiosError `server_unknown`
   */
  async preview(
    options: MigrationOptions = {},
  ): Promise<MigrationResult & { readonly edits: readonly FileEdit[] }> {
    const { takings, errors } = await planMigration(options, this.dependencies);
    const edits = takings.map(({ left: { client, to }, foreseen }) => ({
      client: client.id,
      path: to,
      ...foreseen,
    }));
    return { changes: takings.flatMap(changesOf), errors, edits };
  }

  /** @throws AiosError `server_unknown` for a name that no predecessor has; `file_…` for our own files */
  async migrate(options: MigrationOptions = {}): Promise<MigrationResult> {
    const { home, log } = this.dependencies;
    return withLock(join(home.locks, 'sync'), async () => {
      const { takings, errors } = await planMigration(options, this.dependencies);
      const done = takings.length === 0 ? { changes: [], errors: [] } : await this.carryOut(takings);
      for (const { id, client, from, path } of done.changes)
        log.info(`migrate ${id} for ${client}: ${from} to ${path}`);
      const all = [...errors, ...done.errors];
      for (const error of all) log.warn(`${error.client}: ${error.message} ${error.remedy}`);
      return { changes: done.changes, errors: all };
    });
  }

  private async carryOut(takings: readonly Taking[]): Promise<MigrationResult> {
    const { home, clock, log } = this.dependencies;
    const snapshots = new Snapshots(home.snapshots);
    const blobs: Blobs = new Map();
    const foreseen = await Promise.all(takings.map((taking) => placesOf(taking, taking.foreseen, blobs)));
    const draft = { kind: 'migration' as const, places: foreseen.flat() };
    const snapshot = await snapshots.begin(draft, blobs, clock.now());
    const changes: Migrated[] = [];
    const errors: SyncError[] = [];
    const places: SnapshotPlace[] = [];
    for (const [index, taking] of takings.entries()) {
      const planned = foreseen[index] ?? [];
      try {
        const edit = await write(taking, log);
        places.push(...(await becomeOf(taking, planned, edit)));
        const late = taking.servers.filter(({ entry }) => hasEntry(entry, edit.before));
        errors.push(...late.map(({ id }) => isThere(id, taking.left)));
        const taken = { ...taking, servers: taking.servers.filter((server) => !late.includes(server)) };
        changes.push(...changesOf(taken));
      } catch (error) {
        const { client, to: path } = taking.left;
        const { code, message, remedy } = fileError(error, 'write', path);
        errors.push({ client: client.id, code, message, path, remedy });
        for (const place of planned) places.push(await afterFailure(place, code));
      }
    }
    const isIdle = places.every(({ files }) => files.every(({ before, after }) => sameState(before, after)));
    if (changes.length === 0 && isIdle) await snapshots.discard(snapshot);
    else await snapshots.finish(snapshot, places);
    for (const [client, taken] of Map.groupBy(changes, (change) => change.client)) {
      const names = taken.map(({ id }) => id);
      await recordTakenAlong(home.takenAlong, client, names);
    }
    return { changes, errors };
  }
}

function write({ left, servers }: Taking, log: Log): Promise<ConfigEdit> {
  const emptyText = servers[0]?.entry.emptyText ?? '';
  const holds = (bytes: Buffer): boolean => servers.every(({ entry }) => hasEntry(entry, bytes));
  return editConfig({ path: left.to, emptyText, log, holds }, (bytes) => withServers(servers, bytes));
}

function changesOf({ left: { client, predecessor, from, to }, servers }: Taking): Migrated[] {
  return servers.map(({ id }) => ({
    client: client.id,
    kind: 'server',
    id,
    action: 'create',
    path: to,
    readers: [client.id],
    predecessor: predecessor.id,
    from,
  }));
}

/** @returns a place for each server, all of the one file: an undo takes each of them back by itself where it must */
async function placesOf(
  { left: { client, to }, servers }: Taking,
  edit: ConfigEdit,
  blobs: Blobs,
): Promise<SnapshotPlace[]> {
  return Promise.all(
    servers.map(async ({ id }): Promise<SnapshotPlace> => {
      const place = { client: client.id, kind: 'server' as const, id, path: to };
      return { ...place, row: null, ...(await captureEdit(place, edit, blobs)) };
    }),
  );
}

async function becomeOf(
  taking: Taking,
  planned: readonly SnapshotPlace[],
  edit: ConfigEdit,
): Promise<SnapshotPlace[]> {
  const places = await placesOf(taking, edit, new Map());
  return places.map((place, index) => {
    const [was] = planned[index]?.files ?? [];
    const [is] = place.files;
    // Where the client wrote in between, what stood there at first is not what is to be put back as a whole.
    const isExact = was !== undefined && is !== undefined && sameState(was.before, is.before);
    return { ...place, files: isExact ? [{ ...was, after: is.after }] : [] };
  });
}
