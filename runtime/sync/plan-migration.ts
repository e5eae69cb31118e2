import { type ConfigEntry, configEntryOf } from '../client/config-entry.ts';
import { convertEntry } from '../client/convert-entry.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import { type LeftBehind, leftBehindIn, type Succession, successionsAmong } from '../client/left-behind.ts';
import { type LocatedClient, locateClients } from '../client/locate.ts';
import { readTakenAlong } from '../client/taken-along.ts';
import { AiosError, fileError } from '../errors.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { SyncError } from './apply.ts';
import { clientRunning } from './client-running.ts';
import type { ConfigEdit } from './edit-config.ts';
import type { MigrationDependencies, MigrationOptions } from './migration.ts';
import { type RunningClients, runningClients } from './running-clients.ts';

/** A server that is to be taken along. */
interface TakenServer {
  readonly id: string;
  /** Its place in the client's config. */
  readonly entry: ConfigEntry;
  readonly value: JsonValue;
}

/** What is to be taken along to one client. */
export interface Taking {
  readonly left: LeftBehind;
  readonly servers: readonly TakenServer[];
  /** What becomes of the client's config. */
  readonly foreseen: ConfigEdit;
}

/**
 * Says what is to be taken along, and what keeps some of it from that, without writing anything.
 * @throws AiosError `server_unknown` for a name that no predecessor has
 */
export async function planMigration(
  { servers: asked, client: only }: MigrationOptions,
  dependencies: MigrationDependencies,
): Promise<{ takings: Taking[]; errors: SyncError[] }> {
  const { environment, home } = dependencies;
  const taken = await readTakenAlong(home.takenAlong);
  const successions = successionsAmong(await locateClients(environment)).filter(
    ({ client }) => only === undefined || client.definition.id === only,
  );
  const ids = successions.map(({ client }) => client.definition.id);
  const running = await runningClients(ids, dependencies);
  const takings: Taking[] = [];
  const errors: SyncError[] = [];
  const known = new Set<string>();
  for (const succession of successions) {
    try {
      const left = await leftBehindIn(succession, taken);
      const offered = [...left.servers, ...left.removed];
      for (const name of [...offered, ...left.present]) known.add(name);
      const wanted = asked === undefined ? left.servers : offered.filter((name) => asked.includes(name));
      errors.push(...left.present.filter((name) => asked?.includes(name)).map((name) => isThere(name, left)));
      if (wanted.length > 0) takings.push(await planTaking(wanted, left, succession, running));
    } catch (error) {
      errors.push(errorOf(error, succession));
    }
  }
  const unknown = asked?.filter((name) => !known.has(name)) ?? [];
  // A file that could not be read may have them.
  if (unknown.length > 0 && errors.length === 0) throw serverUnknown(unknown);
  return { takings, errors };
}

/**
 * @returns a config with the servers in it; one that stands there by the same name already stays as it is
 * @throws AiosError `config_…`
 */
export function withServers(
  servers: readonly TakenServer[],
  bytes: Uint8Array | undefined,
): Uint8Array | undefined {
  return servers.reduce(
    (now, { entry, value }) => (hasEntry(entry, now) ? now : entry.set(now, value).bytes),
    bytes,
  );
}

export function hasEntry(entry: ConfigEntry, bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && entry.read(bytes) !== undefined;
}

/** What is said of a server that a client has one of by the same name already. */
export function isThere(name: string, { client, predecessor, to }: LeftBehind): SyncError {
  return {
    client: client.id,
    code: 'server_present',
    message: `${client.name} has a server "${name}" already; it was left as it is.`,
    path: to,
    remedy: `Rename or remove it there if you want the one of ${predecessor.name}.`,
  };
}

async function planTaking(
  names: readonly string[],
  left: LeftBehind,
  { client }: Succession,
  running: RunningClients,
): Promise<Taking> {
  refuseUnclear(client);
  const { client: definition, predecessor, from, to } = left;
  if (running.has(definition.id)) {
    const { message, ...about } = clientRunning(
      { client: definition.id, path: to },
      running.get(definition.id),
    );
    throw new AiosError(message, about);
  }
  const bytes = await readIfPresent(from, maxConfigBytes);
  const servers = await Promise.all(
    names.map(async (id): Promise<TakenServer> => {
      const found = bytes && (await configEntryOf(predecessor.id, id, from)).read(bytes);
      if (!isServer(found)) throw notServer(id, from);
      if (!isExact(found)) throw notExact(id, from, to);
      const entry = await configEntryOf(definition.id, id, to);
      return { id, entry, value: convertEntry(found, predecessor, definition) };
    }),
  );
  const before = await readIfPresent(to, maxConfigBytes);
  return { left, servers, foreseen: { before, after: withServers(servers, before) } };
}

/** Which of a client's configs is the right one is a person's to say: none of them is touched until then. */
function refuseUnclear({ problem, configPath }: LocatedClient): void {
  if (problem === undefined) return;
  const { code, message, remedy } = problem;
  throw new AiosError(message, { code, remedy, file: configPath });
}

function isServer(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether every number survives being read and written again: an integer of 64 bits does not. */
function isExact(value: JsonValue): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isExact);
}

function errorOf(error: unknown, { client: { definition, configPath } }: Succession): SyncError {
  const { code, message, remedy, file } = fileError(error, 'take servers along to', configPath);
  return { client: definition.id, code, message, path: file ?? configPath, remedy };
}

function notServer(id: string, file: string): AiosError {
  return new AiosError(`"${id}" in ${file} is no server, so nothing was taken along from there.`, {
    code: 'server_not_object',
    remedy: 'Take it out there, or name the servers to take along.',
    file,
  });
}

function notExact(id: string, from: string, to: string): AiosError {
  return new AiosError(`"${id}" in ${from} holds a number that would lose its last digits.`, {
    code: 'server_not_exact',
    remedy: `Copy that server to ${to} by hand, and name the others to take along.`,
    file: from,
  });
}

function serverUnknown(names: readonly string[]): AiosError {
  const list = names.map((name) => `"${name}"`).join(', ');
  return new AiosError(`There is no server ${list} to take along.`, {
    code: 'server_unknown',
    remedy: 'Run `aios migrate --dry-run` to see what there is.',
  });
}
