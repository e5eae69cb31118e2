import { digestFiles, digestOfDigests, type FileContents } from '../files/digest.ts';
import { exportAgentSkill } from '../skill/export/agent-skill.ts';
import { exporterVersion } from '../skill/export/exporter-version.ts';
import type { Skill } from '../skill/manifest.ts';
import type { ExportedDigests, Provenance, SkillRecord } from './installed-skill.ts';

/**
 * What the registry records of a skill's version.
 *
 * @param files the skill's own files, as they are going to be installed
 * @param installedAt ISO 8601
 */
export function describeSkill(
  { manifest, inputSchema, outputSchema }: Skill,
  files: FileContents,
  provenance: Provenance,
  installedAt: string,
): SkillRecord {
  const digests = digestFiles(files);
  const digest = digestOfDigests(digests);
  const short = digest.slice('sha256:'.length, 'sha256:'.length + 12);
  return {
    manifest,
    inputSchema,
    outputSchema,
    digest,
    ...provenance,
    installedAt,
    folder: `versions/${manifest.version}_${short}`,
    enabledFor: undefined,
    files: digests,
    agentSkill:
      manifest.format === 'agent-skill'
        ? { exporter: exporterVersion, hash: digest, files: digests }
        : exportedDigests(exportAgentSkill({ manifest, files })),
  };
}

/** @returns the digests of a skill exported as an agent skill */
export function exportedDigests(exported: FileContents): ExportedDigests {
  const files = digestFiles(exported);
  return { exporter: exporterVersion, hash: digestOfDigests(files), files };
}
