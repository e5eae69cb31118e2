import assert from 'node:assert/strict';
import type { ConfigFormat, JsonValue } from '../../../../runtime/client/formats/config-format.ts';
import { AiosError } from '../../../../runtime/errors.ts';

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

/** Setting gives `after`, and removing gives `before` back, to the byte. */
export function assertSet(
  format: ConfigFormat,
  path: readonly string[],
  value: JsonValue,
  before: string,
  after: string,
  createdFrom: number,
): void {
  const edit = format.setEntry('config', encode(before), path, value);
  assert.equal(decode(edit.bytes), after);
  assert.equal(edit.createdFrom, createdFrom);
  assert.deepEqual(format.readEntry('config', edit.bytes, path), value);
  assert.equal(decode(format.removeEntry('config', edit.bytes, path, createdFrom)), before);
}

/** All four functions refuse a file, each naming file, line and column. */
export function assertRefusedEverywhere(
  format: ConfigFormat,
  path: readonly string[],
  content: string,
  code: string,
  line: number,
  column: number,
): void {
  const bytes = encode(content);
  const runs = [
    () => format.readEntry('config', bytes, path),
    () => format.readKeys('config', bytes, path),
    () => format.setEntry('config', bytes, path, { a: 1 }),
    () => format.removeEntry('config', bytes, path, 0),
  ];
  for (const run of runs) {
    const error = assertRefused(run, code);
    assert.deepEqual([error.file, error.line, error.column], ['config', line, column], error.message);
    assert.ok(error.remedy.length > 20);
  }
}
