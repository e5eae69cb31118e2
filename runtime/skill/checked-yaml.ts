import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { Document } from 'yaml';
import { decodeText } from './decode-text.ts';
import type { Diagnostic } from './diagnostic.ts';
import { keyOffset, ManifestText, offsetOf, parseManifestYaml } from './manifest-yaml.ts';
import { nearest } from './nearest.ts';

/** A manifest is some dozens of lines; 256 kB bounds the time a hostile one can take. */
const maxManifestBytes = 256 * 1024;

export interface CheckedYaml<T> {
  /** Undefined when there are diagnostics. */
  readonly data: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at a path of keys stands, e.g. `['inputs', 'schema']`; from 1. */
  readonly placeOf: (path: readonly string[]) => { line: number; column: number };
}

/**
 * Reads a manifest and holds it against its JSON Schema. Never throws for what stands in the file: everything found is
 * a diagnostic with line and column.
 *
 * @param file its path in the folder, for the diagnostics
 * @param validate the compiled schema, with `allErrors` and `verbose`
 */
export function parseCheckedYaml<T>(
  file: string,
  bytes: Uint8Array,
  validate: ValidateFunction<T>,
): CheckedYaml<T> {
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
  if (validate(data)) return { data, diagnostics: [], placeOf: (path) => at.place(offsetOf(document, path)) };
  const errors = validate.errors ?? [];
  return failed(...errors.slice(0, 50).map((error) => describe(error, document, at)));
}

function failed(...diagnostics: Diagnostic[]): CheckedYaml<never> {
  return { data: undefined, diagnostics, placeOf: () => ({ line: 1, column: 1 }) };
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
      `${nearest(key, allowed)}Remove it; the keys known here are ${allowed.join(', ')}.`,
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
  const { required = [], description } = parentSchema as { required?: string[]; description?: string };
  if (path.length === 0) return `Write its keys, one a line: ${required.join(', ')}.`;
  if (path.at(-1) === 'version') return versionRemedy;
  // A test makes sure that every part of the schema says what it expects.
  return `Expected: ${description}`;
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
