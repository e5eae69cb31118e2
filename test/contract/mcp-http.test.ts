import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ownTools } from '../../runtime/mcp/own-tools.ts';
import { type McpHome, makeMcpHome, shippedSkill } from '../support/mcp-home.ts';
import { handshake, type McpProcess, startMcp } from '../support/mcp-process.ts';

/** Waits for the line on stderr that says where it serves. */
async function addressOf(server: McpProcess): Promise<string> {
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+\/mcp/u.exec(server.errors())?.[0];
    if (url !== undefined) return url;
    await new Promise((resolve) => server.child.stderr.once('data', resolve));
  }
}

describe('aios-mcp over HTTP', function () {
  this.timeout(60_000);
  let home: McpHome;
  let server: McpProcess;
  let url: string;
  let token: string;

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
    server = startMcp(home.aiosHome, ['--http', '127.0.0.1:0']);
    url = await addressOf(server);
    token = (await readFile(join(home.aiosHome, 'state', 'http-token'), 'utf8')).trim();
  });
  after(async () => {
    await server.stop();
    await home.dispose();
  });

  const headers = (): Record<string, string> => ({
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
  });

  function post(body: string | Buffer, more: Record<string, string> = {}): Promise<Response> {
    return fetch(url, {
      method: 'POST',
      headers: { ...headers(), ...more },
      body: new Uint8Array(Buffer.from(body)),
    });
  }

  const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: handshake() });

  async function connect(mode: 'legacy' | 'auto'): Promise<Client> {
    const client = new Client({ name: 'http-test', version: '1' }, { versionNegotiation: { mode } });
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: headers() } }),
    );
    return client;
  }

  it('keeps its token in a file of the person alone, and the same one from start to start', async () => {
    const file = join(home.aiosHome, 'state', 'http-token');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const again = startMcp(home.aiosHome, ['--http', '127.0.0.1:0']);
    await addressOf(again);
    await again.stop();
    assert.equal((await readFile(file, 'utf8')).trim(), token);
    assert.ok(!server.errors().includes(token), 'the token itself is not told');
  });

  it('serves clients of the current revision, of older ones and of the older SDK', async () => {
    for (const mode of ['auto', 'legacy'] as const) {
      const client = await connect(mode);
      assert.equal(client.getNegotiatedProtocolVersion(), mode === 'auto' ? '2026-07-28' : '2025-11-25');
      assert.equal((await client.listTools()).tools.length, ownTools.length + 1);
      const result = await client.callTool({ name: 'roadmap_reader', arguments: { document: 'Q1: ship' } });
      assert.ok(JSON.stringify(result.structuredContent).includes('Q1: ship'));
      await client.close();
    }
    const older = new OlderClient({ name: 'older', version: '1' });
    // The SDK's own types are looser than ours.
    await older.connect(
      new OlderHttpTransport(new URL(url), { requestInit: { headers: headers() } }) as unknown as Parameters<
        typeof older.connect
      >[0],
    );
    assert.equal((await older.listTools()).tools.length, ownTools.length + 1);
    await older.close();
  });

  it('lets nobody in without the token', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      `Basic ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
    ]) {
      const response = await post(initialize, { Authorization: authorization });
      assert.equal(response.status, 401, authorization);
      assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    }
  });

  it('lets no web page in, whatever name it has given to this machine', async () => {
    const { hostname, port } = new URL(url);
    const send = (more: Record<string, string>): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = request(
          { hostname, port, path: '/mcp', method: 'POST', headers: { ...headers(), ...more } },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode ?? 0);
          },
        );
        sent.on('error', reject);
        sent.end(initialize);
      });
    assert.equal(await send({ Host: 'evil.example' }), 403);
    assert.equal(await send({ Host: `evil.example:${port}` }), 403);
    assert.equal(await send({ Origin: 'https://evil.example' }), 403);
    assert.equal(await send({ Origin: 'null' }), 403);
    assert.equal(await send({ Host: `localhost:${port}` }), 200);
    assert.equal(await send({ Origin: `http://localhost:${port}` }), 200);
  });

  it('listens on no other address', async () => {
    for (const address of ['0.0.0.0:0', 'localhost:0', '[::1]:0', '127.0.0.1', '8080', '127.0.0.1:99999']) {
      const other = startMcp(home.aiosHome, ['--http', address]);
      assert.equal(await other.ended, 1, address);
      assert.match(other.errors(), /no address that AI OS serves on/u);
    }
    const wrong = startMcp(home.aiosHome, ['--https']);
    assert.equal(await wrong.ended, 2);
    assert.match(wrong.errors(), /^Usage: aios-mcp/u);
  });

  it('tells clients of both eras of an install', async () => {
    const told: string[] = [];
    const clients = await Promise.all((['auto', 'legacy'] as const).map(connect));
    const heard = clients.map(
      (client, index) =>
        new Promise<void>((resolve) => {
          client.setNotificationHandler('notifications/tools/list_changed', () => {
            told.push(String(index));
            resolve();
          });
        }),
    );
    await clients[0]?.listen({ toolsListChanged: true });
    await home.install(shippedSkill('ci-failure-triage'));
    await Promise.all(heard);
    assert.deepEqual(told.sort(), ['0', '1']);
    await Promise.all(clients.map((client) => client.close()));
    await home.remove('ci-failure-triage');
  });

  it('answers fifty callers at once without an error', async () => {
    const clients = await Promise.all(
      Array.from({ length: 50 }, (_, index) => connect(index % 2 === 0 ? 'auto' : 'legacy')),
    );
    const results = await Promise.all(
      clients.flatMap((client, number) =>
        Array.from({ length: 5 }, (_, call) =>
          client.callTool({ name: 'roadmap_reader', arguments: { document: `caller ${number}-${call}.` } }),
        ),
      ),
    );
    for (const [index, result] of results.entries())
      assert.ok(
        JSON.stringify(result.structuredContent).includes(`caller ${Math.floor(index / 5)}-${index % 5}.`),
      );
    await Promise.all(clients.map((client) => client.close()));
  });

  it('answers bad input with an error, and lives on', async () => {
    for (const [body, status] of [
      ['{', 400],
      ['', 400],
      ['3', 400],
      ['[]', 400],
      [Buffer.from([0xff, 0xfe]), 400],
      [`{"jsonrpc":"2.0","id":1,"method":"x","params":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400],
      [Buffer.alloc(17 * 1024 * 1024, ' '), 413],
    ] as const) {
      const response = await post(body).catch(() => undefined);
      // A client that is still sending may find the connection cut.
      if (response !== undefined) assert.equal(response.status, status, String(body.slice(0, 20)));
    }
    assert.equal((await post(initialize, { 'Content-Type': 'text/plain' })).status, 415);
    assert.equal((await post('{"jsonrpc":"2.0","id":1,"method":"tools/list"}')).status, 400);
    assert.equal(
      (await post('{"jsonrpc":"2.0","id":1,"method":"tools/list"}', { 'Mcp-Session-Id': 'x' })).status,
      404,
    );
    assert.equal((await fetch(url, { method: 'PUT', headers: headers() })).status, 405);
    assert.equal((await fetch(new URL('/other', url), { headers: headers() })).status, 404);
    assert.equal((await post(initialize)).status, 200);
  });

  it('leaves a heartbeat of its own', async () => {
    const { ended, ...beat } = JSON.parse(
      await readFile(join(home.aiosHome, 'state', 'heartbeats', await heartbeatOf(server)), 'utf8'),
    );
    assert.equal(beat.transport, 'http');
    assert.equal(ended, undefined);
  });

  async function heartbeatOf({ child }: McpProcess): Promise<string> {
    const names = await readdir(join(home.aiosHome, 'state', 'heartbeats'));
    return names.find((name) => name.startsWith(`${child.pid}-`)) ?? '';
  }
});
