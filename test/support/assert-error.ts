import assert from 'node:assert/strict';
import { AiosError } from '../../runtime/errors.ts';

/**
 * Makes sure that the work ends in an error people can use: with this code, a message and a remedy.
 * @returns the error, for what else is to be said of it
 */
export async function rejectsWith(
  work: Promise<unknown> | (() => unknown),
  code: string,
): Promise<AiosError> {
  let thrown: unknown;
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown !== undefined, `nothing was thrown; expected ${code}`);
  assert.ok(AiosError.is(thrown), `not an AiosError: ${String((thrown as Error).stack ?? thrown)}`);
  assert.equal(thrown.code, code, thrown.message);
  assert.match(thrown.message, /\S/u);
  assert.match(thrown.remedy, /^[A-Z`"].*[.…;)}]$/su, `the remedy is no sentence: ${thrown.remedy}`);
  return thrown;
}
