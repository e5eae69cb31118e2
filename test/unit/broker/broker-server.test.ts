import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { aiosHome } from '../../../runtime/aios-home.ts';
import type { BrokerConnection } from '../../../runtime/broker/broker-connection.ts';
import { writeBrokerFile } from '../../../runtime/broker/broker-file.ts';
import { BrokerServer } from '../../../runtime/broker/broker-server.ts';
import { askStatus } from '../../../runtime/broker/broker-status.ts';
import { connectBroker } from '../../../runtime/broker/connect-broker.ts';
import type { RequestHandler } from '../../../runtime/broker/session.ts';
import { rejectsWith } from '../../support/assert-error.ts';
import { makeHome } from '../../support/run-cli.ts';
import { logInto } from '../../support/store-home.ts';

interface Served extends AsyncDisposable {
  readonly home: ReturnType<typeof aiosHome>;
  readonly logged: string[];
  readonly connection: BrokerConnection;
}

/** A server whose answers are the test's, and a client of it. */
async function serve(handle: RequestHandler): Promise<Served> {
  const thrownAway = await makeHome();
  const home = aiosHome(thrownAway.aios);
  await mkdir(home.brokerSockets, { recursive: true, mode: 0o700 });
  const logged: string[] = [];
  const address =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\aios-test-${process.pid}`
      : join(home.brokerSockets, 'a.sock');
  const record = {
    address,
    secret: 'a'.repeat(64),
    pid: process.pid,
    home: home.root,
    since: '2026-01-02T03:04:05.000Z',
  };
  const server = await BrokerServer.listen({ credentials: record, handle, log: logInto(logged) });
  await writeBrokerFile(home.brokerFile, record);
  const answer = await connectBroker(home);
  assert.ok(answer.state === 'connected', answer.state);
  return {
    home,
    logged,
    connection: answer.connection,
    [Symbol.asyncDispose]: async () => {
      answer.connection.dispose();
      server.dispose();
      await thrownAway[Symbol.asyncDispose]();
    },
  };
}

describe('The server of the broker', () => {
  it('says of an answer that is longer than may be that it is, and goes on', async () => {
    await using served = await serve(async (method) => (method === 'long' ? 'x'.repeat(5e6) : 'short'));
    await rejectsWith(served.connection.request('long'), 'broker_answer_too_long');
    assert.equal(await served.connection.request('short'), 'short');
  });

  it('tells a client nothing of an error that nobody foresaw, and the log all', async () => {
    await using served = await serve(() => Promise.reject(new Error('in /home/ada/secret.txt')));
    const error = await rejectsWith(served.connection.request('x'), 'internal');
    assert.doesNotMatch(`${error.message} ${error.remedy}`, /ada/u);
    assert.deepEqual(
      served.logged.filter((line) => line.startsWith('error')),
      ['error: Broker: x failed: in /home/ada/secret.txt'],
    );
  });

  it('lets a method know when its client has given up', async () => {
    let told: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => {
      told = resolve;
    });
    let began: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    await using served = await serve((_method, _params, signal) => {
      began();
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          told();
          reject(signal.reason);
        });
      });
    });
    const abort = new AbortController();
    const asked = rejectsWith(
      served.connection.request('x', {}, { signal: abort.signal }),
      'broker_cancelled',
    );
    await begun;
    abort.abort();
    await asked;
    await stopped;
  });

  it('works on so many requests of a client at once and no more', async () => {
    let atOnce = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    await using served = await serve(async (method) => {
      if (method === 'quick') return 'quick';
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise<void>((resolve) => waiting.push(resolve));
      atOnce -= 1;
      return 'slow';
    });
    // Long enough that they do not come in one piece.
    const padding = 'x'.repeat(20_000);
    const asked = Promise.all(
      Array.from({ length: 200 }, () => served.connection.request('slow', { padding })),
    );
    const other = await connectBroker(served.home);
    assert.ok(other.state === 'connected');
    let isOver = false;
    void asked.then(() => {
      isOver = true;
    });
    for (let quiet = 0, before = 0; !isOver; before = waiting.length) {
      assert.equal(await other.connection.request('quick'), 'quick');
      quiet = waiting.length === before ? quiet + 1 : 0;
      // Nothing more came while a client that came later was answered time and again.
      if (quiet > 20) for (const go of waiting.splice(0)) go();
    }
    other.connection.dispose();
    assert.ok(most >= 32 && most < 64, `${most}`);
  });

  it('has another version when it answers its status in a way that is not known', async () => {
    await using served = await serve(async () => ({ version: 7 }));
    const host = await askStatus(served.home);
    assert.ok(host.state === 'other-version');
    assert.equal(host.problem.code, 'broker_other_version');
  });

  it('that takes a request and never answers is said to hang', async () => {
    await using served = await serve(() => new Promise(() => undefined));
    const host = await askStatus(served.home, 300);
    assert.equal(host.state, 'hung');
  });
});
