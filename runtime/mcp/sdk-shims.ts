import process from 'node:process';
import type { JsonSchemaType, JsonSchemaValidator, jsonSchemaValidator } from '@modelcontextprotocol/server';
import { validateValue } from '../run/validate-value.ts';

/**
 * What the build puts in place of `@modelcontextprotocol/server/_shims`: the SDK's own brings another Ajv along, which
 * runs the patterns of schemas on an engine that some of them keep busy for years.
 */
export class DefaultJsonSchemaValidator implements jsonSchemaValidator {
  getValidator<T>(schema: JsonSchemaType): JsonSchemaValidator<T> {
    return (input) => {
      const problems = validateValue(schema, input, 'The value');
      return problems.length === 0
        ? { valid: true, data: input as T, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: problems.join(' ') };
    };
  }
}

export { process };
