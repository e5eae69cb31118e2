import { type InstalledSkill, isEnabled } from './installed-skill.ts';

/** An installed skill as `list` shows it and scripts rely on it. */
export interface SkillSummary {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly source: string;
  readonly sourcePath: InstalledSkill['sourcePath'];
  readonly resolved: InstalledSkill['resolved'];
  readonly digest: string;
  readonly enabled: boolean;
  /** Client ids, or `all`. */
  readonly clients: readonly string[] | 'all';
  readonly disabledFor: InstalledSkill['disabledFor'];
  readonly pinned: boolean;
  readonly link: InstalledSkill['link'];
}

/** @returns what is told of an installed skill in a list */
export function skillSummary(skill: InstalledSkill): SkillSummary {
  const { manifest, source, sourcePath, resolved, digest, enabledFor, disabledFor, pinned, link } = skill;
  const { id, name, version, description } = manifest;
  return {
    id,
    name,
    version,
    description,
    source,
    sourcePath,
    resolved,
    digest,
    enabled: isEnabled(skill),
    clients: enabledFor ?? manifest.clients ?? 'all',
    disabledFor,
    pinned: pinned ?? false,
    link,
  };
}
