import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { maxMessageBytes, Wire } from '../../../runtime/broker/wire.ts';

/** As much of a socket as a wire uses: what is pushed comes from the peer, what is written goes to it. */
class Line extends Duplex {
  readonly written: string[] = [];

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(chunk.toString());
    done();
  }
}

function makeWire(maxBytes = 4096): { line: Line; wire: Wire } {
  const line = new Line();
  return { line, wire: new Wire(line as unknown as Socket, maxBytes) };
}

async function receive(chunks: readonly Buffer[], maxBytes?: number): Promise<unknown[]> {
  const { line, wire } = makeWire(maxBytes);
  const received: unknown[] = [];
  const closed = new Promise<void>((resolve) => void wire.onClosed(resolve));
  wire.listen((message) => received.push(message));
  for (const chunk of chunks) line.push(chunk);
  line.push(null);
  line.end();
  await closed;
  return received;
}

const messages = fc.array(
  fc.json().map((text) => JSON.parse(text) as unknown),
  { maxLength: 8 },
);

describe('A wire', () => {
  it('brings the same messages however their bytes come in pieces', () =>
    fc.assert(
      fc.asyncProperty(
        messages,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        async (sent, sizes) => {
          const bytes = Buffer.from(sent.map((message) => `${JSON.stringify(message)}\n`).join(''));
          const chunks: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          assert.deepEqual(await receive(chunks), sent);
        },
      ),
    ));

  it('writes what another one reads', () =>
    fc.assert(
      fc.asyncProperty(messages, async (sent) => {
        const { line, wire } = makeWire();
        for (const message of sent) wire.send(message);
        assert.deepEqual(await receive(line.written.map((text) => Buffer.from(text))), sent);
      }),
    ));

  it('ends at what is no message, and keeps what came before', async () => {
    assert.deepEqual(await receive([Buffer.from('1\n2\nx\n3\n')]), [1, 2]);
    assert.deepEqual(await receive([Buffer.from('1\n\n2\n')]), [1]);
  });

  it('takes a message as long as may be and none longer, even one that never ends', async () => {
    const longest = JSON.stringify('x'.repeat(maxMessageBytes - 2));
    assert.deepEqual(await receive([Buffer.from(`${longest}\n`)]), [JSON.parse(longest)]);
    assert.deepEqual(await receive([Buffer.from(`1\n${longest}x`)]), [1]);
    const { line, wire } = makeWire(10);
    line.push('x'.repeat(11));
    await new Promise<void>((resolve) => void wire.onClosed(resolve));
    assert.ok(line.destroyed);
  });

  it('keeps what comes before anybody listens, in order', async () => {
    const { line, wire } = makeWire();
    line.push('1\n2\n3\n');
    assert.equal(await wire.next(), 1);
    const received: unknown[] = [];
    wire.listen((message) => received.push(message));
    line.push('4\n');
    line.push(null);
    line.end();
    await new Promise<void>((resolve) => void wire.onClosed(resolve));
    assert.deepEqual(received, [2, 3, 4]);
  });

  it('says to who waits, and to who comes late, that it has ended', async () => {
    const { wire } = makeWire();
    const waiting = wire.next();
    wire.cutOff();
    await assert.rejects(waiting, /ended/u);
    await assert.rejects(wire.next(), /ended/u);
    let told = false;
    wire.onClosed(() => {
      told = true;
    });
    assert.ok(told);
  });

  it('cuts off who does not read', async () => {
    const line = new Line();
    line._write = () => undefined;
    const wire = new Wire(line as unknown as Socket, 10);
    const text = JSON.stringify('x'.repeat(maxMessageBytes - 2));
    for (let count = 0; count < 4; count += 1) wire.sendText(text);
    await new Promise<void>((resolve) => void wire.onClosed(resolve));
    assert.ok(line.destroyed);
  });
});
