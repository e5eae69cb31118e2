import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import { configEntryOf } from './config-entry.ts';
import { serverName } from './server-entry.ts';

/**
 * @param client id in the matrix, for the form of the file
 * @param path of the config
 * @returns whether a server of our name stands there, whoever put it there; not so where the file cannot be read,
 *   since the client then gets none from it either
 */
export async function hasServerEntry(client: string, path: string): Promise<boolean> {
  try {
    const bytes = await readIfPresent(path, maxConfigBytes);
    if (bytes === undefined) return false;
    return (await configEntryOf(client, serverName, path)).read(bytes) !== undefined;
  } catch {
    return false;
  }
}
