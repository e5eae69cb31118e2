import assert from 'node:assert/strict';
import { choicesFor } from '../../../../extension/features/clients/drift/choices-for.ts';
import { leavingWords } from '../../../../extension/features/clients/sync/leaving-words.ts';
import type { SyncChange } from '../../../../runtime/sync/apply.ts';
import { makeSyncHome } from '../../../support/sync-home.ts';

const cursor = { id: 'cursor', name: 'Cursor' };

function change(client: string, kind: SyncChange['kind'], action: SyncChange['action']) {
  return { client, kind, action };
}

describe('Leaving a client alone', () => {
  it('says what was taken away, and what others have elsewhere now', () => {
    assert.equal(
      leavingWords(cursor, []),
      'AI OS leaves Cursor alone from now on. Nothing from AI OS was left there.',
    );
    assert.equal(
      leavingWords(cursor, [change('cursor', 'server', 'forget')]),
      'AI OS leaves Cursor alone from now on. Nothing from AI OS was left there.',
    );
    assert.equal(
      leavingWords(cursor, [change('cursor', 'server', 'remove'), change('cursor', 'skill', 'remove')]),
      'AI OS leaves Cursor alone from now on. It took away its MCP server and one skill.',
    );
    assert.equal(
      leavingWords(cursor, [
        change('claude-code', 'skill', 'create'),
        change('cursor', 'skill', 'remove'),
        change('cursor', 'skill', 'remove'),
      ]),
      'AI OS leaves Cursor alone from now on. It took away 2 skills. For other clients, one copy went to another folder.',
    );
  });

  it('is a choice where what we put there is gone, and only there', async () => {
    await using home = await makeSyncHome();
    await home.install();
    await home.runtime.sync.sync();
    const choices = async (): Promise<string[]> =>
      (await home.runtime.sync.status()).items.map((item) => choicesFor(item).join(' ')).filter(Boolean);
    assert.deepEqual(await choices(), []);
    await home.write(home.laid.cursor.text, home.laid.cursor.path);
    assert.deepEqual(await choices(), ['show restore leave']);
    await home.install({ version: '2.0.0' });
    assert.deepEqual((await choices()).sort(), ['show restore', 'show restore leave']);
  });
});
