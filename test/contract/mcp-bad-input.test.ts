import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type McpHome, makeMcpHome, shippedSkill } from '../support/mcp-home.ts';
import { handshake, type McpProcess, startMcp } from '../support/mcp-process.ts';

const megabyte = 1024 * 1024;

describe('aios-mcp with bad input', function () {
  this.timeout(120_000);
  let home: McpHome;
  let server: McpProcess;
  let next = 1_000_000;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
  });
  after(() => home.dispose());
  beforeEach(async () => {
    server = startMcp(home.aiosHome);
    await server.ask(0, 'initialize', handshake());
  });
  afterEach(async () => {
    assert.deepEqual(server.stray, []);
    await server.stop();
  });

  /** It still answers, from the front and from the SDK. */
  async function livesOn(): Promise<void> {
    next += 2;
    assert.deepEqual((await server.ask(next, 'ping')).result, {});
    const call = await server.ask(next + 1, 'tools/call', { name: 'list_skills', arguments: {} });
    const { skills } = { ...(call.result?.structuredContent as object | undefined) } as { skills?: unknown };
    assert.ok(Array.isArray(skills));
  }

  it('passes over lines that are no JSON, no UTF-8 or no message', async () => {
    for (const line of ['{', 'hello', '[]', '[1]', '3', 'null', '"x"', '{}', '', '   ', '{"jsonrpc":"2.0"}'])
      await server.write(`${line}\n`);
    await server.write(Buffer.from([0xff, 0xfe, 0x7b, 0x0a, 0xc3, 0x28, 0x0a]));
    await livesOn();
    assert.equal(server.said.filter(({ error }) => error !== undefined).length, 0);
  });

  it('refuses requests that are not as the protocol has them', async () => {
    for (const [id, message] of [
      [1, { method: 'tools/list', params: [] }],
      [2, { method: 'tools/list', params: null }],
      [3, { method: 3 }],
      [4, { method: 'no/such/method' }],
      [5, { method: 'tools/call', params: { name: 7 } }],
      [6, { method: 'tools/call' }],
      [7, { method: 'resources/read', params: { uri: 9 } }],
      [8, { method: 'initialize', params: { protocolVersion: 3 } }],
    ] as const) {
      server.send({ id, ...message });
      await server.until((said) => said.some((answer) => answer.id === id));
      assert.ok(server.said.find((answer) => answer.id === id)?.error !== undefined, String(id));
    }
    server.send({ id: null, method: 'tools/list' });
    server.send({ id: {}, method: 'tools/list' });
    await livesOn();
  });

  it('refuses a message of 50 MB by its id and reads on, in little memory', async () => {
    const filler = Buffer.alloc(50 * megabyte, 'x');
    await server.write(
      `{"jsonrpc":"2.0","id":77,"method":"tools/call","params":{"name":"roadmap_reader","arguments":{"document":"`,
    );
    await server.write(filler);
    await server.write('"}}}\n');
    await server.until((said) => said.some(({ id }) => id === 77));
    assert.match(server.said.find(({ id }) => id === 77)?.error?.message ?? '', /bytes/u);
    await server.write('{"method":"tools/call","params":{"name":"');
    await server.write(filler);
    await server.write('"},"jsonrpc":"2.0","id":"last"}\n');
    await server.until((said) => said.some(({ id }) => id === 'last'));
    await livesOn();
  });

  it('answers a call with an input of 10 MB', async () => {
    const document = 'x'.repeat(10 * megabyte);
    const { result } = await server.ask(5, 'tools/call', { name: 'roadmap_reader', arguments: { document } });
    assert.ok(result !== undefined);
    await livesOn();
  });

  it('refuses what is nested deeply', async () => {
    for (const [id, depth] of [
      [1, 300],
      [2, 100_000],
      [3, 1_000_000],
    ] as const) {
      const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      await server.write(
        `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"x","arguments":${nested}}}\n`,
      );
      await server.until((said) => said.some((answer) => answer.id === id));
      assert.match(
        server.said.find((answer) => answer.id === id)?.error?.message ?? '',
        /nested too deeply/u,
      );
    }
    await server.write(`${'['.repeat(1_000_000)}\n`);
    await livesOn();
  });

  it('takes names like __proto__ for names', async () => {
    await server.write(
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"roadmap_reader","arguments":{"document":"x","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}}\n',
    );
    await server.write('{"jsonrpc":"2.0","id":2,"__proto__":{"method":"ping"},"method":"tools/list"}\n');
    await server.write('{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"__proto__"}}\n');
    await server.write(
      '{"jsonrpc":"2.0","id":4,"method":"prompts/get","params":{"name":"constructor","arguments":{"__proto__":"x"}}}\n',
    );
    await server.until((said) => [1, 3, 4].every((id) => said.some((answer) => answer.id === id)));
    assert.match(JSON.stringify(server.said.find(({ id }) => id === 1)), /unknown property/u);
    assert.ok(!JSON.stringify(server.said).includes('polluted'));
    await livesOn();
  });

  it('answers ten thousand requests that come at once, each', async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: index + 1,
        method: index % 2 === 0 ? 'tools/list' : 'tools/call',
        ...(index % 2 === 1 && {
          params: { name: 'get_skill', arguments: { id: 'roadmap-reader', part: 'outline' } },
        }),
      }),
    );
    await server.write(`${lines.join('\n')}\n`);
    await server.until((said) => said.length >= 10_001);
    assert.equal(new Set(server.said.map(({ id }) => id)).size, 10_001);
    assert.ok(server.said.every(({ result }) => result !== undefined));
    await livesOn();
  });

  it('answers requests of the same id, and forgets those that are cancelled', async () => {
    for (let round = 0; round < 5; round += 1)
      server.send({ id: 7, method: 'tools/call', params: { name: 'list_skills', arguments: {} } });
    server.send({ method: 'notifications/cancelled', params: { requestId: 7 } });
    server.send({ method: 'notifications/cancelled', params: { requestId: 999 } });
    server.send({ method: 'notifications/cancelled', params: {} });
    server.send({ method: 'notifications/cancelled' });
    await livesOn();
  });

  it('answers nothing to answers that it did not ask for', async () => {
    server.send({ id: 4, result: {} });
    server.send({ id: 5, error: { code: 1, message: 'x' } });
    server.send({ id: 6, error: 'x' });
    await livesOn();
    assert.ok(!server.said.some(({ id }) => id === 4 || id === 5 || id === 6));
  });

  it('takes lists of messages in the one revision that has them, and answers with a list', async () => {
    const list = `${JSON.stringify([
      { jsonrpc: '2.0', id: 'a', method: 'ping' },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      { jsonrpc: '2.0', id: 'b', method: 'tools/call', params: { name: 'list_skills', arguments: {} } },
    ])}\n`;
    await server.write(list);
    await livesOn();
    assert.ok(!server.said.some((answer) => Array.isArray(answer)));
    const older = startMcp(home.aiosHome);
    await older.ask(0, 'initialize', handshake('x', '2025-03-26'));
    await older.write(list);
    await older.until((said) => said.some((answer) => Array.isArray(answer)));
    const answers = older.said.find((answer) => Array.isArray(answer)) as unknown as { id: string }[];
    assert.deepEqual(answers.map(({ id }) => id).sort(), ['a', 'b']);
    await older.stop();
  });

  it('survives a hundred thousand drawn messages and answers the next', async () => {
    const word = fc.constantFrom(
      'tools/list',
      'tools/call',
      'prompts/get',
      'prompts/list',
      'resources/read',
      'resources/list',
      'skills/get',
      'skills/list',
      'initialize',
      'ping',
      'server/discover',
      'completion/complete',
      'notifications/cancelled',
      'notifications/initialized',
      'subscriptions/listen',
      'logging/setLevel',
      'resources/directory/read',
      '',
    );
    const value = fc.jsonValue({ maxDepth: 3 });
    const params = fc.oneof(
      value,
      fc.dictionary(
        fc.constantFrom('name', 'uri', 'arguments', '_meta', 'cursor', 'ref', '__proto__', 'requestId'),
        value,
        { maxKeys: 4 },
      ),
      fc.record({
        name: fc.constantFrom(
          'list_skills',
          'get_skill',
          'run_skill',
          'complete_skill',
          'get_run',
          'roadmap_reader',
        ),
        arguments: value,
      }),
    );
    const id = fc.oneof(fc.integer(), fc.string(), fc.constantFrom(null, 1, 'x', {}, 1.5));
    const message = fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .record({ jsonrpc: fc.constantFrom('2.0', '1.0'), id, method: word, params }, { requiredKeys: [] })
          .map((drawn) => JSON.stringify(drawn)),
      },
      {
        weight: 1,
        arbitrary: fc
          .record({ jsonrpc: fc.constant('2.0'), id, result: value }, { requiredKeys: ['jsonrpc'] })
          .map((drawn) => JSON.stringify(drawn)),
      },
      {
        weight: 1,
        arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replaceAll('\n', ' ')),
      },
    );
    const batch = 500;
    for (let sent = 0; sent < 100_000; sent += batch) {
      const lines = fc.sample(message, { numRuns: batch, seed: sent + 20_261_121 });
      await server.write(`${lines.join('\n')}\n`);
      if (sent % 10_000 === 0) {
        await livesOn();
        server.said.length = 0;
      }
    }
    await livesOn();
  });

  it('survives bytes of any kind', async () => {
    for (const bytes of fc.sample(fc.uint8Array({ minLength: 1, maxLength: 4000 }), {
      numRuns: 500,
      seed: 7,
    }))
      await server.write(Buffer.from(bytes));
    await server.write('\n');
    await livesOn();
  });
});
