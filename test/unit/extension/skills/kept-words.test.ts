import assert from 'node:assert/strict';
import { keptWords } from '../../../../extension/features/skills/versions/kept-words.ts';

describe('how long a removed skill is kept, in words', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  for (const [until, words] of [
    ['2026-01-30T23:59:59Z', 'kept for 30 more days'],
    ['2026-01-02T02:00:00Z', 'kept for one more day'],
    ['2026-01-01T11:00:00Z', 'kept for less than a day'],
    ['2025-12-30T00:00:00Z', 'kept for less than a day'],
  ] as const)
    it(`is ${words} until ${until}`, () => assert.equal(keptWords(new Date(until), now), words));
});
