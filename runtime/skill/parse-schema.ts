import { Ajv2020 } from 'ajv/dist/2020.js';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { messageOf } from '../errors.ts';
import { type Diagnostic, positionAt } from './diagnostic.ts';
import type { JsonSchema } from './manifest.ts';

/** A schema is some kilobytes; 1 MiB bounds the time a hostile one can take. */
const maxSchemaBytes = 1024 * 1024;

export interface ParsedSchema {
  readonly schema: JsonSchema | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a JSON Schema file (draft 2020-12) and makes sure that it is one and can be used: it compiles, its
 * references resolve inside the file, and its root is an object, as every MCP client requires of tools.
 */
export function parseSchema(file: string, bytes: Uint8Array): ParsedSchema {
  const failed = (code: string, message: string, remedy: string, line = 1, column = 1): ParsedSchema => ({
    schema: undefined,
    diagnostics: [{ code, severity: 'error', message, file, line, column, remedy }],
  });
  if (bytes.length > maxSchemaBytes) {
    return failed(
      'schema_too_large',
      `The schema is ${bytes.length} bytes; at most ${maxSchemaBytes} are read.`,
      'Make it smaller.',
    );
  }
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/u, '');
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first !== undefined) {
    const { line, column } = positionAt(text, first.offset);
    return failed(
      'schema_not_json',
      `The schema is not JSON: ${printParseErrorCode(first.error)}.`,
      'Correct the JSON at this place.',
      line,
      column,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failed(
      'schema_not_object',
      'The schema is not a JSON object.',
      'Write {"type": "object", "properties": {…}}.',
    );
  }
  const schema = value as JsonSchema;
  if (schema.type !== 'object') {
    return failed(
      'schema_root',
      'The schema\'s root does not say "type": "object".',
      'Add "type": "object" at the root; clients drop tools without it.',
    );
  }
  const problem = compileProblem(schema);
  if (problem !== undefined) {
    return failed(
      'schema_invalid',
      `The file is not a valid JSON Schema: ${problem}.`,
      'Correct it to JSON Schema draft 2020-12 with references inside the file only.',
    );
  }
  return { schema, diagnostics: [] };
}

function compileProblem(schema: JsonSchema): string | undefined {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false, logger: false });
  try {
    if (!ajv.validateSchema(schema)) return ajv.errorsText(ajv.errors, { dataVar: 'schema' });
    ajv.compile(schema);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
