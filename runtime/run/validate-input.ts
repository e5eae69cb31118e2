import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../skill/manifest.ts';

const compiled = new WeakMap<JsonSchema, (input: unknown) => string[]>();

/**
 * Checks a skill's input.
 * @returns what is wrong with it, one sentence each, empty when it is valid
 */
export function validateInput(schema: JsonSchema, input: unknown): string[] {
  const validate = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, validate);
  return validate(input);
}

function compile(schema: JsonSchema): (input: unknown) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const validate = ajv.compile(schema);
  return (input) => (validate(input) ? [] : (validate.errors ?? []).slice(0, 20).map(sentence));
}

function sentence({ instancePath, keyword, message, params }: ErrorObject): string {
  const where = instancePath === '' ? 'The input' : `"${instancePath.slice(1).replaceAll('/', '.')}"`;
  if (keyword === 'additionalProperties')
    return `${where} has an unknown property "${params.additionalProperty}".`;
  if (keyword === 'required') return `${where} lacks the property "${params.missingProperty}".`;
  if (keyword === 'enum') return `${where} must be one of ${JSON.stringify(params.allowedValues)}.`;
  return `${where} ${message ?? 'is not valid'}.`;
}
