import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP server on the loopback address, which answers as a test tells it to. */
export interface LoopbackServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** `127.0.0.1:PORT`, as the settings allow it. */
  readonly host: string;
  /** What was asked for, in order. */
  readonly requests: IncomingMessage[];
  /** Waits until the next request comes. */
  nextRequest(): Promise<IncomingMessage>;
}

/** Starts a server. Disposing of it cuts the connections that are open. */
export function startLoopbackServer(answer: RequestListener): Promise<LoopbackServer> {
  return listenOnLoopback(answer);
}

/** Starts a server that is also asked to open tunnels (CONNECT), where it is told how. */
export async function listenOnLoopback(
  answer: RequestListener,
  tunnel?: (request: IncomingMessage, client: Socket) => void,
): Promise<LoopbackServer> {
  const requests: IncomingMessage[] = [];
  const waiting: ((request: IncomingMessage) => void)[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    for (const told of waiting.splice(0)) told(request);
    answer(request, response);
  });
  const tunnels = new Set<Duplex>();
  if (tunnel !== undefined)
    server.on('connect', (request, client) => {
      tunnels.add(client);
      tunnel(request, client as Socket);
    });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    requests,
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const client of tunnels) client.destroy();
      }),
  };
}

/** Answers with these very bytes, whatever they are, and ends the connection. */
export function answerRaw(request: IncomingMessage, ...parts: (string | Uint8Array)[]): void {
  const socket: Socket = request.socket;
  for (const part of parts) socket.write(part);
  socket.end();
}
