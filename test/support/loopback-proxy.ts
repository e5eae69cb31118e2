import { type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type LoopbackServer, listenOnLoopback } from './loopback-server.ts';

/** A forward proxy on the loopback address, which knows names that this machine does not. */
export interface LoopbackProxy extends LoopbackServer {
  /** What it was asked for, as `CONNECT skills.test:443` or `GET http://skills.test/a`. */
  readonly asked: string[];
}

export interface ProxyOptions {
  /** Ports on 127.0.0.1 by the host that stands for them. Every other host is answered 502. */
  readonly hosts: Readonly<Record<string, number>>;
  /** What `proxy-authorization` must be; every other request is answered 407. */
  readonly authorization?: string;
}

/** Starts one that forwards requests of http and opens tunnels for all others. */
export async function startLoopbackProxy({ hosts, authorization }: ProxyOptions): Promise<LoopbackProxy> {
  const asked: string[] = [];
  const refusal = ({ headers }: IncomingMessage, port: number | undefined): number | undefined => {
    if (authorization !== undefined && headers['proxy-authorization'] !== authorization) return 407;
    return port === undefined ? 502 : undefined;
  };
  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    asked.push(`${request.method} ${request.url}`);
    const url = new URL(request.url ?? '', 'http://not-absolute');
    const port = hosts[url.hostname];
    const status = refusal(request, port);
    if (status !== undefined || port === undefined) return void response.writeHead(status ?? 502).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const { method } = request;
    const path = url.pathname + url.search;
    const onward = requestHttp({ host: '127.0.0.1', port, method, path, headers });
    onward.on('error', () => response.destroy());
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  };
  const tunnel = (request: IncomingMessage, client: Socket): void => {
    asked.push(`CONNECT ${request.url}`);
    const port = hosts[new URL(`http://${request.url}`).hostname];
    const status = refusal(request, port);
    if (status !== undefined || port === undefined) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const onward = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    for (const [socket, other] of [
      [client, onward],
      [onward, client],
    ] as const) {
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
  };
  const server = await listenOnLoopback(forward, tunnel);
  return Object.assign(server, { asked });
}
