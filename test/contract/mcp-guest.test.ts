import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClient, type McpHome, makeMcpHome, serverBundle, shippedSkill } from '../support/mcp-home.ts';
import { handshake, type McpProcess, startMcp } from '../support/mcp-process.ts';

const changes = ['tools', 'prompts', 'resources'].map((kind) => `notifications/${kind}/list_changed`);

const heapMegabytes = 64;

describe('aios-mcp as a guest', function () {
  this.timeout(60_000);
  let home: McpHome;
  const running: McpProcess[] = [];

  before(async () => {
    home = await makeMcpHome();
    await home.install(shippedSkill('roadmap-reader'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });
  after(() => home.dispose());

  function start(): McpProcess {
    const server = startMcp(home.aiosHome);
    running.push(server);
    return server;
  }

  it('tells every running copy of an install within a second, those that have called something too', async () => {
    const copies = [start(), start(), start()];
    for (const copy of copies) await copy.ask(1, 'initialize', handshake());
    await copies[1]?.ask(2, 'tools/call', { name: 'list_skills', arguments: {} });
    const index = join(home.aiosHome, 'registry', 'index.json');
    const told = Promise.all(
      copies.map(async (copy) => {
        await copy.until((said) =>
          changes.every((method) => said.some((message) => message.method === method)),
        );
        return Date.now();
      }),
    );
    await home.install(shippedSkill('ci-failure-triage'));
    const switchedAt = (await stat(index)).mtimeMs;
    for (const at of await told) assert.ok(at - switchedAt < 1000, `${at - switchedAt} ms`);
    const { result } = (await copies[0]?.ask(9, 'tools/list')) ?? {};
    const names = (result?.tools as { name: string }[] | undefined)?.map(({ name }) => name);
    assert.ok(names?.includes('ci_failure_triage'));
  });

  it('tells a client of the current revision that listens', async () => {
    const client = await connectClient(home);
    const told = new Promise<void>((resolve) => {
      client.setNotificationHandler('notifications/tools/list_changed', () => resolve());
    });
    await client.listen({ toolsListChanged: true });
    await home.install(shippedSkill('pull-request-reviewer'));
    await told;
    await client.close();
  });

  it('tells of the first install of all, in a home that was not there', async () => {
    const other = await makeMcpHome();
    const server = startMcp(other.aiosHome);
    running.push(server);
    await server.ask(1, 'initialize', handshake());
    await other.install(shippedSkill('roadmap-reader'));
    await server.until((said) => said.some(({ method }) => method === changes[0]));
    await server.stop();
    await other.dispose();
  });

  it('ends when stdin closes, with what it was asked answered', async () => {
    const server = start();
    await server.ask(1, 'initialize', handshake());
    server.send({
      id: 2,
      method: 'tools/call',
      params: { name: 'roadmap_reader', arguments: { document: 'Q1' } },
    });
    server.child.stdin.end();
    assert.equal(await server.ended, 0);
    assert.ok(server.said.some(({ id, result }) => id === 2 && result !== undefined));
  });

  it('ends with its parent, also when its stdin never closes', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'aios-parent-'));
    const pipe = join(folder, 'stdin');
    execFileSync('mkfifo', [pipe]);
    // Opened for reading and writing, the pipe has a writer as long as the server lives.
    const script = `require('child_process').spawn(process.execPath, [${JSON.stringify(serverBundle)}], { stdio: [require('fs').openSync(${JSON.stringify(pipe)}, 'r+'), 'inherit', 'inherit'] }); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['-e', script], {
      env: { ...process.env, AIOS_HOME: home.aiosHome },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await appendFile(
      pipe,
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: handshake() })}\n`,
    );
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    parent.kill('SIGKILL');
    // The server holds it too, so it ends when both have.
    await new Promise((resolve) => parent.stdout.once('close', resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('ends when nobody reads what it writes any more', async () => {
    const server = start();
    await server.ask(1, 'initialize', handshake());
    server.child.stdout.destroy();
    server.send({ id: 2, method: 'tools/list' });
    assert.equal(await server.ended, 0);
  });

  it('leaves a heartbeat that says who started it, and that it ended', async () => {
    const folder = join(home.aiosHome, 'state', 'heartbeats');
    await mkdir(folder, { recursive: true });
    const old = join(folder, '1-abc.json');
    await writeFile(old, '{}');
    await utimes(old, new Date(0), new Date(0));
    const server = start();
    const { pid } = server.child;
    const appeared = new Promise<string>((resolve) => {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || !new RegExp(`^${pid}-[0-9a-f]+\\.json$`, 'u').test(name)) return;
        watcher.close();
        resolve(name);
      });
    });
    await server.ask(1, 'initialize', handshake('claude-ai'));
    const file = join(folder, await appeared);
    const beat = JSON.parse(await readFile(file, 'utf8'));
    assert.deepEqual(
      [beat.pid, beat.parentPid, beat.client, beat.transport, 'ended' in beat],
      [pid, process.pid, { name: 'claude-ai', version: '1.2.3' }, 'stdio', false],
    );
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    server.child.stdin.end();
    await server.ended;
    assert.ok('ended' in JSON.parse(await readFile(file, 'utf8')));
    assert.ok(!(await readdir(folder)).includes('1-abc.json'), 'heartbeats of long ago are gone');
  });

  it('knows a client that says more of itself than usual, in both eras', async () => {
    const folder = join(home.aiosHome, 'state', 'heartbeats');
    const rich = { name: 'rich-client', version: '3', icons: [] };
    const envelope = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': rich,
    };
    for (const [method, params] of [
      ['initialize', { ...handshake(), clientInfo: rich }],
      ['tools/list', { _meta: envelope }],
    ] as const) {
      const server = start();
      assert.ok((await server.ask(1, method, params)).result !== undefined);
      let found: string | undefined;
      for (let id = 2; found === undefined; id += 1) {
        await server.ask(id, 'ping');
        found = (await readdir(folder)).find((name) =>
          new RegExp(`^${server.child.pid}-.*json$`, 'u').test(name),
        );
      }
      assert.equal(JSON.parse(await readFile(join(folder, found), 'utf8')).client.name, 'rich-client');
    }
  });

  it('keeps no more than 64 heartbeats', async () => {
    const folder = join(home.aiosHome, 'state', 'heartbeats');
    await mkdir(folder, { recursive: true });
    for (let number = 0; number < 100; number += 1) await writeFile(join(folder, `${number}-abc.json`), '{}');
    const server = start();
    await server.ask(1, 'initialize', handshake());
    server.child.stdin.end();
    await server.ended;
    const fewer = start();
    await fewer.ask(1, 'initialize', handshake());
    let count = 101;
    while (count > 64) count = (await readdir(folder)).length;
    assert.ok(count > 1);
  });

  it('does not bring back a home that was removed', async () => {
    const server = startMcp(join(home.aiosHome, 'gone'));
    running.push(server);
    await server.ask(1, 'initialize', handshake());
    await server.ask(2, 'tools/list');
    await server.ask(3, 'tools/call', { name: 'list_skills', arguments: {} });
    // Long enough for whatever is written late.
    const started = performance.now();
    for (let id = 4; performance.now() - started < 500; id += 1) await server.ask(id, 'ping');
    server.child.stdin.end();
    await server.ended;
    await assert.rejects(stat(join(home.aiosHome, 'gone')), { code: 'ENOENT' });
  });

  it('keeps nothing of twenty thousand calls: a heap that holds a few thousand holds them all', async () => {
    // What it would keep of a call, 2 KB and more, would not fit; how much a process takes in all is chance.
    const server = startMcp(home.aiosHome, [], [`--max-old-space-size=${heapMegabytes}`]);
    running.push(server);
    await server.ask(0, 'initialize', handshake());
    const params = { name: 'roadmap_reader', arguments: { document: 'Q1: ship' } };
    for (let first = 1; first <= 20_000; first += 100) {
      for (let id = first; id < first + 100; id += 1) server.send({ id, method: 'tools/call', params });
      await server.until((said) => said.length >= first + 100);
    }
    assert.equal(server.said.filter(({ error }) => error !== undefined).length, 0);
  });
});
