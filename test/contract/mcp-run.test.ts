import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { connectClient, type McpHome, makeMcpHome, serverBundle, shippedSkill } from '../support/mcp-home.ts';

type Values = Record<string, unknown>;
type Result = Awaited<ReturnType<Client['callTool']>>;

function structuredOf(result: Result): Values {
  const [first] = result.content as { type: string; text?: string }[];
  assert.deepEqual(JSON.parse(first?.text ?? ''), result.structuredContent, 'both say the same');
  return result.structuredContent as Values;
}

async function expected(id: string): Promise<unknown> {
  return JSON.parse(await readFile(join(shippedSkill(id), 'tests', 'expected_01.json'), 'utf8'));
}

describe('a run through the model of a client', function () {
  this.timeout(60_000);
  let home: McpHome;
  let client: Client;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
    client = await connectClient(home);
  });
  after(async () => {
    await client.close();
    await home.dispose();
  });

  async function call(name: string, input: Values): Promise<Result> {
    return client.callTool({ name, arguments: input });
  }

  it('is the same by run_skill as by the tool of the skill', async () => {
    const input = { document: 'Q1: ship' };
    const own = structuredOf(await call('roadmap_reader', input));
    const general = structuredOf(await call('run_skill', { id: 'roadmap-reader', input }));
    assert.deepEqual([general.prompt, general.outputSchema], [own.prompt, own.outputSchema]);
    assert.notEqual(general.runId, own.runId);
  });

  it('takes an answer of the right shape, also as text, and records the run', async () => {
    const { runId } = structuredOf(await call('roadmap_reader', { document: 'Q1: ship' }));
    const wrong = await call('complete_skill', { runId, result: { summary: 3 } });
    assert.equal(wrong.isError, true);
    const { status, problems } = structuredOf(wrong);
    assert.equal(status, 'rejected');
    assert.ok(
      (problems as string[]).some((problem) => problem === '"summary" must be string.'),
      String(problems),
    );

    const answer = await outputThatFits();
    const right = structuredOf(await call('complete_skill', { runId, result: JSON.stringify(answer) }));
    assert.deepEqual([right.status, right.problems, right.result], ['completed', [], answer]);

    const folder = join(home.aiosHome, 'state', 'spool');
    const [file = ''] = await readdir(folder);
    assert.match(file, /^\d+-[0-9a-f]{12}\.jsonl$/u);
    assert.equal((await stat(join(folder, file))).mode & 0o777, 0o600);
    const records = (await readFile(join(folder, file), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      records.map(({ kind, skill, status: told, client: by }) => [kind, skill, told, by.name]),
      [
        ['run', 'roadmap-reader', 'rejected', 'contract-test'],
        ['run', 'roadmap-reader', 'completed', 'contract-test'],
      ],
    );
  });

  it('does not take an answer that breaks a guardrail of the skill', async () => {
    const { runId } = structuredOf(await call('roadmap_reader', { document: 'Q1: ship' }));
    const answer = { ...(await outputThatFits()), summary: 'See https://evil.example/?q=1 for more.' };
    const { status, problems } = structuredOf(await call('complete_skill', { runId, result: answer }));
    assert.equal(status, 'rejected');
    assert.match(String(problems), /leads to evil\.example, which the input does not name/u);
  });

  it('that nobody started cannot be completed', async () => {
    const result = await call('complete_skill', { runId: 'run_x', result: {} });
    assert.equal(result.isError, true);
    assert.match(JSON.stringify(result.content), /no run .*run_x.*Start the skill again/u);
  });

  it('checks the input of our own tools too', async () => {
    const result = await call('get_skill', { part: 'half' });
    assert.equal(result.isError, true);
    assert.match(JSON.stringify(result.content), /lacks the property .*id.*"part.* must be one of/u);
  });

  async function outputThatFits(): Promise<Values> {
    const test = (await expected('roadmap-reader')) as Values;
    return (test.output ?? test) as Values;
  }

  it('asks the person for what the model left out, where the client can', async () => {
    const asked: unknown[] = [];
    const asking = new Client(
      { name: 'asking', version: '1' },
      { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {} } } },
    );
    asking.setRequestHandler('elicitation/create', async ({ params }) => {
      asked.push(params);
      return { action: 'accept', content: { document: 'Q2: rest' } };
    });
    await asking.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [serverBundle],
        env: { AIOS_HOME: home.aiosHome },
      }),
    );
    try {
      const result = await asking.callTool({ name: 'roadmap_reader', arguments: {} });
      assert.match(String(structuredOf(result).prompt), /Q2: rest/u);
      assert.equal(asked.length, 1);
    } finally {
      await asking.close();
    }
  });

  it('asks through a client of an older revision as well, and takes a no for an answer', async () => {
    for (const action of ['accept', 'decline'] as const) {
      const older = new OlderClient({ name: 'older', version: '1' }, { capabilities: { elicitation: {} } });
      older.setRequestHandler(ElicitRequestSchema, async () => ({
        action,
        ...(action === 'accept' && { content: { document: 'Q3: more' } }),
      }));
      await older.connect(
        new OlderTransport({
          command: process.execPath,
          args: [serverBundle],
          env: { AIOS_HOME: home.aiosHome },
        }),
      );
      try {
        const result = await older.callTool({ name: 'roadmap_reader', arguments: {} });
        if (action === 'accept') assert.match(JSON.stringify(result.structuredContent), /Q3: more/u);
        else assert.match(JSON.stringify(result.content), /lacks the property .*document/u);
      } finally {
        await older.close();
      }
    }
  });
});

describe('the files of skills', () => {
  let home: McpHome;
  let client: Client;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
    client = await connectClient(home);
  });
  after(async () => {
    await client.close();
    await home.dispose();
  });

  it('are resources below the skill, with its SKILL.md listed', async () => {
    const { resources } = await client.listResources();
    assert.deepEqual(
      resources.map(({ uri, title }) => [uri, title]),
      [['skill://roadmap-reader/SKILL.md', 'Roadmap Reader']],
    );
    const { contents } = await client.readResource({ uri: 'skill://roadmap-reader/SKILL.md' });
    const [skill] = contents as { text?: string }[];
    assert.match(skill?.text ?? '', /^---\nname: roadmap-reader\n/u);
    const schema = await client.readResource({ uri: 'skill://roadmap-reader/references/schema.input.json' });
    const [file] = schema.contents as { text?: string; mimeType?: string }[];
    assert.equal(file?.mimeType, 'application/json');
    assert.ok(JSON.parse(file?.text ?? ''));
  });

  it('that are none are not read, wherever the address leads', async () => {
    for (const path of ['../../current.json', '%2e%2e/%2e%2e/current.json', 'nothing.md', '', 'references'])
      await assert.rejects(client.readResource({ uri: `skill://roadmap-reader/${path}` }), path);
    await assert.rejects(client.readResource({ uri: 'file:///etc/passwd' }));
  });
});
