import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { BrokerConnection } from '../../runtime/broker/broker-connection.ts';
import { askStatus } from '../../runtime/broker/broker-status.ts';
import { connectBroker } from '../../runtime/broker/connect-broker.ts';
import { greetLeader } from '../../runtime/broker/handshake.ts';
import { maxMessageBytes, Wire } from '../../runtime/broker/wire.ts';
import { rejectsWith } from '../support/assert-error.ts';
import { type BrokerHost, type BrokerHosts, makeBrokerHosts } from '../support/broker-hosts.ts';
import { installOne } from '../support/install-one.ts';
import { openInstaller } from '../support/registry-home.ts';
import { manifestText, skillFiles, writeFiles } from '../support/skill-files.ts';

/** Resolves when it is closed, by an error too. */
function closedOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

const visitor = { kind: 'terminal', pid: process.pid } as const;

describe('Programs that reach the host that leads', () => {
  let hosts: BrokerHosts;
  let leader: BrokerHost;
  let connection: BrokerConnection;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    hosts = await makeBrokerHosts();
    const installer = openInstaller(hosts.home.root);
    for (const version of ['1.0.0', '1.1.0']) {
      const files = skillFiles({
        'skill.yaml': manifestText({ id: 'meeting-notes', version }),
        'prompt.md': `${version} {{input.notes}}\n`,
      });
      await installOne(installer, await writeFiles(join(hosts.path, 'source'), files));
    }
    leader = hosts.start();
    await leader.until('leading');
  });
  after(async () => hosts?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    const answer = await connectBroker(hosts.home);
    assert.ok(answer.state === 'connected');
    connection = answer.connection;
  });
  afterEach(() => connection.dispose());

  async function open(): Promise<Socket> {
    const socket = createConnection((await hosts.record()).address);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  }

  /** A connection past the handshake, to say things on that our own client never would. */
  async function openTrusted(): Promise<{ socket: Socket; wire: Wire; said: unknown[] }> {
    const socket = await open();
    const wire = new Wire(socket, 4096);
    assert.equal(await greetLeader(wire, await hosts.record(), visitor), true);
    const said: unknown[] = [];
    wire.listen((message) => said.push(message));
    return { socket, wire, said };
  }

  const stillAnswers = async (): Promise<void> => {
    const { pid } = (await connection.request('aios/status')) as { pid: number };
    assert.equal(pid, leader.pid);
  };

  describe('use what is installed:', () => {
    interface Skill {
      readonly id: string;
      readonly version: string;
      readonly enabled: boolean;
      readonly pinned: boolean;
    }
    const ask = async (method: string, params: object = {}): Promise<Skill> =>
      ((await connection.request(method, params)) as { skill: Skill }).skill;

    it('ask who leads, since when, and who is connected', async () => {
      const { since, ...status } = (await connection.request('aios/status')) as Record<string, unknown>;
      const clients = (status.clients as { kind: string; pid: number }[]).map(({ kind, pid }) => ({
        kind,
        pid,
      }));
      assert.deepEqual(
        { ...status, clients },
        { version: '1.2.3', pid: leader.pid, host: 'test', clients: [visitor] },
      );
      assert.ok(Date.parse(String(since)) <= Date.now());
    });

    it('list and show it', async () => {
      const { skills } = (await connection.request('skills/list')) as { skills: Skill[] };
      assert.deepEqual(
        skills.map(({ id, version, enabled, pinned }) => [id, version, enabled, pinned]),
        [['meeting-notes', '1.1.0', true, false]],
      );
      const shown = (await ask('skills/show', { id: 'meeting-notes' })) as unknown as {
        versions: { version: string }[];
        files: string[];
      };
      assert.deepEqual(shown.versions.map(({ version }) => version).sort(), ['1.0.0', '1.1.0']);
      assert.ok(shown.files.includes('prompt.md'));
    });

    it('switch it off and on, pin it, roll it back, remove it', async () => {
      const id = 'meeting-notes';
      assert.equal((await ask('skills/disable', { id })).enabled, false);
      assert.equal((await ask('skills/enable', { id, clients: ['cursor'] })).enabled, true);
      assert.equal((await ask('skills/enable', { id })).enabled, true);
      assert.equal((await ask('skills/pin', { id })).pinned, true);
      assert.equal((await ask('skills/unpin', { id })).pinned, false);
      assert.equal((await ask('skills/rollBack', { id })).version, '1.0.0');
      assert.equal((await ask('skills/rollBack', { id, to: '1.1.0' })).version, '1.1.0');
      assert.equal((await ask('skills/remove', { id })).id, id);
      assert.deepEqual(await connection.request('skills/list'), { skills: [] });
      assert.equal((await ask('skills/rollBack', { id })).version, '1.1.0');
    });

    it('ask for newer versions, and for what was done and run', async () => {
      const { skills } = (await connection.request('skills/outdated', { ids: ['meeting-notes'] })) as {
        skills: { state: string }[];
      };
      assert.deepEqual(
        skills.map(({ state }) => state),
        ['current'],
      );
      assert.deepEqual(await connection.request('history/list', { limit: 5 }), { operations: [] });
      assert.deepEqual(await connection.request('runs/list'), { runs: [] });
    });
  });

  it('get errors with the code, the message and the remedy that a person would', async () => {
    const error = await rejectsWith(connection.request('skills/show', { id: 'nothing' }), 'skill_unknown');
    assert.match(error.message, /nothing/u);
    await rejectsWith(connection.request('skills/install', { source: '.' }), 'broker_method_unknown');
    await rejectsWith(connection.request('__proto__'), 'broker_method_unknown');
    await rejectsWith(connection.request('skills/show', {}), 'broker_params_invalid');
    await rejectsWith(connection.request('skills/show', { id: 'x', force: true }), 'broker_params_invalid');
    await rejectsWith(connection.request('skills/show', ['x']), 'broker_params_invalid');
  });

  it('get them as JSON-RPC says', async () => {
    const { wire, said } = await openTrusted();
    const answered = async (count: number): Promise<void> => {
      while (said.length < count) await stillAnswers();
    };
    wire.send({ jsonrpc: '2.0', id: 'a', method: 'skills/show', params: {} });
    wire.send({ jsonrpc: '2.0', id: 'b', method: 'nothing' });
    wire.send({ jsonrpc: '2.0', id: 'c', method: 'skills/show', params: { id: 'nothing' } });
    await answered(3);
    const errors = (said as { id: string; error: { code: number; data: { code: string } } }[]).map(
      ({ id, error }) => [id, error.code, error.data.code],
    );
    assert.deepEqual(errors.sort(), [
      ['a', -32_602, 'broker_params_invalid'],
      ['b', -32_601, 'broker_method_unknown'],
      ['c', -32_000, 'skill_unknown'],
    ]);
    wire.cutOff();
  });

  describe('are refused', () => {
    it('when they know another secret, and are told nothing', async () => {
      const record = await hosts.record();
      const wire = new Wire(await open(), 4096);
      const challenge = 'a'.repeat(64);
      wire.send({ challenge, ...visitor });
      await wire.next();
      wire.send({ proof: 'b'.repeat(64) });
      wire.send({ jsonrpc: '2.0', id: 1, method: 'aios/status' });
      await assert.rejects(wire.next(), /ended/u);
      const other = { ...record, secret: 'c'.repeat(64) };
      assert.equal(await greetLeader(new Wire(await open(), 4096), other, visitor), false);
    });

    for (const [what, text] of Object.entries({
      'what is no JSON': 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      'no handshake': '{"jsonrpc":"2.0","id":1,"method":"aios/status"}\n',
      'a number': '5\n',
      null: 'null\n',
      'another kind of client': `{"challenge":"${'a'.repeat(64)}","kind":"admin","pid":1}\n`,
      'invalid UTF-8': '\u00ff\u00fe\n',
      'a line of 5 KB': `{"challenge":"${'a'.repeat(5000)}"}\n`,
      'five megabytes without an end': 'x'.repeat(5 * 1024 * 1024),
    })) {
      it(`when they begin with ${what}`, async () => {
        const socket = await open();
        let said = '';
        socket.setEncoding('utf8').on('data', (part: string) => {
          said += part;
        });
        const closed = closedOf(socket);
        socket.write(Buffer.from(text, 'latin1'));
        await closed;
        assert.equal(said, '');
        await stillAnswers();
      });
    }

    it('when they say nothing, or half of it, for two seconds, while others are served', async () => {
      const silent = await open();
      const slow = await open();
      slow.write('{"challenge":');
      const half = await open();
      half.end();
      const closed = Promise.all([silent, slow].map((socket) => closedOf(socket)));
      let isOver = false;
      void closed.then(() => {
        isOver = true;
      });
      while (!isOver) await stillAnswers();
    });
  });

  it('may come in hundreds, and leave half-way, without others noticing', async () => {
    const many = await Promise.all(Array.from({ length: 200 }, open));
    for (const [index, socket] of many.entries()) {
      if (index % 3 === 0) socket.destroy();
      else if (index % 3 === 1) socket.write(`{"challenge":"${'a'.repeat(64)}","kind":"terminal","pid":1}\n`);
    }
    await stillAnswers();
    for (const socket of many) socket.destroy();
    for (;;) {
      const { clients } = (await connection.request('aios/status')) as { clients: unknown[] };
      if (clients.length === 1) break;
    }
  });

  describe('that are trusted and misbehave', () => {
    for (const [what, text] of Object.entries({
      'say what is no JSON': 'hello\n',
      'say what is no message': '[]\n',
      'say more than 4 MB at once': `{"jsonrpc":"2.0","id":1,"method":"${'x'.repeat(maxMessageBytes)}`,
    })) {
      it(`are cut off when they ${what}`, async () => {
        const { socket } = await openTrusted();
        const closed = closedOf(socket);
        socket.write(text);
        await closed;
        await stillAnswers();
      });
    }

    it('are not harmed by odd messages', async () => {
      const { wire, said } = await openTrusted();
      const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
      wire.sendText(`{"jsonrpc":"2.0","id":1,"method":"skills/show","params":{"id":${deep}}}`);
      wire.sendText('{"jsonrpc":"2.0","id":2,"method":"skills/show","params":{"__proto__":{"id":"x"}}}');
      wire.sendText('{"jsonrpc":"2.0","id":3,"method":"constructor"}');
      wire.sendText('{"jsonrpc":"2.0","id":{},"method":"aios/status"}');
      wire.sendText('{"jsonrpc":"2.0","id":77,"result":1}');
      wire.sendText('{"jsonrpc":"2.0","method":"skills/remove","params":{"id":"meeting-notes"}}');
      wire.sendText('{"jsonrpc":"2.0","id":4,"method":"aios/status"}');
      while (!said.some((message) => (message as { id?: unknown }).id === 4)) await stillAnswers();
      const refused = said.filter((message) => 'error' in (message as object));
      assert.ok(refused.length >= 3);
      const { skills } = (await connection.request('skills/list')) as { skills: unknown[] };
      assert.equal(skills.length, 1, 'a notification removes nothing');
      wire.cutOff();
    });

    it('are served one after the other when they ask ten thousand things at once', async () => {
      const asked = Array.from({ length: 10_000 }, () => connection.request('aios/status'));
      const other = await connectBroker(hosts.home);
      assert.ok(other.state === 'connected');
      await other.connection.request('aios/status', {}, { timeoutMs: 2000 });
      other.connection.dispose();
      assert.equal((await Promise.all(asked)).length, 10_000);
    });

    it('are cut off, or kept waiting, when they ask and never read', async () => {
      const { socket, wire } = await openTrusted();
      socket.pause();
      const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'skills/list' });
      for (let count = 0; count < 20_000 && !wire.isClosed; count += 1) wire.sendText(request);
      for (let count = 0; count < 50; count += 1) await stillAnswers();
      socket.destroy();
    });
  });

  it('may give a request up', async () => {
    const abort = new AbortController();
    const asked = connection.request('skills/outdated', {}, { signal: abort.signal });
    abort.abort();
    await rejectsWith(asked, 'broker_cancelled');
    await rejectsWith(connection.request('aios/status', {}, { signal: abort.signal }), 'broker_cancelled');
    await stillAnswers();
  });

  describe('whose leader fails them', () => {
    let other: BrokerHosts;
    let host: BrokerHost;
    beforeEach(async () => {
      other = await makeBrokerHosts();
      host = other.start();
      await host.until('leading');
    });
    afterEach(() => other[Symbol.asyncDispose]());

    it('give up when it was stopped, and say so', async () => {
      host.child.kill('SIGSTOP');
      for (const ask of [() => connectBroker(other.home), () => askStatus(other.home)]) {
        const answer = await ask();
        assert.ok(answer.state === 'hung', answer.state);
        assert.match(
          answer.problem.message,
          new RegExp(`process ${host.pid} did not answer AI OS within 2 s`, 'u'),
        );
      }
    });

    it('give up on time when it is stopped after they connected', async () => {
      const answer = await connectBroker(other.home);
      assert.ok(answer.state === 'connected');
      host.child.kill('SIGSTOP');
      await rejectsWith(answer.connection.request('aios/status', {}, { timeoutMs: 500 }), 'broker_hung');
      answer.connection.dispose();
    });

    it('are told at once when it dies under a request', async () => {
      const answer = await connectBroker(other.home);
      assert.ok(answer.state === 'connected');
      host.child.kill('SIGSTOP');
      const asked = rejectsWith(answer.connection.request('aios/status'), 'broker_gone');
      await host.kill();
      await asked;
      assert.ok(answer.connection.isClosed);
      await rejectsWith(answer.connection.request('aios/status'), 'broker_gone');
      assert.equal((await connectBroker(other.home)).state, 'not-running');
    });

    it('trust nobody else at its address', async () => {
      await host.kill();
      const record = await other.record();
      const impostor = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.on('data', () =>
          socket.write(`{"challenge":"${'a'.repeat(64)}","proof":"${'b'.repeat(64)}"}\n{"welcome":true}\n`),
        );
      });
      const address = join(other.path, 'impostor.sock');
      impostor.listen(address);
      await once(impostor, 'listening');
      await writeFile(other.home.brokerFile, JSON.stringify({ ...record, address }));
      const answer = await connectBroker(other.home);
      impostor.close();
      assert.ok(answer.state === 'untrusted');
      assert.match(answer.problem.message, /could not show/u);
    });

    it('say that it broke off, where it does so before it shows who it is', async () => {
      await host.kill();
      const record = await other.record();
      const busy = createServer((socket) => socket.once('data', () => socket.destroy()));
      const address = join(other.path, 'busy.sock');
      busy.listen(address);
      await once(busy, 'listening');
      await writeFile(other.home.brokerFile, JSON.stringify({ ...record, address }));
      const standing = other.start();
      await standing.until('standing-by');
      assert.equal((await connectBroker(other.home)).state, 'broken-off');
      busy.close();
      await standing.until('leading');
    });

    it('trust no file that others may have written', async () => {
      await chmod(other.home.brokerFile, 0o666);
      const answer = await connectBroker(other.home);
      assert.ok(answer.state === 'unreadable');
      assert.equal(answer.problem.code, 'broker_file_unsafe');
    });
  });
});
