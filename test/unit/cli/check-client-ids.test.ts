import assert from 'node:assert/strict';
import { checkClientIds } from '../../../runtime/cli/check-client-ids.ts';
import { AiosError } from '../../../runtime/errors.ts';

describe('Client ids that a person gives', () => {
  it('are taken with hyphens, underscores and capitals', () => {
    assert.deepEqual(checkClientIds(['claude-desktop', 'claude_code', 'Cursor']), [
      'claude-desktop',
      'claude-code',
      'cursor',
    ]);
    assert.deepEqual(checkClientIds([]), []);
  });

  it('that are nearly one are answered with it', () => {
    for (const [given, meant] of [
      ['claud-desktop', 'claude-desktop'],
      ['ClaudeDesktop', 'claude-desktop'],
      ['open-code', 'opencode'],
      ['vs-code', 'vscode'],
    ])
      assert.throws(
        () => checkClientIds([given ?? '']),
        (error) =>
          AiosError.is(error, 'client_unknown') && error.remedy.startsWith(`Did you mean "${meant}"?`),
      );
  });

  it('are refused when nobody knows them, with those that are known', () => {
    for (const id of ['vim', '', 'claude', 'constructor'])
      assert.throws(
        () => checkClientIds(['cursor', id]),
        (error) => {
          assert.ok(AiosError.is(error, 'client_unknown'));
          assert.ok(error.message.includes(`"${id}"`));
          assert.match(error.remedy, /claude-desktop, cursor, claude-code/u);
          return true;
        },
      );
  });
});
