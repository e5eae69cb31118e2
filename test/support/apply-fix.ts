import assert from 'node:assert/strict';
import type { Fix, Place } from '../../runtime/skill/diagnostic.ts';

/** @returns the text with a fix's edits in it; fails when two of them touch */
export function applyFix(text: string, { edits }: Fix): string {
  const lineStarts = [0];
  for (const { 0: lineEnd, index } of text.matchAll(/\r\n|\r|\n/gu)) lineStarts.push(index + lineEnd.length);
  const offsetOf = ({ line, column }: Place): number => {
    const start = lineStarts[line - 1];
    assert.ok(start !== undefined && start + column - 1 <= text.length, `there is no ${line}:${column}`);
    return start + column - 1;
  };
  const sorted = edits
    .map(({ range, newText }) => ({ start: offsetOf(range.start), end: offsetOf(range.end), newText }))
    .sort((a, b) => b.start - a.start);
  let result = text;
  let before = Number.POSITIVE_INFINITY;
  for (const { start, end, newText } of sorted) {
    assert.ok(start <= end && end <= before, 'the edits of a fix do not touch');
    result = result.slice(0, start) + newText + result.slice(end);
    before = start;
  }
  return result;
}
