import assert from 'node:assert/strict';
import { AiosError } from '../../../runtime/errors.ts';

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
}

export function assertRefused(run: () => unknown, code: string): AiosError {
  try {
    run();
  } catch (error) {
    assert.ok(AiosError.is(error, code), String(error));
    return error;
  }
  assert.fail(`nothing was refused; ${code} was expected`);
}
