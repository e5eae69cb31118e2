import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { serverBundle } from '../support/mcp-home.ts';
import { makeRegistryHome, type RegistryHome } from '../support/registry-home.ts';
import { manifestText } from '../support/skill-files.ts';

type Action = 'accept' | 'decline' | 'cancel';
type Asked = { message: string; requestedSchema: { properties: object } };
type Result = Awaited<ReturnType<Client['callTool']>>;

/** A client whose person answers questions of both kinds. */
interface AskedPerson {
  readonly asked: Asked[];
  call(input: object): Promise<Result>;
  close(): Promise<void>;
}

describe('a skill that may act', function () {
  this.timeout(30_000);
  let home: RegistryHome;
  const people: AskedPerson[] = [];

  before(async () => {
    home = await makeRegistryHome();
    const acting = manifestText({ execution: '{ mode: auto, prompt: prompt.md }' });
    await home.install({ files: { 'skill.yaml': acting } });
  });
  after(() => home[Symbol.asyncDispose]());
  afterEach(async () => {
    await Promise.all(people.splice(0).map((person) => person.close()));
  });

  const server = () => ({
    command: process.execPath,
    args: [serverBundle],
    env: { AIOS_HOME: home.home.root },
  });
  const call = (input: object) => ({ name: 'meeting_notes', arguments: { ...input } });

  function answerOf(asked: Asked[], action: Action, params: object) {
    const question = params as Asked;
    asked.push(question);
    if ('notes' in question.requestedSchema.properties)
      return { action: 'accept' as const, content: { notes: 'what was said' } };
    return { action, ...(action === 'accept' && { content: {} }) };
  }

  async function connect(action: Action): Promise<AskedPerson> {
    const asked: Asked[] = [];
    const client = new Client(
      { name: 'asking', version: '1' },
      { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {} } } },
    );
    client.setRequestHandler('elicitation/create', async ({ params }) => answerOf(asked, action, params));
    await client.connect(new StdioClientTransport(server()));
    return keep({ asked, call: (input) => client.callTool(call(input)), close: () => client.close() });
  }

  async function connectOlder(action: Action): Promise<AskedPerson> {
    const asked: Asked[] = [];
    const client = new OlderClient({ name: 'older', version: '1' }, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => answerOf(asked, action, params));
    await client.connect(new OlderTransport(server()));
    const ask = async (input: object) => (await client.callTool(call(input))) as Result;
    return keep({ asked, call: ask, close: () => client.close() });
  }

  function keep(person: AskedPerson): AskedPerson {
    people.push(person);
    return person;
  }

  for (const [revision, open] of [
    ['the current revision', connect],
    ['an older one', connectOlder],
  ] as const) {
    it(`starts when the person agrees, through a client of ${revision}`, async () => {
      const { asked, call: run } = await open('accept');
      const { isError, structuredContent } = await run({ notes: 'a' });
      assert.notEqual(isError, true);
      assert.deepEqual(
        asked.map(({ message }) => message),
        ['Meeting Notes may act and not only answer. Start it?'],
      );
      assert.match(String((structuredContent as { next: string }).next), /^Carry out/u);
    });

    it(`does not start when they do not, and that is recorded, through a client of ${revision}`, async () => {
      for (const action of ['decline', 'cancel'] as const) {
        const { call: run } = await open(action);
        const { isError, content } = await run({ notes: `not ${action} ${revision}` });
        assert.equal(isError, true);
        assert.match(JSON.stringify(content), /did not agree that meeting-notes starts/u);
      }
      const records = await Promise.all(
        (await readdir(home.home.spool)).map((file) => readFile(join(home.home.spool, file), 'utf8')),
      );
      assert.match(records.join(''), new RegExp(`did not agree.*not decline ${revision}`, 'u'));
    });

    it(`asks for what is missing as well, through a client of ${revision}`, async () => {
      const { asked, call: run } = await open('accept');
      const { structuredContent } = await run({});
      assert.equal(asked.length, 2);
      assert.match(JSON.stringify(structuredContent), /what was said/u);
    });
  }

  it('tells the model to ask, where the client cannot', async () => {
    const client = new Client({ name: 'silent', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StdioClientTransport(server()));
    people.push({ asked: [], call: () => client.callTool(call({})), close: () => client.close() });
    const { structuredContent } = await client.callTool(call({ notes: 'a' }));
    const { next } = structuredContent as { next: string };
    assert.match(next, /^The skill may act: ask the person before you do anything but answer\. Carry out/u);
  });
});
