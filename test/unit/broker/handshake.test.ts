import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import {
  type Credentials,
  greetLeader,
  makeChallenge,
  maxHandshakeBytes,
  proofOf,
  type Visitor,
  welcomeVisitor,
} from '../../../runtime/broker/handshake.ts';
import { Wire } from '../../../runtime/broker/wire.ts';

const credentials: Credentials = { address: '/x/a.sock', secret: 'a'.repeat(64) };
const visitor: Visitor = { kind: 'server', pid: 42 };

interface Pair extends AsyncDisposable {
  readonly leader: Wire;
  readonly client: Wire;
  /** Everything that crossed the wire. */
  readonly crossed: () => string;
}

async function makePair(): Promise<Pair> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  let crossed = '';
  for (const end of [socket, accepted]) {
    end.on('data', (chunk: Buffer) => {
      crossed += chunk.toString();
    });
  }
  return {
    leader: new Wire(accepted, maxHandshakeBytes),
    client: new Wire(socket, maxHandshakeBytes),
    crossed: () => crossed,
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      accepted.destroy();
      server.close();
    },
  };
}

describe('The handshake', () => {
  it('lets in who knows the secret, which does not cross the wire', async () => {
    await using pair = await makePair();
    const [known, trusted] = await Promise.all([
      welcomeVisitor(pair.leader, credentials),
      greetLeader(pair.client, credentials, visitor),
    ]);
    assert.deepEqual(known, visitor);
    assert.equal(trusted, true);
    assert.ok(pair.crossed().includes('proof'));
    assert.ok(!pair.crossed().includes(credentials.secret));
  });

  for (const [what, other] of Object.entries({
    'another secret': { ...credentials, secret: 'b'.repeat(64) },
    'another address': { ...credentials, address: '/y/a.sock' },
  })) {
    it(`ends where a client knows ${what}: it does not trust the leader, and proves nothing to it`, async () => {
      await using pair = await makePair();
      const welcome = assert.rejects(welcomeVisitor(pair.leader, credentials), /ended/u);
      assert.equal(await greetLeader(pair.client, other, visitor), false);
      pair.client.cutOff();
      await welcome;
    });

    it(`ends where a client that trusts anybody knows ${what}`, async () => {
      await using pair = await makePair();
      const known = welcomeVisitor(pair.leader, credentials);
      const challenge = makeChallenge();
      pair.client.send({ challenge, ...visitor });
      const { challenge: leader } = (await pair.client.next()) as { challenge: string };
      pair.client.send({ proof: proofOf('client', other, { client: challenge, leader }) });
      assert.equal(await known, undefined);
    });
  }

  it('does not take its own proof back as the client’s', async () => {
    await using pair = await makePair();
    const known = welcomeVisitor(pair.leader, credentials);
    pair.client.send({ challenge: makeChallenge(), ...visitor });
    const { proof } = (await pair.client.next()) as { proof: string };
    pair.client.send({ proof });
    assert.equal(await known, undefined);
  });

  it('does not take a proof a second time', async () => {
    const challenge = makeChallenge();
    let proof = '';
    for (const isReplay of [false, true]) {
      await using pair = await makePair();
      const known = welcomeVisitor(pair.leader, credentials);
      pair.client.send({ challenge, ...visitor });
      const { challenge: leader } = (await pair.client.next()) as { challenge: string };
      proof ||= proofOf('client', credentials, { client: challenge, leader });
      pair.client.send({ proof });
      assert.deepEqual(await known, isReplay ? undefined : visitor);
    }
  });

  for (const hello of [
    null,
    [],
    'hello',
    { challenge: 'a'.repeat(64) },
    { challenge: 'A'.repeat(64), ...visitor },
    { challenge: 'a'.repeat(63), ...visitor },
    { challenge: 1, ...visitor },
    { challenge: 'a'.repeat(64), kind: 'leader', pid: 1 },
    { challenge: 'a'.repeat(64), kind: 'server', pid: '1' },
  ]) {
    it(`answers nothing to ${JSON.stringify(hello)}`, async () => {
      await using pair = await makePair();
      pair.client.send(hello);
      assert.equal(await welcomeVisitor(pair.leader, credentials), undefined);
      assert.ok(!pair.crossed().includes('proof'));
    });
  }
});
