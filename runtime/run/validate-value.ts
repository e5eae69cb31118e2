import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { linearPatterns } from '../skill/linear-patterns.ts';
import type { JsonSchema } from '../skill/manifest.ts';

/** More is no help to whoever is to correct the value. */
const maxProblems = 20;

const compiled = new WeakMap<JsonSchema, (value: unknown) => ErrorObject[]>();

/**
 * Checks a value against a schema of JSON Schema 2020-12. The value is not changed: no default goes in, no text
 * becomes a number.
 *
 * @param what the value's name at the beginning of a sentence, e.g. `The input`
 * @returns what is wrong with it, one sentence each, 20 at most, empty when it is valid
 */
export function validateValue(schema: JsonSchema, value: unknown, what: string): string[] {
  const validate = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, validate);
  try {
    return validate(value).map((error) => sentence(error, what));
  } catch (error) {
    // A schema that refers to itself is checked by functions that call themselves.
    if (error instanceof RangeError) return [`${what} is nested too deeply.`];
    throw error;
  }
}

function compile(schema: JsonSchema): (value: unknown) => ErrorObject[] {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    logger: false,
    // Otherwise every value has the properties that objects have anyway, as `constructor`.
    ownProperties: true,
    code: { regExp: linearPatterns },
  });
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, maxProblems));
}

function sentence({ instancePath, keyword, message, params }: ErrorObject, what: string): string {
  const where =
    instancePath === '' ? what : `"${instancePath.split('/').slice(1).map(unescapePointer).join('.')}"`;
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
