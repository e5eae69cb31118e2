import type { JsonSchema } from '../skill/manifest.ts';
import { validateValue } from './validate-value.ts';

/**
 * Checks a skill's input.
 * @returns what is wrong with it, one sentence each, empty when it is valid
 */
export function validateInput(schema: JsonSchema, input: unknown): string[] {
  return validateValue(schema, input, 'The input');
}
