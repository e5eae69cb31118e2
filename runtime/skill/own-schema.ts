import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/**
 * A check against one of our own schemas, compiled when it is first needed: that takes longer than reading a hundred
 * agent skills, which need none. The schema itself is not held against JSON Schema's own: a test does that.
 *
 * @returns what gives the check
 */
export function lateValidator<T>(schema: object): () => ValidateFunction<T> {
  let validate: ValidateFunction<T> | undefined;
  return () => {
    validate ??= new Ajv2020({ allErrors: true, verbose: true, validateSchema: false }).compile<T>(schema);
    return validate;
  };
}
