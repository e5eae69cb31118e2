import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { makeRunId } from '../../runtime/mcp/calls/run-table.ts';
import { takeInSpool } from '../../runtime/store/take-in-spool.ts';
import { type BrokerHosts, makeBrokerHosts } from '../support/broker-hosts.ts';
import { installOne } from '../support/install-one.ts';
import { serverBundle } from '../support/mcp-home.ts';
import { handshake, startMcp } from '../support/mcp-process.ts';
import { openInstaller } from '../support/registry-home.ts';
import { skillFiles, writeFiles } from '../support/skill-files.ts';
import { logInto, openStore } from '../support/store-home.ts';

type Values = Readonly<Record<string, unknown>>;

describe('aios-mcp, asked how a run stands,', function () {
  this.timeout(60_000);
  let hosts: BrokerHosts;
  const clients: Client[] = [];

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(async () => {
    hosts = await makeBrokerHosts();
    await installOne(
      openInstaller(hosts.home.root),
      await writeFiles(join(hosts.path, 'notes'), skillFiles()),
    );
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await hosts[Symbol.asyncDispose]();
  });

  async function connect(): Promise<Client> {
    const client = new Client(
      { name: 'contract-test', version: '1.0.0' },
      { versionNegotiation: { mode: 'auto' } },
    );
    const env = { AIOS_HOME: hosts.home.root };
    await client.connect(new StdioClientTransport({ command: process.execPath, args: [serverBundle], env }));
    clients.push(client);
    return client;
  }

  async function call(client: Client, name: string, input: Values): Promise<Values> {
    const result = await client.callTool({ name, arguments: { ...input } });
    const [first] = result.content as { text?: string }[];
    assert.deepEqual(JSON.parse(first?.text ?? ''), result.structuredContent, 'both say the same');
    return result.structuredContent as Values;
  }

  /** A run that was answered, by a server that has ended since. */
  async function completedRun(): Promise<string> {
    const client = await connect();
    const { runId } = await call(client, 'run_skill', { id: 'meeting-notes', input: { notes: 'a' } });
    assert.equal((await call(client, 'get_run', { runId })).status, 'waiting');
    await call(client, 'complete_skill', { runId, result: { decisions: [] } });
    await client.close();
    return String(runId);
  }

  async function takeIn(): Promise<void> {
    const { spool: folder, locks } = hosts.home;
    const { runs } = openStore(hosts.home.root, []);
    const taken = await takeInSpool({ folder, lock: join(locks, 'spool'), runs, log: logInto([]) });
    assert.equal(taken.runs, 1);
    assert.deepEqual(await readdir(folder), []);
  }

  it('tells what an editor keeps of it, and that the editor runs', async () => {
    const runId = await completedRun();
    await takeIn();
    const leader = hosts.start();
    await leader.until('leading');
    const client = await connect();
    const { status, skill, host } = await call(client, 'get_run', { runId });
    assert.deepEqual([status, skill, (host as Values).state], ['completed', 'meeting-notes', 'running']);
    assert.match(String((host as Values).message), new RegExp(`process ${leader.pid}\\b`, 'u'));
    const other = await call(client, 'get_run', { runId: makeRunId() });
    assert.deepEqual([other.status, (other.host as Values).state], ['unknown', 'running']);
  });

  it('says that the editor hangs, and goes on meanwhile', async () => {
    const leader = hosts.start();
    await leader.until('leading');
    const client = await connect();
    await call(client, 'list_skills', {});
    leader.child.kill('SIGSTOP');
    let isAnswered = false;
    const asked = call(client, 'get_run', { runId: makeRunId() }).finally(() => {
      isAnswered = true;
    });
    await call(client, 'list_skills', {});
    assert.equal(isAnswered, false, 'other calls do not wait for it');
    const { status, host } = await asked;
    assert.deepEqual([status, (host as Values).state], ['unknown', 'hung']);
    assert.match(String((host as Values).message), new RegExp(`process ${leader.pid} did not answer`, 'u'));
  });

  it('says that no editor is open, and knows what was recorded without one', async () => {
    const runId = await completedRun();
    const client = await connect();
    const known = await call(client, 'get_run', { runId });
    assert.deepEqual([known.status, known.host], ['completed', undefined]);
    const { status, host } = await call(client, 'get_run', { runId: makeRunId() });
    assert.deepEqual([status, (host as Values).state], ['unknown', 'not-running']);
  });

  it('asks no editor before that, neither at its start nor for anything else', async () => {
    const leader = hosts.start();
    await leader.until('leading');
    const { address } = await hosts.record();
    await leader.kill();
    await rm(address, { force: true });
    let asked = 0;
    const listener = createServer((socket) => {
      asked += 1;
      socket.destroy();
    }).listen(address);
    await once(listener, 'listening');
    try {
      const server = startMcp(hosts.home.root);
      await server.ask(0, 'initialize', handshake());
      await server.ask(1, 'tools/list');
      const start = { name: 'run_skill', arguments: { id: 'meeting-notes', input: { notes: 'a' } } };
      await server.ask(2, 'tools/call', start);
      assert.equal(asked, 0);
      await server.ask(3, 'tools/call', { name: 'get_run', arguments: { runId: makeRunId() } });
      assert.equal(asked, 1);
      await server.stop();
    } finally {
      listener.close();
    }
  });
});
