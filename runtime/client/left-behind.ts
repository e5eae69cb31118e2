import { AiosError } from '../errors.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { ClientDefinition } from './client-definition.ts';
import { loadConfigFormat } from './formats/config-formats.ts';
import type { LocatedClient } from './locate.ts';
import { serverName } from './server-entry.ts';
import type { TakenAlong } from './taken-along.ts';

/** A client and the one it came after, both as they stand on this machine. */
export interface Succession {
  readonly client: LocatedClient;
  readonly predecessor: LocatedClient;
}

/** Servers of a person's that stand where a client's predecessor had them, and not where the client has its own. */
export interface LeftBehind {
  readonly client: ClientDefinition;
  readonly predecessor: ClientDefinition;
  /** The predecessor's config. */
  readonly from: string;
  /** The client's. */
  readonly to: string;
  /** Never taken along yet; empty where there are only `removed` ones. */
  readonly servers: readonly string[];
  /** Taken along once, and gone from the client since. Nobody wants to be asked about them again. */
  readonly removed: readonly string[];
  /** What both have by the same name. */
  readonly present: readonly string[];
}

/** @returns the clients that are there, with the one before each; those that came after none are left out */
export function successionsAmong(clients: readonly LocatedClient[]): Succession[] {
  return clients.flatMap((client): Succession[] => {
    const predecessor = clients.find(
      ({ definition }) => definition.id === client.definition.predecessor?.value,
    );
    return client.detected && predecessor !== undefined ? [{ client, predecessor }] : [];
  });
}

/**
 * Finds what a person may want to take along to a client from its predecessor. Reads only: whether it is wanted there is
 * theirs to say. Our own server is none of them, and a file that cannot be read holds none.
 */
export async function findLeftBehind(
  clients: readonly LocatedClient[],
  taken: TakenAlong = {},
): Promise<LeftBehind[]> {
  const found = await Promise.all(
    successionsAmong(clients).map(async (succession): Promise<LeftBehind[]> => {
      try {
        const left = await leftBehindIn(succession, taken);
        return left.servers.length + left.removed.length === 0 ? [] : [left];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}

/** @throws AiosError `config_…`, `file_…` for the one of the two files that cannot be read */
export async function leftBehindIn(succession: Succession, taken: TakenAlong): Promise<LeftBehind> {
  const { definition: client, configPath: to } = succession.client;
  const { definition: predecessor, configPath: from } = succession.predecessor;
  const [own, earlier] = await Promise.all([serversOf(client, to), serversOf(predecessor, from)]);
  const theirs = earlier.filter((name) => name !== serverName);
  const missing = theirs.filter((name) => !own.includes(name));
  const wasTaken = (name: string): boolean => taken[client.id]?.includes(name) ?? false;
  return {
    client,
    predecessor,
    from,
    to,
    servers: missing.filter((name) => !wasTaken(name)),
    removed: missing.filter(wasTaken),
    present: theirs.filter((name) => own.includes(name)),
  };
}

async function serversOf({ format, serversKey }: ClientDefinition, file: string): Promise<readonly string[]> {
  const bytes = await readIfPresent(file, maxConfigBytes);
  if (bytes === undefined) return [];
  try {
    return (await loadConfigFormat(format.value)).readKeys(file, bytes, serversKey.value);
  } catch (error) {
    // Windsurf makes its file before it has anything to put into it.
    if (AiosError.is(error, 'config_empty')) return [];
    throw error;
  }
}
