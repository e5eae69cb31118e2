import { dirname } from 'node:path';
import { ensurePrivateFolder, writeFileAtomically } from '../files/atomic-write.ts';
import { readIfPresent } from '../files/read-bounded.ts';

const maxBytes = 1024 * 1024;

/** Names of the servers that were taken along to a client from its predecessor, by the client's id. */
export type TakenAlong = Readonly<Record<string, readonly string[]>>;

/**
 * Reads what was taken along already: whoever removed one of them since is not offered it again. It decides nothing
 * else, so that a file that cannot be read is as good as none.
 *
 * @param file absolute path of our own record
 */
export async function readTakenAlong(file: string): Promise<TakenAlong> {
  try {
    const bytes = await readIfPresent(file, maxBytes);
    const value = bytes && (JSON.parse(bytes.toString('utf8')) as { format?: unknown; servers?: unknown });
    return value?.format === 1 && isTakenAlong(value.servers) ? value.servers : {};
  } catch {
    return {};
  }
}

/**
 * Adds to the record. To be called under the lock only.
 * @throws AiosError `file_…`
 */
export async function recordTakenAlong(
  file: string,
  client: string,
  servers: readonly string[],
): Promise<void> {
  const earlier = await readTakenAlong(file);
  const all = [...new Set([...(earlier[client] ?? []), ...servers])].sort();
  await ensurePrivateFolder(dirname(file));
  const text = JSON.stringify({ format: 1, servers: { ...earlier, [client]: all } }, undefined, 1);
  await writeFileAtomically(file, `${text}\n`);
}

function isTakenAlong(value: unknown): value is TakenAlong {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (names) => Array.isArray(names) && names.every((name) => typeof name === 'string'),
  );
}
