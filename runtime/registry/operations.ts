import type { InstalledSkill } from './installed-skill.ts';
import type { Change, ChangeKind } from './registry-state.ts';

/** What was done to one skill, as a history keeps it. */
export interface RegistryOperation {
  /** ISO 8601. */
  readonly at: string;
  readonly kind: ChangeKind;
  readonly skill: string;
  readonly fromVersion?: string;
  readonly fromDigest?: string;
  readonly toVersion?: string;
  readonly toDigest?: string;
  readonly source?: string;
  readonly by?: 'editor' | 'terminal';
}

/** @returns changes of the registry as operations of its history */
export function operationsOf(
  changes: readonly Change[],
  now: Date,
  by: RegistryOperation['by'],
): RegistryOperation[] {
  return changes.map(({ kind, id, record, previous }) => ({
    at: now.toISOString(),
    kind,
    skill: id,
    ...(previous && { fromVersion: previous.manifest.version, fromDigest: previous.digest }),
    ...(record && { toVersion: record.manifest.version, toDigest: record.digest, source: record.source }),
    ...(by && { by }),
  }));
}

/** @returns what is installed as the operations that a history begun anew can know of */
export function installsOf(skills: readonly InstalledSkill[]): Omit<RegistryOperation, 'kind' | 'by'>[] {
  return skills.map(({ manifest, digest, source, installedAt }) => ({
    at: installedAt,
    skill: manifest.id,
    toVersion: manifest.version,
    toDigest: digest,
    source,
  }));
}
