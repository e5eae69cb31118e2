import { randomUUID } from 'node:crypto';
import {
  isInitializeRequest,
  type McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { ServerFactory } from '../create-server.ts';
import { errorResponse } from './listener.ts';

/** Clients forget to end their sessions; the one that was quiet longest goes. */
const maxSessions = 256;

interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly mcp: McpServer;
}

/** The connections of revisions with a handshake: each has a session, and with it a server of its own. */
export class HttpSessions {
  private readonly make: ServerFactory;
  private readonly sessions = new Map<string, Session>();

  constructor(make: ServerFactory) {
    this.make = make;
  }

  async handle(request: Request, body: unknown): Promise<Response> {
    const id = request.headers.get('mcp-session-id');
    if (id === null) {
      if (isInitializeRequest(body)) return this.begin(request, body);
      return errorResponse(400, -32000, 'Begin with an initialize request, and send its Mcp-Session-Id.');
    }
    const session = this.sessions.get(id);
    if (session === undefined)
      return errorResponse(404, -32001, 'There is no such session; begin a new one.');
    this.sessions.delete(id);
    this.sessions.set(id, session);
    return session.transport.handleRequest(request, { parsedBody: body });
  }

  /** @returns the servers that are connected now */
  servers(): McpServer[] {
    return [...this.sessions.values()].map(({ mcp }) => mcp).filter((mcp) => mcp.isConnected());
  }

  async close(): Promise<void> {
    await Promise.all([...this.sessions.values()].map(({ mcp }) => mcp.close()));
  }

  private async begin(request: Request, body: unknown): Promise<Response> {
    const mcp = this.make();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.sessions.set(id, { transport, mcp });
        this.dropOldest();
      },
    });
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.sessions.delete(transport.sessionId);
    };
    await mcp.connect(transport);
    return transport.handleRequest(request, { parsedBody: body });
  }

  private dropOldest(): void {
    const [oldest] = this.sessions;
    if (this.sessions.size <= maxSessions || oldest === undefined) return;
    this.sessions.delete(oldest[0]);
    void oldest[1].mcp.close();
  }
}
