import type { JsonSchema } from '../skill/manifest.ts';
import { validateValue } from './validate-value.ts';

/** A model's answer, read as the value that it stands for. */
export interface CheckedOutput {
  readonly value: unknown;
  /** What is wrong with it, one sentence each, empty when it is valid. */
  readonly problems: readonly string[];
}

/**
 * Checks a model's answer. Models often hand over JSON as text, in a code fence too: where the schema does not take
 * the text as it is, what it says is checked in its place.
 *
 * @param schema undefined where the answer has no fixed shape
 */
export function validateOutput(schema: JsonSchema | undefined, answer: unknown): CheckedOutput {
  if (schema === undefined) return { value: answer, problems: [] };
  const problems = validateValue(schema, answer, 'The answer');
  if (problems.length === 0 || typeof answer !== 'string') return { value: answer, problems };
  const read = readJson(answer);
  if (read === undefined)
    return { value: answer, problems: [...problems, 'The answer is text and no JSON.'] };
  return { value: read.value, problems: validateValue(schema, read.value, 'The answer') };
}

function readJson(text: string): { readonly value: unknown } | undefined {
  const fenced = /^\s*```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n[ \t]*```\s*$/u.exec(text)?.[1];
  try {
    return { value: JSON.parse(fenced ?? text) };
  } catch {
    return undefined;
  }
}
