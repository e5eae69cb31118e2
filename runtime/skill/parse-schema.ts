import { Ajv2020 } from 'ajv/dist/2020.js';
import { type ParseError, printParseErrorCode } from 'jsonc-parser';
import { messageOf } from '../errors.ts';
import { decodeText } from './decode-text.ts';
import { type Diagnostic, type Fix, positionAt, rangeAt, replace } from './diagnostic.ts';
import { type JsonPath, jsonPlace, jsonTree, pointerPath } from './json-places.ts';
import type { JsonSchema } from './manifest.ts';

/** A schema is some kilobytes; 1 MiB bounds the time a hostile one can take. */
const maxSchemaBytes = 1024 * 1024;
const draft = 'https://json-schema.org/draft/2020-12/schema';

export interface ParsedSchema {
  readonly schema: JsonSchema | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A thing wrong with a schema, and where: a JSON path, or nothing for the file as a whole. */
interface SchemaProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly path?: JsonPath;
  readonly fix?: Fix | undefined;
}

/**
 * Reads a JSON Schema file (draft 2020-12) and makes sure that it is one and can be used: it compiles, its
 * references resolve inside the file, and its root is an object, as every MCP client requires of tools.
 * Never throws for what stands in the file, and fetches nothing.
 */
export function parseSchema(file: string, bytes: Uint8Array): ParsedSchema {
  const failed = (problem: SchemaProblem, place = { line: 1, column: 1 }): ParsedSchema => {
    const { code, message, remedy, fix } = problem;
    const told = { code, severity: 'error', message, file, ...place, remedy, ...(fix && { fix }) } as const;
    return { schema: undefined, diagnostics: [told] };
  };
  if (bytes.length > maxSchemaBytes) {
    const message = `The schema is ${bytes.length} bytes; at most ${maxSchemaBytes} are read.`;
    return failed({ code: 'schema_too_large', message, remedy: 'Make it smaller.' });
  }
  const text = decodeText(bytes);
  if (text === undefined) {
    return failed({
      code: 'not_utf8',
      message: 'The schema is not UTF-8 text.',
      remedy: 'Save it as UTF-8.',
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message, offset } = syntaxError(text, error);
    const remedy = 'Correct the JSON at this place.';
    return failed({ code: 'schema_not_json', message, remedy }, positionAt(text, offset));
  }
  const problem = rootProblem(value, text) ?? compileProblem(value as JsonSchema);
  if (problem === undefined) return { schema: value as JsonSchema, diagnostics: [] };
  return failed(problem, jsonPlace(text, problem.path ?? []));
}

function rootProblem(value: unknown, text: string): SchemaProblem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      code: 'schema_not_object',
      message: 'The schema is not a JSON object.',
      remedy: 'Write {"type": "object", "properties": {…}}.',
    };
  }
  const schema = value as JsonSchema;
  if (schema.$schema !== undefined && schema.$schema !== draft && schema.$schema !== `${draft}#`) {
    return {
      code: 'schema_draft',
      message: `The schema is written for ${JSON.stringify(schema.$schema)}.`,
      remedy: `Rewrite it for draft 2020-12 and set "$schema": "${draft}", or leave "$schema" out.`,
      path: ['$schema'],
    };
  }
  if (schema.type !== 'object') {
    return {
      code: 'schema_root',
      message: 'The schema\'s root does not say "type": "object".',
      remedy: 'Add "type": "object" at the root; clients drop tools without it.',
      path: ['type'],
      fix: schema.type === undefined ? addObjectType(text) : undefined,
    };
  }
  // Ajv's own keyword: it makes the check answer later, and every input would pass.
  if ('$async' in schema) {
    return {
      code: 'schema_invalid',
      message: 'The schema uses "$async", which is no JSON Schema.',
      remedy: 'Remove "$async".',
      path: ['$async'],
    };
  }
  return undefined;
}

function addObjectType(text: string): Fix {
  const start = text.indexOf('{') + 1;
  // On a line of its own where the first key has one.
  const lineStart = /^\s*\n[ \t]*/u.exec(text.slice(start))?.[0] ?? '';
  const comma = /^\s*\}/u.test(text.slice(start)) ? '' : ',';
  return replace('Add "type": "object"', rangeAt(text, start, start), `${lineStart}"type": "object"${comma}`);
}

function compileProblem(schema: JsonSchema): SchemaProblem | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false, logger: false });
  const invalid = (why: string, path: JsonPath = []): SchemaProblem => ({
    code: 'schema_invalid',
    message: `The file is not a valid JSON Schema: ${why}.`,
    remedy: 'Correct it to JSON Schema draft 2020-12 with references inside the file only.',
    path,
  });
  try {
    if (ajv.validateSchema(schema) !== true) {
      const path = pointerPath(ajv.errors?.[0]?.instancePath ?? '');
      return invalid(ajv.errorsText(ajv.errors, { dataVar: 'schema' }), path);
    }
    ajv.compile(schema);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) {
      return {
        code: 'schema_too_deep',
        message: 'The schema is nested too deeply, or holds too much in one place, to be used.',
        remedy: 'Make it flatter or smaller.',
      };
    }
    return invalid(messageOf(error).replace(/\.$/u, ''), findReference(schema, missingReference(error)));
  }
}

/** What Ajv's MissingRefError could not resolve, as it stands in the schema or as resolved. */
function missingReference(error: unknown): string | undefined {
  const { missingRef } = error as { missingRef?: unknown };
  return typeof missingRef === 'string' ? missingRef : undefined;
}

/** @returns the path of the first `$ref` that ends as the reference does, to show where it stands */
function findReference(schema: JsonSchema, reference: string | undefined): (string | number)[] | undefined {
  if (reference === undefined) return undefined;
  const waiting: { value: unknown; path: (string | number)[] }[] = [{ value: schema, path: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, part] of Object.entries(value)) {
      const place = [...path, Array.isArray(value) ? Number(key) : key];
      if (key === '$ref' && typeof part === 'string' && reference.endsWith(part)) return place;
      waiting.push({ value: part, path: place });
    }
  }
  return undefined;
}

function syntaxError(text: string, thrown: unknown): { message: string; offset: number } {
  const errors: ParseError[] = [];
  jsonTree(text, errors);
  const [first] = errors;
  const why = first === undefined ? messageOf(thrown) : printParseErrorCode(first.error);
  return { message: `The schema is not JSON: ${why}.`, offset: first?.offset ?? 0 };
}
