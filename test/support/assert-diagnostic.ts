import assert from 'node:assert/strict';
import type { Diagnostic } from '../../runtime/skill/diagnostic.ts';

/** Makes sure that each of them can be shown: a place in a file, a code, a message and what to do. */
export function assertComplete(diagnostics: readonly Diagnostic[]): void {
  for (const { code, severity, message, file, line, column, remedy } of diagnostics) {
    const text = `${file}:${line}:${column} ${severity} [${code}] ${message} ${remedy}`;
    assert.match(code, /^[a-z][a-z0-9_]+$/u, text);
    assert.ok(['error', 'warning', 'info'].includes(severity), text);
    assert.match(message, /^\S.*[.]$/su, text);
    assert.match(remedy, /^[A-Z`"].{4,}[.…;)}]$/su, text);
    assert.ok(!/undefined|\[object |^Expected: #/u.test(remedy), text);
    assert.match(file, /^[^/].*$/u, text);
    assert.ok(Number.isInteger(line) && line >= 1 && Number.isInteger(column) && column >= 1, text);
  }
}

/** Makes sure that there is exactly this one, at this place. @returns it */
export function assertOnly(
  diagnostics: readonly Diagnostic[],
  code: string,
  place: { file: string; line: number; column: number },
): Diagnostic {
  assertComplete(diagnostics);
  const told = diagnostics.map(({ code: found, file, line, column }) => ({
    code: found,
    file,
    line,
    column,
  }));
  assert.deepEqual(told, [{ code, ...place }], JSON.stringify(diagnostics, undefined, 1));
  return diagnostics[0]!;
}
