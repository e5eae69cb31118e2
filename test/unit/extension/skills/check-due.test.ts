import assert from 'node:assert/strict';
import { isCheckDue } from '../../../../extension/features/skills/versions/check-due.ts';

const hour = 60 * 60_000;
const now = Date.parse('2026-01-02T12:00:00Z');

describe('looking for newer versions by itself', () => {
  it('is done at most once in six hours', () => {
    assert.ok(isCheckDue(true, 0, now));
    assert.ok(isCheckDue(true, now - 6 * hour, now));
    assert.ok(!isCheckDue(true, now - 6 * hour + 1, now));
    assert.ok(!isCheckDue(true, now, now));
  });

  it('is never done unless the setting is on', () => {
    for (const wanted of [false, undefined, null, 'true', 1]) assert.ok(!isCheckDue(wanted, 0, now));
  });

  it('is not held up by a clock that was wrong', () => {
    assert.ok(isCheckDue(true, now + 24 * hour, now));
  });
});
