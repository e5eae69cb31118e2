import assert from 'node:assert/strict';
import type { CommandContext, CommandResult } from '../../../runtime/cli/command.ts';
import { history } from '../../../runtime/cli/commands/history.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeStoreHome, operation, type StoreHome } from '../../support/store-home.ts';

async function run(
  home: StoreHome,
  ...positionals: string[]
): Promise<Omit<CommandResult, 'text'> & { text: string }> {
  const store = home.open();
  try {
    const result = await history.run({ runtime: { store }, positionals } as unknown as CommandContext);
    return { ...result, text: String(result.text) };
  } finally {
    store.dispose();
  }
}

describe('`aios history`', () => {
  it('shows when, what, from which version to which, and through what, the newest first', async () => {
    await using home = await makeStoreHome();
    // In this machine's time zone.
    const at = new Date(2026, 2, 4, 5, 6).toISOString();
    await home.record({ kind: 'install', skill: 'a', toVersion: '1.0.0' });
    await home.record({
      at,
      kind: 'update',
      skill: 'a',
      fromVersion: '1.0.0',
      toVersion: '1.1.0',
      by: 'editor',
    });
    const { text, json, exitCode } = await run(home);
    const [header, first, second, ...rest] = text.split('\n');
    assert.match(header!, /^WHEN +WHAT +SKILL +VERSION +BY$/u);
    assert.match(first!, /^2026-03-04 05:06 +update +a +1\.0\.0 → 1\.1\.0 +editor$/u);
    assert.match(second!, /^2026-01-0\d \d\d:\d\d +install +a +1\.0\.0 +terminal$/u);
    assert.deepEqual(rest, []);
    assert.equal(exitCode, 0);
    assert.deepEqual(json, {
      operations: [
        { at, kind: 'update', skill: 'a', fromVersion: '1.0.0', toVersion: '1.1.0', by: 'editor' },
        operation({ toVersion: '1.0.0' }),
      ],
    });
  });

  it('shows one skill when it is named', async () => {
    await using home = await makeStoreHome();
    await home.record({ skill: 'a' });
    await home.record({ skill: 'b', kind: 'pin', fromVersion: '1.0.0', toVersion: '1.0.0' });
    const { text, json } = await run(home, 'b');
    assert.match(text, /\n.* pin +b +1\.0\.0 +terminal$/u);
    assert.equal((json as { operations: unknown[] }).operations.length, 1);
  });

  it('shows a person the newest fifty, and a script all', async () => {
    await using home = await makeStoreHome();
    const store = home.open();
    await store.history.record(Array.from({ length: 60 }, (_, index) => operation({ skill: `s${index}` })));
    store.dispose();
    const { text, json } = await run(home);
    const lines = text.split('\n');
    assert.equal(lines.length, 52);
    assert.match(lines[1]!, / s59 /u);
    assert.equal(lines.at(-1), 'And 10 older; --json prints all of them.');
    assert.equal((json as { operations: unknown[] }).operations.length, 60);
  });

  it('says that nothing was done, of all and of one', async () => {
    await using home = await makeStoreHome();
    assert.deepEqual(await run(home), {
      exitCode: 0,
      json: { operations: [] },
      text: 'Nothing was done to any skill yet.',
    });
    assert.equal((await run(home, 'a')).text, 'Nothing was done to a yet.');
  });

  it('fails with what to do when there is no way to know', async () => {
    await using home = await makeStoreHome();
    await home.record();
    home.query('PRAGMA user_version = 99');
    await rejectsWith(run(home), 'store_newer');
  });
});
