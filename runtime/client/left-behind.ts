import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { ClientDefinition } from './client-definition.ts';
import { loadConfigFormat } from './formats/config-formats.ts';
import type { LocatedClient } from './locate.ts';
import { serverName } from './server-entry.ts';

/** Servers of a person's that stand where a client's predecessor had them, and not where the client has its own. */
export interface LeftBehind {
  readonly client: ClientDefinition;
  readonly predecessor: ClientDefinition;
  /** The predecessor's config. */
  readonly from: string;
  /** The client's. */
  readonly to: string;
  readonly servers: readonly string[];
}

/**
 * Finds what a person may want to take along to a client from its predecessor. Reads only: whether it is wanted there is
 * theirs to say. Our own server is none of them, and a file that cannot be read holds none.
 */
export async function findLeftBehind(clients: readonly LocatedClient[]): Promise<LeftBehind[]> {
  const found = await Promise.all(
    clients.map(async ({ definition, detected, configPath: to }): Promise<LeftBehind[]> => {
      const before = clients.find((other) => other.definition.id === definition.predecessor?.value);
      if (!detected || before === undefined) return [];
      const { definition: predecessor, configPath: from } = before;
      const [own, earlier] = await Promise.all([serversOf(definition, to), serversOf(predecessor, from)]);
      const servers = earlier.filter((name) => name !== serverName && !own.includes(name));
      return servers.length === 0 ? [] : [{ client: definition, predecessor, from, to, servers }];
    }),
  );
  return found.flat();
}

async function serversOf({ format, serversKey }: ClientDefinition, file: string): Promise<readonly string[]> {
  try {
    const bytes = await readIfPresent(file, maxConfigBytes);
    return bytes ? (await loadConfigFormat(format.value)).readKeys(file, bytes, serversKey.value) : [];
  } catch {
    return [];
  }
}
