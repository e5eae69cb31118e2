import { type CheckedYaml, parseCheckedYaml } from './checked-yaml.ts';
import { lateValidator } from './own-schema.ts';
import bundleSchema from './schemas/bundle.schema.json' with { type: 'json' };

export const bundleFile = 'bundle.yaml';

/** A group of skills (seed 000 §3.1, `registry/bundles/<id>/bundle.yaml`). */
export interface Bundle {
  readonly schema?: 'aios/v0.1';
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly author?: string;
  readonly license?: string;
  readonly skills: readonly BundledSkill[];
}

export interface BundledSkill {
  readonly id: string;
  /** A version or a SemVer range; any when left out. */
  readonly version?: string;
  /** As `aios install` takes it; the folder `skills/<id>` beside the bundle when left out. */
  readonly source?: string;
}

const bundleValidator = lateValidator<Bundle>(bundleSchema);

/** Reads a bundle.yaml; two entries for one skill are an error too. Never throws for what stands in the file. */
export function parseBundle(file: string, bytes: Uint8Array): CheckedYaml<Bundle> {
  const parsed = parseCheckedYaml(file, bytes, bundleValidator());
  const { data, placeOf } = parsed;
  if (data === undefined) return parsed;
  const repeated = data.skills.findIndex(({ id }, index) =>
    data.skills.slice(0, index).some((other) => other.id === id),
  );
  const entry = data.skills[repeated];
  if (entry === undefined) return parsed;
  const message = `"skills" names ${entry.id} twice.`;
  const place = placeOf(['skills', String(repeated), 'id']);
  const diagnostic = {
    code: 'repeated_skill',
    severity: 'error',
    message,
    file,
    ...place,
    remedy: 'Remove one of the two.',
  } as const;
  return { ...parsed, data: undefined, diagnostics: [diagnostic] };
}
