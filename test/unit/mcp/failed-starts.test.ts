import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readSpoolLines } from '../../../runtime/store/read-spool-lines.ts';
import { type CallsHome, makeCallsHome } from '../../support/mcp-calls.ts';

describe('a run that cannot begin', () => {
  let place: CallsHome;

  beforeEach(async () => {
    place = await makeCallsHome();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  async function recorded(): Promise<ReturnType<typeof readSpoolLines>> {
    const [file] = await readdir(place.home.spool).catch(() => []);
    return readSpoolLines(
      file === undefined ? Buffer.alloc(0) : await readFile(join(place.home.spool, file)),
    );
  }

  for (const [name, tool, input] of [
    ['by run_skill', 'run_skill', { id: 'meeting-notes', input: { note: 'x' } }],
    ['by the tool of the skill', 'meeting_notes', { note: 'x' }],
  ] as const)
    it(`for its input is recorded as rejected, with what was wrong, ${name}`, async () => {
      const { isError } = await place.server.call(tool, input);
      assert.equal(isError, true);
      const { records, damaged } = await recorded();
      assert.deepEqual(damaged, []);
      const [run, ...more] = records;
      assert.deepEqual(
        [run?.skill, run?.version, run?.status, run?.clientName, more.length],
        ['meeting-notes', '1.0.0', 'rejected', 'unit-test', 0],
      );
      assert.match(
        String(run?.problems),
        /^The input does not fit meeting-notes: .* lacks the property "notes"/u,
      );
      assert.deepEqual([run?.input, run?.output], [{ note: 'x' }, undefined]);
      assert.match(run?.run ?? '', /^run_/u);
    });

  it('for an input that is none is recorded as well', async () => {
    const { isError } = await place.server.call('run_skill', { id: 'meeting-notes', input: 'notes' });
    assert.equal(isError, true);
    assert.match(String((await recorded()).records[0]?.problems), /"input" must be object/u);
  });

  it('for its prompt is gone is recorded as well', async () => {
    await rm(join(place.home.skills, 'meeting-notes', 'versions'), { recursive: true });
    const { isError } = await place.server.call('run_skill', { id: 'meeting-notes', input: { notes: 'a' } });
    assert.equal(isError, true);
    assert.match(
      String((await recorded()).records[0]?.problems),
      /prompt of meeting-notes .* cannot be read/u,
    );
  });

  it('for there is no such skill leaves no record, nor does a question', async () => {
    await place.server.call('run_skill', { id: 'nothing', input: {} });
    await place.server.call('run_skill', {});
    await place.server.call('get_skill', { id: 'meeting-notes', part: 'half' });
    assert.deepEqual((await recorded()).records, []);
  });
});
