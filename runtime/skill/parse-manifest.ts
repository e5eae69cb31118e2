import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Document } from 'yaml';
import { decodeText } from './decode-text.ts';
import type { Diagnostic } from './diagnostic.ts';
import { manifestFromRaw, type RawManifest, type SkillManifest } from './manifest.ts';
import { keyOffset, ManifestText, offsetOf, parseManifestYaml } from './manifest-yaml.ts';
import manifestSchema from './schemas/skill.schema.json' with { type: 'json' };

/** A manifest is some dozens of lines; 256 kB bounds the time a hostile one can take. */
const maxManifestBytes = 256 * 1024;

const validateManifest = new Ajv2020({ allErrors: true, verbose: true }).compile<RawManifest>(manifestSchema);

export interface ParsedManifest {
  /** Undefined when a diagnostic is an error. */
  readonly manifest: SkillManifest | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at a path of keys stands, e.g. `['inputs', 'schema']`; from 1. */
  readonly placeOf: (path: readonly string[]) => { line: number; column: number };
}

/**
 * Reads a skill.yaml. Never throws for what stands in the file: everything found is a diagnostic with line
 * and column.
 *
 * @param file its path in the skill's folder, for the diagnostics
 */
export function parseManifest(file: string, bytes: Uint8Array): ParsedManifest {
  const at = new ManifestText(file);
  if (bytes.length > maxManifestBytes) {
    return failed(
      at.diagnostic(
        'manifest_too_large',
        `The manifest is ${bytes.length} bytes; at most ${maxManifestBytes} are read.`,
        'Move long texts into prompt.md; the manifest only names files.',
      ),
    );
  }
  const text = decodeText(bytes);
  if (text === undefined) {
    return failed(at.diagnostic('not_utf8', 'The manifest is not UTF-8 text.', 'Save it as UTF-8.'));
  }
  const parsed = parseManifestYaml(text, at);
  if (Array.isArray(parsed)) return failed(...parsed);
  const { document, data } = parsed;
  if (validateManifest(data)) {
    const placeOf: ParsedManifest['placeOf'] = (path) => at.place(offsetOf(document, path));
    return { manifest: manifestFromRaw(data), diagnostics: [], placeOf };
  }
  const errors = validateManifest.errors ?? [];
  return failed(...errors.slice(0, 50).map((error) => describe(error, document, at)));
}

function failed(...diagnostics: Diagnostic[]): ParsedManifest {
  return { manifest: undefined, diagnostics, placeOf: () => ({ line: 1, column: 1 }) };
}

function describe(error: ErrorObject, document: Document, at: ManifestText): Diagnostic {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const where = path.length === 0 ? 'The manifest' : `"${path.join('.')}"`;
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const allowed = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    return at.diagnostic(
      'unknown_key',
      `${where} has an unknown key "${key}".`,
      `Remove it; the keys known here are ${allowed.join(', ')}.`,
      keyOffset(document, path, key),
    );
  }
  if (error.keyword === 'required') {
    const key = String(error.params.missingProperty);
    return at.diagnostic(
      'missing_key',
      `${where} has no "${key}".`,
      `Add ${key}: …`,
      offsetOf(document, path),
    );
  }
  const problem = `${where} ${problemOf(error)}.`;
  return at.diagnostic('invalid_value', problem, remedyFor(error, path), offsetOf(document, path));
}

function remedyFor({ parentSchema }: ErrorObject, path: readonly string[]): string {
  if (path.length === 0) return `Write its keys, one a line: ${manifestSchema.required.join(', ')}.`;
  if (path.at(-1) === 'version') return versionRemedy;
  // A test makes sure that every part of the schema says what it expects.
  return `Expected: ${(parentSchema as { description?: string }).description}`;
}

function problemOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'type') return `must be ${/^[aeiou]/u.test(params.type) ? 'an' : 'a'} ${params.type}`;
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`;
  if (keyword === 'pattern') return 'does not have the form it must have';
  return message ?? 'is not valid';
}

const versionRemedy =
  'Write a semantic version of three numbers, e.g. 0.1.0, in quotes if YAML takes it for a number.';

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
