import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Diagnostic } from './diagnostic.ts';
import { manifestFromRaw, type RawManifest, type SkillManifest } from './manifest.ts';
import manifestSchema from './schemas/skill.schema.json' with { type: 'json' };

/** A manifest is some dozens of lines; 256 kB bounds the time a hostile one can take. */
const maxManifestBytes = 256 * 1024;
/** The alias limit of the `yaml` package: past it a document of some hundred bytes grows to gigabytes. */
const maxAliases = 100;

const validateManifest = new Ajv2020({ allErrors: true, verbose: true }).compile<RawManifest>(manifestSchema);

export interface ParsedManifest {
  /** Undefined when a diagnostic is an error. */
  readonly manifest: SkillManifest | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a skill.yaml. Never throws for what stands in the file: everything found is a diagnostic with line
 * and column.
 *
 * @param file its path in the skill's folder, for the diagnostics
 */
export function parseManifest(file: string, bytes: Uint8Array): ParsedManifest {
  const at = new ManifestPositions(file, new LineCounter());
  if (bytes.length > maxManifestBytes) {
    return failed(
      at.diagnostic(
        'manifest_too_large',
        `The manifest is ${bytes.length} bytes; at most ${maxManifestBytes} are read.`,
        'Move long texts into prompt.md; the manifest only names files.',
      ),
    );
  }
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return failed(at.diagnostic('not_utf8', 'The manifest is not UTF-8 text.', 'Save it as UTF-8.'));
  }
  const document = parseDocument(text, { lineCounter: at.lines, prettyErrors: false, uniqueKeys: true });
  const syntax = document.errors.map(({ message, pos }) =>
    at.diagnostic('yaml_syntax', firstSentence(message), 'Correct the YAML at this place.', pos[0]),
  );
  if (syntax.length > 0) return failed(...syntax.slice(0, 20));
  const value = toValue(document, at);
  if ('code' in value) return failed(value);
  if (validateManifest(value.data)) return { manifest: manifestFromRaw(value.data), diagnostics: [] };
  const errors = validateManifest.errors ?? [];
  return failed(...errors.slice(0, 50).map((error) => describe(error, document, at)));
}

function failed(...diagnostics: Diagnostic[]): ParsedManifest {
  return { manifest: undefined, diagnostics };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function toValue(document: Document, at: ManifestPositions): Diagnostic | { data: unknown } {
  try {
    return { data: document.toJS({ maxAliasCount: maxAliases }) };
  } catch {
    let offset = 0;
    visit(document, {
      Alias(_key, alias) {
        offset = alias.range?.[0] ?? 0;
        return visit.BREAK;
      },
    });
    return at.diagnostic(
      'yaml_aliases',
      `The manifest uses YAML aliases (*name) more than ${maxAliases} times, or in a circle.`,
      'Write the values out instead of using aliases.',
      offset,
    );
  }
}

class ManifestPositions {
  readonly file: string;
  readonly lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.file = file;
    this.lines = lines;
  }

  diagnostic(code: string, message: string, remedy: string, offset = 0): Diagnostic {
    const { line, col } = this.lines.linePos(offset);
    return {
      code,
      severity: 'error',
      message,
      file: this.file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      remedy,
    };
  }
}

function describe(error: ErrorObject, document: Document, at: ManifestPositions): Diagnostic {
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
  const help = error.parentSchema as { description?: string; enum?: unknown[] } | undefined;
  const allowed = error.keyword === 'enum' && help?.enum ? `: ${help.enum.join(', ')}` : '';
  const remedy =
    path.at(-1) === 'version' ? versionRemedy : `Expected: ${help?.description ?? error.schemaPath}`;
  return at.diagnostic(
    'invalid_value',
    `${where} ${error.message ?? 'is not valid'}${allowed}.`,
    remedy,
    offsetOf(document, path),
  );
}

const versionRemedy =
  'Write a semantic version of three numbers, e.g. 0.1.0, in quotes if YAML takes it for a number.';

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function offsetOf(document: Document, path: readonly string[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly string[], key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(document, path);
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/\.?$/u, '.');
}
