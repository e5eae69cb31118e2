import assert from 'node:assert/strict';
import type { CommandContext, CommandResult } from '../../../runtime/cli/command.ts';
import { runs } from '../../../runtime/cli/commands/runs.ts';
import { readSpoolLines } from '../../../runtime/store/read-spool-lines.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { runRecord } from '../../support/run-record.ts';
import { makeStoreHome, type StoreHome } from '../../support/store-home.ts';

async function run(home: StoreHome, ...positionals: string[]): Promise<{ text: string; json: unknown }> {
  const store = home.open();
  try {
    const runtime = { store, takeInSpool: async () => ({ runs: 0, setAside: 0 }) };
    const { text, json }: CommandResult = await runs.run({
      runtime,
      positionals,
    } as unknown as CommandContext);
    return { json, text: typeof text === 'string' ? text : text() };
  } finally {
    store.dispose();
  }
}

async function keep(
  home: StoreHome,
  ...changes: readonly Readonly<Record<string, unknown>>[]
): Promise<void> {
  const text = changes.map((change) => JSON.stringify(runRecord(change))).join('\n');
  const store = home.open();
  await store.runs.add(readSpoolLines(Buffer.from(text)).records);
  store.dispose();
}

const problems = ['"summary" must be string.', 'Too short.'];

describe('`aios runs`', () => {
  it('shows when which skill ran for whom, how long it took and what came of it, the newest first', async () => {
    await using home = await makeStoreHome();
    // In this machine's time zone.
    const at = new Date(2026, 2, 4, 5, 6).toISOString();
    await keep(
      home,
      { runId: 'run_1', endedAt: at },
      { runId: 'run_2', status: 'rejected', problems, client: {} },
    );
    const { text, json } = await run(home);
    const [header, first, second, ...rest] = text.split('\n');
    assert.match(header!, /^WHEN +RUN +SKILL +VERSION +CLIENT +TOOK +RESULT$/u);
    assert.match(
      first!,
      /^2026-03-04 05:06 +run_1 +standup +1\.0\.0 +claude-ai 0\.1\.0 +2\.5 s +completed$/u,
    );
    assert.match(second!, / run_2 +standup +1\.0\.0 +unknown +2\.5 s +sent back, 2 problems$/u);
    assert.deepEqual(rest, []);
    const told = (json as { runs: { run: string }[] }).runs;
    assert.deepEqual(
      told.map((one) => one.run),
      ['run_1', 'run_2'],
    );
  });

  it('shows one run with all that was in it, each answer to it', async () => {
    await using home = await makeStoreHome();
    await keep(
      home,
      { status: 'rejected', problems, output: 'It went well.' },
      { endedAt: '2026-03-01T10:00:09.000Z', output: { summary: 'Well.' } },
    );
    const { text, json } = await run(home, 'run_a');
    assert.ok(text.includes(`\n  ${problems.join('\n  ')}\nInput:\n`), text);
    assert.ok(text.includes('\nAnswer:\nIt went well.\n\nrun_a  standup 1.0.0'), text);
    assert.ok(text.endsWith('\nAnswer:\n{\n  "summary": "Well."\n}'), text);
    assert.equal((json as { attempts: unknown[] }).attempts.length, 2);
  });

  it('shows a person the newest fifty, and a script all', async () => {
    await using home = await makeStoreHome();
    await keep(home, ...Array.from({ length: 60 }, (_, index) => ({ runId: `run_${index}` })));
    const { text, json } = await run(home);
    assert.equal(text.split('\n').length, 52);
    assert.ok(text.endsWith('And 10 older; --json prints all of them.'));
    assert.equal((json as { runs: unknown[] }).runs.length, 60);
  });

  it('says that there is none, and of which it knows none', async () => {
    await using home = await makeStoreHome();
    assert.equal((await run(home)).text, 'No client has completed a run of a skill yet.');
    await rejectsWith(run(home, 'run_x'), 'run_unknown');
  });
});
