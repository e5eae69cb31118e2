import { join } from 'node:path';

/** The folders and files below our own home, `~/.aios` unless moved (seed 000 §3.1). */
export interface AiosHome {
  readonly root: string;
  readonly skills: string;
  readonly registryIndex: string;
  readonly registryPending: string;
  readonly registryStaging: string;
  readonly ledger: string;
  readonly backups: string;
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
    registryPending: join(root, 'registry', 'pending'),
    registryStaging: join(root, 'registry', 'staging'),
    ledger: join(root, 'state', 'sync_state.json'),
    backups: join(root, 'state', 'backups'),
    locks: join(root, 'state', 'locks'),
    bin: join(root, 'bin'),
    logs: join(root, 'logs'),
  };
}
