import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { type Document, isScalar, type Scalar } from 'yaml';
import { idFromName } from './agent-skill/derive.ts';
import { decodeText } from './decode-text.ts';
import { type Diagnostic, type Fix, type Place, replace, type TextRange } from './diagnostic.ts';
import { pointerPath } from './json-places.ts';
import { keyNode, ManifestText, offsetOf, parseManifestYaml } from './manifest-yaml.ts';
import { nearest, nearestName } from './nearest.ts';

/** A manifest is some dozens of lines; 256 kB bounds the time a hostile one can take. */
const maxManifestBytes = 256 * 1024;

export interface CheckedYaml<T> {
  /** Undefined when there are diagnostics. */
  readonly data: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where the value at a path of keys stands, e.g. `['inputs', 'schema']`; from 1. */
  readonly placeOf: (path: readonly string[]) => Place;
  /** From where to where it stands; undefined for a value that is not there, or written over several lines. */
  readonly rangeOf: (path: readonly string[]) => TextRange | undefined;
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
  if (validate(data)) {
    return {
      data,
      diagnostics: [],
      placeOf: (path) => at.place(offsetOf(document, path)),
      rangeOf: (path) => valueRange(scalarAt(document, path), at),
    };
  }
  const errors = validate.errors ?? [];
  return failed(...errors.slice(0, 50).map((error) => describe(error, document, at)));
}

function failed(...diagnostics: Diagnostic[]): CheckedYaml<never> {
  return {
    data: undefined,
    diagnostics,
    placeOf: () => ({ line: 1, column: 1 }),
    rangeOf: () => undefined,
  };
}

function scalarAt(document: Document, path: readonly string[]): Scalar | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) ? node : undefined;
}

function valueRange(node: unknown, at: ManifestText): TextRange | undefined {
  const range = at.range(node);
  return range?.start.line === range?.end.line ? range : undefined;
}

function describe(error: ErrorObject, document: Document, at: ManifestText): Diagnostic {
  const path = pointerPath(error.instancePath);
  const where = path.length === 0 ? 'The manifest' : `"${path.join('.')}"`;
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const allowed = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    const node = keyNode(document, path, key);
    return at.diagnostic(
      'unknown_key',
      `${where} has an unknown key "${key}".`,
      `${nearest(key, allowed)}Remove it; the keys known here are ${allowed.join(', ')}.`,
      node?.range?.[0] ?? offsetOf(document, path),
      renameKey(
        node,
        nearestName(
          key,
          allowed.filter((name) => !isIn(error.data, name)),
        ),
        at,
      ),
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
  if (error.keyword === 'not') {
    const remedy = `Choose another, e.g. ${String(error.data)}-skill.`;
    const message = `${where} is "${String(error.data)}", as a tool of AI OS's own is called.`;
    return at.diagnostic('reserved_id', message, remedy, offsetOf(document, path));
  }
  const problem = `${where} ${problemOf(error)}.`;
  const fix = fixOf(error, path, document, at);
  return at.diagnostic('invalid_value', problem, remedyFor(error, path), offsetOf(document, path), fix);
}

function renameKey(key: Scalar | undefined, name: string | undefined, at: ManifestText): Fix | undefined {
  const range = valueRange(key, at);
  return range && name ? replace(`Change to "${name}"`, range, name) : undefined;
}

function isIn(map: unknown, key: string): boolean {
  return typeof map === 'object' && map !== null && Object.hasOwn(map, key);
}

/** What a value was surely meant to be: the word it nearly is, an id without capitals, a version of three numbers. */
function fixOf(
  { keyword, params }: ErrorObject,
  path: readonly string[],
  document: Document,
  at: ManifestText,
): Fix | undefined {
  const node = scalarAt(document, path);
  const range = valueRange(node, at);
  if (node === undefined || range === undefined) return undefined;
  // As it is written: 1.10 is a number that YAML reads as 1.1.
  const written = node.source ?? String(node.value);
  const meant =
    keyword === 'enum'
      ? nearestName(written, (params.allowedValues as unknown[]).map(String))
      : path.at(-1) === 'version'
        ? versionFrom(written)
        : path.join('.') === 'id' && keyword === 'pattern'
          ? idFromName(written)
          : undefined;
  return meant
    ? replace(`Change to "${meant}"`, range, isPlainText(meant) ? meant : `"${meant}"`)
    : undefined;
}

/** Whether YAML takes a word for the text it is, and not for a number or the like. */
function isPlainText(word: string): boolean {
  return /^(?!(?:true|false|null)$)[a-z]|^\d+\.\d+\.\d+$/u.test(word);
}

function versionFrom(written: string): string | undefined {
  const [, major, minor] = /^v?(0|[1-9]\d{0,5})(?:\.(0|[1-9]\d{0,5}))?(?:\.0)?$/u.exec(written) ?? [];
  return major && `${major}.${minor ?? 0}.0`;
}

function remedyFor({ keyword, params, data, parentSchema }: ErrorObject, path: readonly string[]): string {
  const { required = [], description } = parentSchema as { required?: string[]; description?: string };
  if (path.length === 0) return `Write its keys, one a line: ${required.join(', ')}.`;
  if (path.at(-1) === 'version') return versionRemedy;
  const meant =
    keyword === 'enum' ? nearest(String(data), (params.allowedValues as unknown[]).map(String)) : '';
  // A test makes sure that every part of the schema says what it expects.
  return `${meant}Expected: ${description}`;
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
