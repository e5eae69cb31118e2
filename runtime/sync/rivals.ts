import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ClientDefinition } from '../client/client-definition.ts';
import type { JsonValue } from '../client/formats/config-format.ts';
import { loadConfigFormat } from '../client/formats/config-formats.ts';
import type { LocatedClient } from '../client/locate.ts';
import { serverName } from '../client/server-entry.ts';
import { startsOurServer } from '../client/starts-our-server.ts';
import { maxConfigBytes, readIfPresent } from '../files/read-bounded.ts';
import type { Environment } from '../ports.ts';
import { readSkillsOnDisk } from './skills-on-disk.ts';
import type { SyncStatus } from './sync.ts';

/** What a client finds beside what is delivered to it. Told of only: nothing of it is ours to change. */
export interface Rival {
  readonly client: string;
  readonly kind: 'server' | 'skill';
  /** The server's name, or our id of the skill that it rivals. */
  readonly id: string;
  readonly path: string;
  /** `duplicate` is shown as well, or may be; `shadowed` is what ours is in this project. */
  readonly state: 'duplicate' | 'shadowed';
  readonly message: string;
  readonly remedy: string;
}

export interface RivalSearch {
  /** What our entries start, absolute. */
  readonly launcher: string;
  readonly environment: Environment;
  /** A project that the person trusts, absolute: its own files count too. They are read, and never written. */
  readonly project?: string | undefined;
}

/**
 * Finds what would have a client start our server twice or show a skill twice: entries under another name, and in a
 * project its own entries and skills. A file that cannot be read says nothing.
 */
export async function findRivals(status: SyncStatus, search: RivalSearch): Promise<Rival[]> {
  const detected = status.clients.filter((client) => client.detected && client.problem === undefined);
  const found = await Promise.all(
    detected.map(async (client) => [
      ...(await serverRivals(client, status, search)),
      ...(await skillRivals(client, status, search.project)),
    ]),
  );
  return found.flat();
}

async function serverRivals(
  { definition, configPaths }: LocatedClient,
  { items }: SyncStatus,
  { launcher, environment, project }: RivalSearch,
): Promise<Rival[]> {
  const { id: client, name: clientName } = definition;
  const isThere = items.some(
    ({ kind, client: owner, row, observation }) =>
      kind === 'server' && owner === client && row !== undefined && observation.kind === 'present',
  );
  if (!isThere) return [];
  const isOurs = (entry: JsonValue): boolean => startsOurServer(entry, launcher, environment);
  const rivals: Rival[] = [];
  const rival = (id: string, path: string, state: Rival['state'], message: string, remedy: string): void =>
    void rivals.push({ client, kind: 'server', id, path, state, message, remedy });
  for (const path of configPaths) {
    for (const [name, entry] of await serversIn(path, definition, basename(launcher))) {
      if (name === serverName || !isOurs(entry)) continue;
      const message = `${path} starts AI OS a second time, as "${name}": ${clientName} has every tool of it twice.`;
      rival(name, path, 'duplicate', message, `Remove "${name}" from it if you do not need it.`);
    }
  }
  for (const path of project === undefined ? [] : projectPaths(project, definition.projectFiles.value)) {
    if (configPaths.includes(path)) continue;
    for (const [name, entry] of await serversIn(path, definition)) {
      if (isOurs(entry)) {
        const message = `The project’s ${path} starts AI OS too, as "${name}": ${clientName} may have every tool of it twice.`;
        rival(name, path, 'duplicate', message, `Remove "${name}" from it if the project does not need it.`);
      } else if (name === serverName) {
        const message = `The project’s ${path} has a server "${name}" that is not AI OS: ${clientName} may start that one instead.`;
        rival(name, path, 'shadowed', message, 'Give the project’s server another name.');
      }
    }
  }
  return rivals;
}

/**
 * @param word what the file must hold more than once, to be looked into at all: most hold it once, in our own entry
 * @returns the servers by name
 */
async function serversIn(
  path: string,
  { format, serversKey }: ClientDefinition,
  word?: string,
): Promise<[string, JsonValue][]> {
  try {
    const bytes = await readIfPresent(path, maxConfigBytes);
    if (bytes === undefined) return [];
    if (word !== undefined && bytes.indexOf(word) === bytes.lastIndexOf(word)) return [];
    const servers = (await loadConfigFormat(format.value)).readEntry(path, bytes, serversKey.value);
    const isObject = typeof servers === 'object' && servers !== null && !Array.isArray(servers);
    return isObject ? Object.entries(servers) : [];
  } catch {
    return [];
  }
}

async function skillRivals(
  { definition, skillRoots }: LocatedClient,
  { items }: SyncStatus,
  project: string | undefined,
): Promise<Rival[]> {
  if (project === undefined) return [];
  const { id: client, name: clientName, sameName, projectSkillRoots } = definition;
  const ours = items.filter(
    ({ kind, readers, row, observation }) =>
      kind === 'skill' && row !== undefined && observation.kind !== 'absent' && readers.includes(client),
  );
  if (ours.length === 0) return [];
  const roots = projectPaths(project, projectSkillRoots.value).filter((root) => !skillRoots.includes(root));
  const onDisk = [...(await readSkillsOnDisk(roots, [])).values()].flat();
  const rivals: Rival[] = [];
  for (const { name, path } of onDisk) {
    const delivered = ours.find((item) => basename(item.path) === name);
    if (delivered === undefined || (await isSameFolder(path, delivered.path))) continue;
    const shown = sameName.value === 'first-wins' ? 'shows one of the two' : 'may show both';
    rivals.push({
      client,
      kind: 'skill',
      id: delivered.id,
      path,
      state: 'duplicate',
      message: `${path} is the project’s own skill "${name}", beside the one that AI OS delivers: ${clientName} ${shown}.`,
      remedy: `Rename one of them, or run \`aios disable ${delivered.id} --client ${client}\`, then \`aios sync\`.`,
    });
  }
  return rivals;
}

function projectPaths(project: string, paths: readonly string[]): string[] {
  return paths.map((path) => join(project, ...path.split('/')));
}

async function isSameFolder(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
  return first === second;
}
