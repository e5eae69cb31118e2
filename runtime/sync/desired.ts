import type { LocatedClient } from '../client/locate.ts';
import { serverName, stdioEntry } from '../client/server-entry.ts';
import { digestJson } from '../files/digest.ts';
import type { Environment } from '../ports.ts';
import { type InstalledSkill, isEnabledFor } from '../registry/installed-skill.ts';
import type { Delivered, DeliveryKind } from './ledger.ts';

/** One thing that should stand at one place. */
export interface Deliverable {
  readonly client: string;
  /** Every client that reads it there, `client` among them. */
  readonly readers: readonly string[];
  readonly kind: DeliveryKind;
  readonly id: string;
  readonly path: string;
  readonly version: string;
  readonly content: Delivered;
  /** For a server: the entry. For a skill: undefined, its files are asked for when they are written. */
  readonly entry: Readonly<Record<string, unknown>> | undefined;
}

export interface DesiredInput {
  /** The clients to deliver to. */
  readonly clients: readonly LocatedClient[];
  readonly skills: readonly InstalledSkill[];
  /** An installed skill as an agent skill: its content, by skill id. */
  readonly exported: ReadonlyMap<string, Delivered>;
  readonly launcher: string;
  readonly platform: Environment['platform'];
  /** Of the product, for the server's row. */
  readonly version: string;
}

/**
 * What should stand where. A client gets the server's entry when at least one skill is on for it. A skill is
 * copied once per set of readers: into a root that several clients read rather than into each one's own.
 */
export function desiredDeliverables(input: DesiredInput): Deliverable[] {
  return [...desiredServers(input), ...input.skills.flatMap((skill) => desiredCopies(skill, input))];
}

function desiredServers({ clients, skills, launcher, platform, version }: DesiredInput): Deliverable[] {
  return clients
    .filter(({ definition }) => skills.some((skill) => isEnabledFor(skill, definition.id)))
    .map(({ definition, configPath }) => {
      const entry = { ...stdioEntry(definition, launcher, platform) };
      const client = definition.id;
      const content = { hash: digestJson(entry), files: {} };
      return {
        client,
        readers: [client],
        kind: 'server',
        id: serverName,
        path: configPath,
        version,
        content,
        entry,
      };
    });
}

function desiredCopies(skill: InstalledSkill, { clients, exported }: DesiredInput): Deliverable[] {
  const content = exported.get(skill.manifest.id);
  if (content === undefined) return [];
  const wanting = clients.filter(
    ({ definition, ownSkillRoot }) => ownSkillRoot !== undefined && isEnabledFor(skill, definition.id),
  );
  return chooseRoots(wanting).map(({ root, owner }) => ({
    client: owner,
    readers: wanting
      .filter(({ skillRoots }) => skillRoots.includes(root))
      .map(({ definition }) => definition.id),
    kind: 'skill',
    id: skill.manifest.id,
    path: joinPath(root, skill.manifest.id),
    version: skill.manifest.version,
    content,
    entry: undefined,
  }));
}

/** The pickiest reader chooses first, so that its root serves the others too. */
function chooseRoots(clients: readonly LocatedClient[]): { root: string; owner: string }[] {
  const chosen: { root: string; owner: string }[] = [];
  for (const client of clients.toSorted((a, b) => a.skillRoots.length - b.skillRoots.length)) {
    const { ownSkillRoot: root, skillRoots, definition } = client;
    if (root === undefined || chosen.some((other) => skillRoots.includes(other.root))) continue;
    chosen.push({ root, owner: definition.id });
  }
  return chosen;
}

function joinPath(root: string, name: string): string {
  return `${root}${root.includes('\\') ? '\\' : '/'}${name}`;
}
