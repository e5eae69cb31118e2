import { join } from 'node:path';

/** The folders and files below our own home, `~/.aios` unless moved (seed 000 §3.1). */
export interface AiosHome {
  readonly root: string;
  readonly skills: string;
  readonly registryIndex: string;
  /** Stands while the registry is being changed, and says how. */
  readonly registryJournal: string;
  readonly skillsLock: string;
  /** Which index and which lock file were last found to say the same. */
  readonly lockCompared: string;
  /** When it was last looked for versions that need not be kept. */
  readonly registryCollected: string;
  readonly bundles: string;
  readonly registryStaging: string;
  readonly ledger: string;
  /** The clients that the person wants nothing delivered to. */
  readonly leftAlone: string;
  /** Which servers were taken along to a client from its predecessor. */
  readonly takenAlong: string;
  /** What stood in clients' files before each change of them. */
  readonly snapshots: string;
  /** What the person was told of, so that no other window tells it again: a folder for each kind, see `claims.ts`. */
  readonly told: string;
  /** Which editors were offered the server by their own API, and when last. */
  readonly offers: string;
  /** Which clients really started `aios-mcp`, and when. */
  readonly heartbeats: string;
  /** Which host leads, and how to reach it. */
  readonly brokerFile: string;
  readonly brokerSockets: string;
  /** What `aios-mcp` recorded and no host has taken in yet. */
  readonly spool: string;
  /** The plugin through which Cursor gets skills by its API, see `apiSkillRoot` in its row of the matrix. */
  readonly cursorPlugin: string;
  readonly locks: string;
  readonly bin: string;
  readonly logs: string;
}

/** @param root absolute path of our home */
export function aiosHome(root: string): AiosHome {
  return {
    root,
    skills: join(root, 'registry', 'skills'),
    registryIndex: join(root, 'registry', 'index.json'),
    registryJournal: join(root, 'registry', 'journal.json'),
    skillsLock: join(root, 'registry', 'skills.lock.yaml'),
    lockCompared: join(root, 'registry', 'compared'),
    registryCollected: join(root, 'registry', 'collected'),
    bundles: join(root, 'registry', 'bundles'),
    registryStaging: join(root, 'registry', 'staging'),
    ledger: join(root, 'state', 'sync_state.json'),
    leftAlone: join(root, 'state', 'left_alone.json'),
    takenAlong: join(root, 'state', 'taken_along.json'),
    snapshots: join(root, 'state', 'snapshots'),
    told: join(root, 'state', 'told'),
    offers: join(root, 'state', 'offers'),
    heartbeats: join(root, 'state', 'heartbeats'),
    brokerFile: join(root, 'state', 'broker.json'),
    brokerSockets: join(root, 'state', 'broker'),
    spool: join(root, 'state', 'spool'),
    cursorPlugin: join(root, 'plugins', 'cursor'),
    locks: join(root, 'state', 'locks'),
    bin: join(root, 'bin'),
    logs: join(root, 'logs'),
  };
}
