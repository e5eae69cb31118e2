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
  try {
    return validate(input);
  } catch (error) {
    // A schema that refers to itself is checked by functions that call themselves.
    if (error instanceof RangeError) return ['The input is nested too deeply.'];
    throw error;
  }
}

function compile(schema: JsonSchema): (input: unknown) => string[] {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    // Otherwise every input has the properties that objects have anyway, as `constructor`.
    ownProperties: true,
  });
  const validate = ajv.compile(schema);
  return (input) => (validate(input) ? [] : (validate.errors ?? []).slice(0, 20).map(sentence));
}

function sentence({ instancePath, keyword, message, params }: ErrorObject): string {
  const where =
    instancePath === ''
      ? 'The input'
      : `"${instancePath.split('/').slice(1).map(unescapePointer).join('.')}"`;
  if (keyword === 'additionalProperties')
    return `${where} has an unknown property "${params.additionalProperty}".`;
  if (keyword === 'required') return `${where} lacks the property "${params.missingProperty}".`;
  if (keyword === 'unevaluatedProperties')
    return `${where} has an unknown property "${params.unevaluatedProperty}".`;
  if (keyword === 'const') return `${where} must be ${JSON.stringify(params.allowedValue)}.`;
  if (keyword === 'enum') return `${where} must be one of ${JSON.stringify(params.allowedValues)}.`;
  return `${where} ${message ?? 'is not valid'}.`;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
