import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findInSpool } from '../../../runtime/mcp/calls/find-in-spool.ts';
import { makeRunId, RunTable } from '../../../runtime/mcp/calls/run-table.ts';
import { type CallsHome, makeCallsHome, startCalls } from '../../support/mcp-calls.ts';
import { makeRegistryHome, type RegistryHome } from '../../support/registry-home.ts';
import { runRecord } from '../../support/run-record.ts';

type Values = Readonly<Record<string, unknown>>;

describe('how a run stands', () => {
  let place: CallsHome;

  beforeEach(async () => {
    place = await makeCallsHome();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  async function ask(runId: string, from = place.server): Promise<Values> {
    const { content, structuredContent = {}, isError } = await from.call('get_run', { runId });
    assert.equal(isError, undefined);
    assert.deepEqual(JSON.parse(content[0]?.text ?? ''), structuredContent, 'both say the same');
    return structuredContent;
  }

  async function start(): Promise<string> {
    const { structuredContent } = await place.server.call('run_skill', {
      id: 'meeting-notes',
      input: { notes: 'a' },
    });
    return String(structuredContent?.runId);
  }

  it('is told while it waits, after an answer that does not fit, and after one that does', async () => {
    const runId = await start();
    const waiting = await ask(runId);
    assert.deepEqual([waiting.status, waiting.skill, waiting.problems], ['waiting', 'meeting-notes', []]);
    assert.match(String(waiting.next), /call complete_skill/u);

    await place.server.call('complete_skill', { runId, result: 3 });
    const rejected = await ask(runId);
    assert.equal(rejected.status, 'rejected');
    assert.match(String(rejected.problems), /must be object/u);
    assert.match(String(rejected.next), /complete_skill again/u);

    await place.server.call('complete_skill', { runId, result: { summary: 'b' } });
    const completed = await ask(runId);
    assert.deepEqual([completed.status, completed.problems], ['completed', []]);
    assert.equal('host' in completed, false, 'the editor is not asked what is known here');
  });

  it('is told by a server that was started later, as far as it was recorded', async () => {
    const [answered, open] = [await start(), await start()];
    await place.server.call('complete_skill', { runId: answered, result: 3 });
    await place.server.call('complete_skill', { runId: answered, result: { summary: 'b' } });
    const later = startCalls(place.home.root);
    const { status, skill, version, host } = await ask(answered, later);
    assert.deepEqual([status, skill, version, host], ['completed', 'meeting-notes', '1.0.0', undefined]);
    const lost = await ask(open, later);
    assert.deepEqual([lost.status, (lost.host as Values).state], ['unknown', 'not-running']);
    assert.match(String((lost.host as Values).message), /No editor .* is open/u);
    assert.match(String(lost.next), /run_skill/u);
  });

  it('is unknown of what is no id of a run, and nobody is asked', async () => {
    for (const runId of ['', 'run_', 'x', '__proto__', `${makeRunId()}x`, '../../state'])
      assert.deepEqual(await ask(runId), {
        runId,
        status: 'unknown',
        problems: [],
        next: 'Start the skill again with run_skill and use the runId that it returns.',
      });
  });

  it('is forgotten with the run, when very many were started', () => {
    const runs = new RunTable();
    const { asker, skill } = { asker: {}, skill: {} } as never;
    const begin = () => runs.start({ skill, asker, input: {}, startedAt: new Date() }).id;
    const first = begin();
    runs.settle(first, { status: 'completed', problems: [], endedAt: new Date() });
    assert.equal(runs.outcome(first)?.status, 'completed');
    for (let count = 0; count < 500; count += 1) begin();
    assert.deepEqual([runs.get(first), runs.outcome(first)], [undefined, undefined]);
    runs.settle(first, { status: 'completed', problems: [], endedAt: new Date() });
    assert.equal(runs.outcome(first), undefined);
  });
});

describe('looking for a run in the spool', () => {
  let home: RegistryHome;

  beforeEach(async () => {
    home = await makeRegistryHome();
    await mkdir(home.home.spool, { recursive: true });
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const write = (name: string, ...lines: readonly unknown[]): Promise<void> =>
    writeFile(
      join(home.home.spool, name),
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );

  it('finds its last record, and not those that only speak of it', async () => {
    await write(
      '1-a.jsonl',
      runRecord({ runId: 'run_aaaaaaaaaaaa', status: 'rejected', problems: ['Too short.'] }),
      runRecord({ runId: 'run_aaaaaaaaaaaa' }),
      runRecord({
        runId: 'run_bbbbbbbbbbbb',
        input: { about: 'run_aaaaaaaaaaaa', twice: 'run_aaaaaaaaaaaa' },
      }),
      '{"runId":"run_aaaaaaaaaaaa"',
    );
    const found = await findInSpool(home.home.spool, 'run_aaaaaaaaaaaa');
    assert.deepEqual([found?.status, found?.skill], ['completed', 'standup']);
    assert.equal(await findInSpool(home.home.spool, 'run_cccccccccccc'), undefined);
  });

  it('finds it in a file that a host is taking in, and where another cannot be read', async () => {
    await mkdir(join(home.home.spool, '2-b.jsonl'));
    await write('1-a.x.taken', runRecord({ runId: 'run_aaaaaaaaaaaa' }));
    assert.equal((await findInSpool(home.home.spool, 'run_aaaaaaaaaaaa'))?.status, 'completed');
  });

  it('finds nothing where there is no spool, nor in what is no record', async () => {
    assert.equal(await findInSpool(join(home.path, 'nothing'), 'run_aaaaaaaaaaaa'), undefined);
    await write('1-a.jsonl', runRecord({ runId: 'run_aaaaaaaaaaaa', status: 'odd' }), 'null', '[]');
    assert.equal(await findInSpool(home.home.spool, 'run_aaaaaaaaaaaa'), undefined);
  });
});
