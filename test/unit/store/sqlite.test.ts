import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { loadSqlite } from '../../../runtime/store/sqlite.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeStoreHome, operation } from '../../support/store-home.ts';

type GetBuiltinModule = typeof process.getBuiltinModule;

/** Runs `work` in a process that finds built-in modules in another way. */
async function withBuiltins<T>(find: (name: string) => unknown, work: () => T | Promise<T>): Promise<T> {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = find as GetBuiltinModule;
  try {
    return await work();
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
}

describe("Node's own SQLite", () => {
  it('is loaded without its warning, and without holding any other back', async () => {
    const { emitWarning } = process;
    const warned: unknown[][] = [];
    const listening = ((...words: unknown[]) => void warned.push(words)) as typeof emitWarning;
    process.emitWarning = listening;
    try {
      // As Node 22 does when the module is loaded for the first time.
      const find = (name: string): unknown => {
        process.emitWarning(
          'SQLite is an experimental feature and might change at any time',
          'ExperimentalWarning',
        );
        process.emitWarning('Another is an experimental feature', 'ExperimentalWarning');
        process.emitWarning('SQLite is deprecated', { type: 'DeprecationWarning', code: 'X' });
        return { name };
      };
      assert.deepEqual(await withBuiltins(find, loadSqlite), { name: 'node:sqlite' });
      assert.deepEqual(warned, [
        ['Another is an experimental feature', 'ExperimentalWarning'],
        ['SQLite is deprecated', { type: 'DeprecationWarning', code: 'X' }],
      ]);
      assert.equal(process.emitWarning, listening, 'nothing is held back any more');
    } finally {
      process.emitWarning = emitWarning;
    }
  });

  it('may be missing: nothing is recorded then, and that is said once', async () => {
    await using home = await makeStoreHome();
    const { history } = home.open();
    await withBuiltins(
      () => undefined,
      async () => {
        await history.record([operation()]);
        await history.record([operation()]);
        await history.seed([operation()]);
        const error = await rejectsWith(history.list({ limit: 1 }), 'store_unavailable');
        assert.match(error.message, /comes without SQLite/u);
        assert.deepEqual(home.logged, [`warn: ${error.message} ${error.remedy}`]);
      },
    );
  });

  it('that is missing is no reason to make a file', async () => {
    await using home = await makeStoreHome();
    await withBuiltins(
      () => undefined,
      () => home.record(),
    );
    assert.equal(existsSync(home.path), false);
  });
});
