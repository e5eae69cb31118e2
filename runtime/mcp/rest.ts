import { join } from 'node:path';
import { type McpServer, parseJSONRPCMessage, type Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import { announceChange } from './announce-change.ts';
import type { CallServices } from './calls/call-tool.ts';
import { RunRecords } from './calls/run-records.ts';
import { RunTable } from './calls/run-table.ts';
import { Spool } from './calls/spool.ts';
import { serverFactory } from './create-server.ts';
import { GuestWatch } from './guest.ts';
import { HeartbeatFile } from './heartbeat.ts';
import { installToken, makeGate } from './http/gate.ts';
import { listen } from './http/serve-http.ts';
import { SkillShelf } from './skill-shelf.ts';
import type { Rest } from './stdio/front.ts';
import { invalidRequest, isRequestId, type RawMessage, type RequestId } from './stdio/parse-line.ts';
import type { StdioWire } from './stdio/wire.ts';

/** @returns what calls share in this process */
export function callServices(home: AiosHome): CallServices {
  const shelf = new SkillShelf(home);
  return { shelf, runs: new RunTable(), spool: new Spool(home.spool), records: new RunRecords(home) };
}

/** Serves the whole protocol on a connection that the front has begun; see `StdioFront`. */
export function serveRest(home: AiosHome, wire: StdioWire, opening: readonly RawMessage[]): Rest {
  const make = serverFactory(callServices(home));
  const transport = new WireTransport(wire, opening);
  let current: McpServer | undefined;
  serveStdio(
    () => {
      current = make();
      return current;
    },
    { transport, onerror: (error) => wire.report(error.message) },
  );
  return {
    receive: (message) => transport.receive(message),
    listChanged: () => {
      if (current?.isConnected()) announceChange(current);
    },
  };
}

/**
 * Serves over HTTP until the process is ended.
 *
 * @param address `127.0.0.1:PORT`; nothing else is listened on
 * @throws AiosError `address_not_loopback`, `file_…`; Error of the system when the port cannot be had
 */
export async function serveHttp(home: AiosHome, address: string): Promise<void> {
  const port = /^127\.0\.0\.1:(\d{1,5})$/u.exec(address)?.[1];
  if (port === undefined || Number(port) > 65_535) {
    throw new AiosError(`${address} is no address that AI OS serves on.`, {
      code: 'address_not_loopback',
      remedy: 'Give 127.0.0.1:PORT; with port 0 the system chooses one.',
    });
  }
  const { token, file } = await installToken(join(home.root, 'state'));
  const make = serverFactory(callServices(home));
  const serving = await listen({ make, gate: makeGate(token), port: Number(port) });
  const heartbeat = new HeartbeatFile(home.heartbeats, 'http');
  heartbeat.begin(undefined);
  const end = (): void => {
    heartbeat.end();
    process.exit(0);
  };
  new GuestWatch(home.registryIndex, { onSwitched: () => serving.listChanged(), onOrphaned: end });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, end);
  process.stderr.write(`aios-mcp: serving ${serving.url}, the bearer token is in ${file}\n`);
}

/** The SDK's side of the wire. */
class WireTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  private readonly wire: StdioWire;
  private readonly opening: readonly RawMessage[];
  /** Requests that the front has answered already. */
  private readonly answered: Set<RequestId>;

  constructor(wire: StdioWire, opening: readonly RawMessage[]) {
    this.wire = wire;
    this.opening = opening;
    this.answered = new Set(opening.map(({ id }) => id).filter(isRequestId));
  }

  async start(): Promise<void> {
    for (const message of this.opening) this.receive(message);
  }

  receive(message: RawMessage): void {
    try {
      const known = parseJSONRPCMessage(message);
      if (known !== undefined) this.onmessage?.(known);
    } catch {
      this.onerror?.(new Error('the client sent what is no message of the protocol'));
      const { id, method } = message;
      if (isRequestId(id) && method !== undefined)
        this.wire.send({ jsonrpc: '2.0', id, error: { code: invalidRequest, message: 'Invalid Request' } });
    }
  }

  async send(message: RawMessage): Promise<void> {
    const { id, method } = message;
    // It answers the opening first: a later request may have the same id.
    if (method === undefined && isRequestId(id) && this.answered.delete(id)) return;
    this.wire.send(message);
  }

  async close(): Promise<void> {
    this.wire.close();
    this.onclose?.();
  }
}
