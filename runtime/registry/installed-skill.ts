import { join } from 'node:path';
import type { JsonSchema, SkillManifest } from '../skill/manifest.ts';
import type { Resolved } from './sources/source.ts';

/** Where a version came from, so that the same can be asked for again. */
export interface Provenance {
  /** As the source remembers it, e.g. `folder:/home/ada/skills/roadmap-reader`, `github:acme/skills#main`. */
  readonly source: string;
  /** The skill's folder in what the source gives, with `/`; left out when it is that folder itself. */
  readonly sourcePath?: string;
  readonly resolved?: Resolved;
}

/** What is installed of one skill: everything that listing it and serving its tool needs. */
export interface InstalledSkill extends Provenance {
  readonly manifest: SkillManifest;
  readonly inputSchema: JsonSchema;
  /** Left out for an agent skill. */
  readonly outputSchema: JsonSchema | undefined;
  /** sha256 over the files, see `digestOfDigests`. */
  readonly digest: string;
  /** ISO 8601. */
  readonly installedAt: string;
  /** The version's folder, relative to the skill's folder in the registry, with `/`. */
  readonly folder: string;
  /** Ids of the clients it is switched on for; undefined means all that its manifest admits. */
  readonly enabledFor: readonly string[] | undefined;
  /** Ids of clients it is switched off for, whatever else is said. */
  readonly disabledFor?: readonly string[];
  /** An update passes over it. */
  readonly pinned?: boolean;
  /** The person's own folder that it follows: every change there becomes the installed version. Absolute. */
  readonly link?: string;
}

export interface ExportedDigests {
  /** `exporterVersion` at the time. */
  readonly exporter: number;
  readonly hash: string;
  /** Digest by path in the exported folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** All that is recorded of one version: its pointer's content, which lists and servers need only a part of. */
export interface SkillRecord extends InstalledSkill {
  /** Digest by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The skill as an agent skill: digests only, so that comparing copies reads no skill. */
  readonly agentSkill: ExportedDigests;
  /** The folder of the version that was current before this one: where a rollback leads. */
  readonly before?: string;
}

/** Written by us and derived, so what serving and listing rely on is checked, not every field. */
export function isInstalledSkill(value: unknown): value is InstalledSkill {
  if (typeof value !== 'object' || value === null) return false;
  const { manifest, folder, inputSchema, digest, source } = value as Partial<InstalledSkill>;
  const texts = [manifest?.id, manifest?.name, manifest?.version, manifest?.description, digest, source];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof inputSchema === 'object' &&
    // It becomes part of a path.
    typeof folder === 'string' &&
    /^versions\/[0-9A-Za-z.+_-]+$/u.test(folder)
  );
}

export function isSkillRecord(value: unknown): value is SkillRecord {
  if (!isInstalledSkill(value)) return false;
  const { files, agentSkill } = value as Partial<SkillRecord>;
  return typeof files === 'object' && files !== null && typeof agentSkill?.files === 'object';
}

/** @returns the part of a record that the index holds; its id comes first, so that it is found in a text */
export function indexEntry({
  files: _files,
  agentSkill: _skill,
  before: _before,
  manifest: { id, ...manifest },
  ...entry
}: SkillRecord): InstalledSkill {
  return { manifest: { id, ...manifest }, ...entry };
}

/** @returns whether the skill is meant for the client and switched on for it */
export function isEnabledFor(skill: InstalledSkill, client: string): boolean {
  const { clients } = skill.manifest;
  return (
    (clients === undefined || clients.includes(client)) &&
    (skill.enabledFor?.includes(client) ?? true) &&
    !skill.disabledFor?.includes(client)
  );
}

/** @returns whether it is switched on for any client at all */
export function isEnabled({ enabledFor }: InstalledSkill): boolean {
  return enabledFor === undefined || enabledFor.length > 0;
}

/** @returns the absolute folder that holds an installed skill's files */
export function folderOf(skillsFolder: string, skill: InstalledSkill): string {
  return join(skillsFolder, skill.manifest.id, ...skill.folder.split('/'));
}

/** An id as `skill.schema.json` admits it; it becomes part of a path. */
export function isSkillId(id: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/u.test(id) && id.length <= 40;
}
