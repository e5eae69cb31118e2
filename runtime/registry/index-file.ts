import { join } from 'node:path';
import { AiosError } from '../errors.ts';
import { readIfPresent } from '../files/read-bounded.ts';
import type { JsonSchema, SkillManifest } from '../skill/manifest.ts';

/** 1,000 skills take about 3 MB. */
const maxIndexBytes = 64 * 1024 * 1024;

export interface ExportedDigests {
  /** `exporterVersion` at the time. */
  readonly exporter: number;
  readonly hash: string;
  /** Digest by path in the exported folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** What is installed of one skill: everything that listing it and serving its tool needs. */
export interface InstalledSkill {
  readonly manifest: SkillManifest;
  readonly inputSchema: JsonSchema;
  /** Left out for an agent skill. */
  readonly outputSchema: JsonSchema | undefined;
  /** sha256 over the files, see `digestOfDigests`. */
  readonly digest: string;
  /** Where it came from, as it was given, e.g. `folder:/home/ada/skills/roadmap-reader`. */
  readonly source: string;
  /** ISO 8601. */
  readonly installedAt: string;
  /** The version's folder, relative to the skill's folder in the registry, with `/`. */
  readonly folder: string;
  /** The skill as an agent skill: digests only, so that comparing copies reads no skill. */
  readonly agentSkill: ExportedDigests;
  /** Ids of the clients it is switched on for; undefined means all that its manifest admits. */
  readonly enabledFor: readonly string[] | undefined;
}

/** `registry/index.json`: derived from the skills' pointers, and the only file `aios-mcp` reads to list. */
export interface RegistryIndex {
  readonly format: 1;
  readonly skills: readonly InstalledSkill[];
}

export const emptyIndex: RegistryIndex = { format: 1, skills: [] };

/**
 * @returns the index, or undefined when there is none yet
 * @throws AiosError `index_unreadable` when it is damaged or of a newer format
 */
export async function readIndex(file: string): Promise<RegistryIndex | undefined> {
  const bytes = await readIfPresent(file, maxIndexBytes);
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw unreadable(file, error);
  }
  if (!isIndex(value)) throw unreadable(file, undefined);
  return value;
}

function isIndex(value: unknown): value is RegistryIndex {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('skills' in value))
    return false;
  return value.format === 1 && Array.isArray(value.skills) && value.skills.every(isInstalledSkill);
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

/** @returns whether the skill is meant for the client and switched on for it */
export function isEnabledFor(skill: InstalledSkill, client: string): boolean {
  const { clients } = skill.manifest;
  return (clients === undefined || clients.includes(client)) && (skill.enabledFor?.includes(client) ?? true);
}

/** @returns the absolute folder that holds an installed skill's files */
export function folderOf(skillsFolder: string, skill: InstalledSkill): string {
  return join(skillsFolder, skill.manifest.id, ...skill.folder.split('/'));
}

function unreadable(file: string, cause: unknown): AiosError {
  return new AiosError(`The registry index ${file} is damaged.`, {
    code: 'index_unreadable',
    remedy: 'Run `aios doctor`: it builds the index anew from the installed skills.',
    file,
    cause,
  });
}
