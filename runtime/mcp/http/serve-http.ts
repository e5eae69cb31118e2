import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { announceChange } from '../announce-change.ts';
import type { ServerFactory } from '../create-server.ts';
import type { Gate } from './gate.ts';
import { errorResponse, serveRequest } from './listener.ts';
import { HttpSessions } from './sessions.ts';

const path = '/mcp';
const methods = new Set(['POST', 'GET', 'DELETE']);

export interface HttpOptions {
  readonly make: ServerFactory;
  readonly gate: Gate;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface HttpServing {
  /** `http://127.0.0.1:PORT/mcp` */
  readonly url: string;
  /** Tells every client that listens that the lists have changed. */
  listChanged(): void;
  close(): Promise<void>;
}

/**
 * Serves streamable HTTP on the loopback address, both eras: sessions for revisions with a handshake, a server for
 * each request since.
 *
 * @throws Error of the system when the port cannot be had
 */
export async function listen({ make, gate, port }: HttpOptions): Promise<HttpServing> {
  const sessions = new HttpSessions(make);
  const modern = createMcpHandler(() => make(), { legacy: 'reject' });
  const handle = async (request: Request, body: unknown): Promise<Response> => {
    if (new URL(request.url).pathname !== path) return errorResponse(404, -32000, `Only ${path} is served.`);
    const refusal = gate.refusal(request);
    if (refusal !== undefined) return refusal;
    if (!methods.has(request.method))
      return errorResponse(405, -32000, 'Only POST, GET and DELETE are served.');
    if (await isLegacyRequest(request, body)) return sessions.handle(request, body);
    return modern.fetch(request, { parsedBody: body });
  };
  const server = createServer((incoming, outgoing) => void serveRequest(incoming, outgoing, handle));
  await listenOnLoopback(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    listChanged: () => {
      for (const mcp of sessions.servers()) announceChange(mcp);
      modern.notify.toolsChanged();
      modern.notify.promptsChanged();
      modern.notify.resourcesChanged();
    },
    close: async () => {
      await Promise.all([sessions.close(), modern.close()]);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listenOnLoopback(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
