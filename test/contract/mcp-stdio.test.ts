import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { connectClient, type McpHome, makeMcpHome, serverBundle, shippedSkill } from '../support/mcp-home.ts';

type Input = Record<string, unknown>;
type Run = { prompt: string; runId: string; outputSchema: unknown };

const ownTools = ['list_skills', 'get_skill', 'run_skill', 'complete_skill', 'get_run'];

async function fixture(id: string): Promise<Input> {
  return JSON.parse(await readFile(join(shippedSkill(id), 'tests', 'fixture_01.json'), 'utf8')) as Input;
}

function textOf(result: object): string {
  const [first] = (result as { content: unknown }).content as { type: string; text?: string }[];
  assert.equal(first?.type, 'text');
  return first.text ?? '';
}

describe('aios-mcp over stdio', () => {
  let home: McpHome;
  let client: Client;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
    await home.install(shippedSkill('pull-request-reviewer'));
    client = await connectClient(home);
  });

  after(async () => {
    await client.close();
    await home.dispose();
  });

  it('speaks the current revision to a client that asks for it', () => {
    assert.equal(client.getNegotiatedProtocolVersion(), '2026-07-28');
  });

  it('offers its own five tools and one per skill, with the input schema of the skill', async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name }) => name),
      [...ownTools, 'pull_request_reviewer', 'roadmap_reader'],
    );
    const schema = JSON.parse(
      await readFile(join(shippedSkill('roadmap-reader'), 'schema.input.json'), 'utf8'),
    ) as Input;
    assert.deepEqual(tools.find(({ name }) => name === 'roadmap_reader')?.inputSchema, schema);
  });

  it('answers a call with the composed prompt, the same in content and structuredContent', async () => {
    const input = await fixture('roadmap-reader');
    const result = await client.callTool({ name: 'roadmap_reader', arguments: input });
    assert.notEqual(result.isError, true);
    assert.deepEqual(JSON.parse(textOf(result)), result.structuredContent);
    const { prompt: text, runId, outputSchema } = result.structuredContent as Run;
    assert.match(runId, /^run_/u);
    assert.deepEqual(
      outputSchema,
      JSON.parse(await readFile(join(shippedSkill('roadmap-reader'), 'schema.output.json'), 'utf8')),
    );
    assert.ok(text.includes(String(input.document)), 'the document stands in the prompt');
    assert.ok(text.includes('## Guardrails'));
    assert.ok(!text.includes('"$schema"'), 'the output schema stands beside the prompt, not in it as well');
    assert.ok(!text.includes('{{input.'), 'no placeholder is left');
  });

  it('tells the model what is wrong with an input', async () => {
    const result = await client.callTool({ name: 'roadmap_reader', arguments: { documents: 'x' } });
    assert.equal(result.isError, true);
    assert.match(textOf(result), /lacks the property "document".*unknown property "documents"/su);
  });

  it('tells the model when there is no such skill', async () => {
    const result = await client.callTool({ name: 'no_such_skill', arguments: {} });
    assert.equal(result.isError, true);
    assert.match(textOf(result), /No skill "no_such_skill" is installed\. Call list_skills/u);
  });

  it('lists and gives skills through its own tools', async () => {
    const list = await client.callTool({ name: 'list_skills', arguments: {} });
    assert.deepEqual(JSON.parse(textOf(list)), list.structuredContent);
    const { skills } = list.structuredContent as { skills: { id: string; tool: string }[] };
    assert.deepEqual(
      skills.map(({ id, tool }) => [id, tool]),
      [
        ['pull-request-reviewer', 'pull_request_reviewer'],
        ['roadmap-reader', 'roadmap_reader'],
      ],
    );
    const one = await client.callTool({ name: 'get_skill', arguments: { id: 'roadmap-reader' } });
    const { prompt } = one.structuredContent as { prompt: string };
    assert.equal(prompt, await readFile(join(shippedSkill('roadmap-reader'), 'prompt.md'), 'utf8'));
    const outline = await client.callTool({
      name: 'get_skill',
      arguments: { id: 'roadmap-reader', part: 'outline' },
    });
    const told = (outline.structuredContent as { prompt: string }).prompt;
    assert.match(told, /^## Outline\n/u);
    assert.ok(told.length < prompt.length / 3);
  });

  it('offers each skill as a prompt with its inputs as arguments', async () => {
    const { prompts } = await client.listPrompts();
    const roadmap = prompts.find(({ name }) => name === 'roadmap_reader');
    assert.deepEqual(
      roadmap?.arguments?.filter(({ required }) => required).map(({ name }) => name),
      ['document'],
    );
    const { messages } = await client.getPrompt({
      name: 'roadmap_reader',
      arguments: { document: 'Q1: ship', follow_links: 'true' },
    });
    assert.equal(messages.length, 1);
    const [message] = messages;
    assert.ok(message?.content.type === 'text' && message.content.text.includes('Q1: ship'));
    assert.ok(message.content.text.includes('"$schema"'), 'the output schema stands in the prompt');
  });

  it('refuses a prompt whose arguments do not fit', async () => {
    await assert.rejects(
      client.getPrompt({ name: 'roadmap_reader', arguments: { as_of: 'soon' } }),
      /lacks the property "document"/u,
    );
  });

  it('shows a skill that is installed or removed while it runs', async () => {
    const names = async (): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name);
    await home.install(shippedSkill('ci-failure-triage'));
    assert.ok((await names()).includes('ci_failure_triage'));
    await home.remove('ci-failure-triage');
    assert.ok(!(await names()).includes('ci_failure_triage'));
  });

  it('serves a client of the older SDK and its revision', async () => {
    const older = new OlderClient({ name: 'older', version: '1.0.0' });
    await older.connect(
      new OlderTransport({
        command: process.execPath,
        args: [serverBundle],
        env: { AIOS_HOME: home.aiosHome },
      }),
    );
    try {
      const { tools } = await older.listTools();
      assert.equal(tools.length, ownTools.length + 2);
      const result = await older.callTool({
        name: 'roadmap_reader',
        arguments: await fixture('roadmap-reader'),
      });
      assert.deepEqual(JSON.parse(textOf(result)), result.structuredContent);
    } finally {
      await older.close();
    }
  });
});

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

function resultOf<T>(answers: readonly Answer[], id: number): T {
  const answer = answers.find((candidate) => candidate.id === id);
  assert.ok(answer !== undefined && 'result' in answer, `request ${id} has a result`);
  return answer.result as T;
}

describe('the aios-mcp process', () => {
  let home: McpHome;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
  });

  after(() => home.dispose());

  /** Sends lines to a server of its own, closes stdin once every request is answered, and waits for its end. */
  async function converse(requests: readonly object[], aiosHome = home.aiosHome) {
    const child = spawn(process.execPath, [serverBundle], { env: { ...process.env, AIOS_HOME: aiosHome } });
    const answers: Answer[] = [];
    let rest = '';
    let errors = '';
    const expected = requests.filter((request) => 'id' in request).length;
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.stdout.on('data', (chunk: Buffer) => {
      const lines = `${rest}${chunk.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) answers.push(JSON.parse(line) as Answer);
      if (answers.length >= expected) child.stdin.end();
    });
    for (const request of requests) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...request })}\n`);
    const [code] = (await once(child, 'close')) as [number | null];
    return { answers, rest, errors, code };
  }

  const initialize = {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
  };
  const listTools = { id: 2, method: 'tools/list' };

  it('writes nothing but protocol lines to stdout and ends when stdin closes', async () => {
    const { answers, rest, code, errors } = await converse([
      initialize,
      { method: 'notifications/initialized' },
      listTools,
    ]);
    assert.deepEqual(
      answers.map(({ id }) => id),
      [1, 2],
    );
    assert.equal(rest, '');
    assert.equal(errors, '');
    assert.equal(code, 0);
    assert.equal(resultOf<{ protocolVersion: string }>(answers, 1).protocolVersion, '2025-03-26');
  });

  it('serves an empty list from a home that does not exist yet', async () => {
    const { answers } = await converse([initialize, listTools], join(home.aiosHome, 'nowhere'));
    const { tools } = resultOf<{ tools: { name: string }[] }>(answers, 2);
    assert.deepEqual(
      tools.map(({ name }) => name),
      ownTools,
    );
  });

  it('says what is wrong when the index is damaged, and lives on', async () => {
    await writeFile(join(home.aiosHome, 'registry', 'index.json'), '{"format":1,"skills":[');
    const { answers, code } = await converse([initialize, listTools, { id: 3, method: 'ping' }]);
    assert.match(answers.find(({ id }) => id === 2)?.error?.message ?? '', /index .* is damaged/u);
    assert.deepEqual(resultOf(answers, 3), {});
    assert.equal(code, 0);
  });
});
