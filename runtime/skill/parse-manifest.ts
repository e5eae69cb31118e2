import { type CheckedYaml, parseCheckedYaml } from './checked-yaml.ts';
import { manifestFromRaw, type RawManifest, type SkillManifest } from './manifest.ts';
import { lateValidator } from './own-schema.ts';
import manifestSchema from './schemas/skill.schema.json' with { type: 'json' };

const manifestValidator = lateValidator<RawManifest>(manifestSchema);

export interface ParsedManifest
  extends Pick<CheckedYaml<RawManifest>, 'diagnostics' | 'placeOf' | 'rangeOf'> {
  /** Undefined when a diagnostic is an error. */
  readonly manifest: SkillManifest | undefined;
}

/**
 * Reads a skill.yaml. Never throws for what stands in the file: everything found is a diagnostic with line
 * and column.
 *
 * @param file its path in the skill's folder, for the diagnostics
 */
export function parseManifest(file: string, bytes: Uint8Array): ParsedManifest {
  const { data, ...rest } = parseCheckedYaml(file, bytes, manifestValidator());
  return { ...rest, manifest: data && manifestFromRaw(data) };
}
