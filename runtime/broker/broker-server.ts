import { chmod } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Disposable } from '../disposable.ts';
import { AiosError, messageOf, systemErrorCode } from '../errors.ts';
import { privateFileMode } from '../files/atomic-write.ts';
import type { Log } from '../ports.ts';
import { type Credentials, maxHandshakeBytes, type Visitor, welcomeVisitor } from './handshake.ts';
import type { RequestHandler } from './session.ts';
import { Wire } from './wire.ts';

/** Who has not shown by then that it knows the secret is cut off, in milliseconds. */
const handshakeMs = 2000;
/** A client holds one or two connections, and copies of `aios-mcp` are some dozens at most. */
const maxConnections = 512;

/** A client that is connected now. */
export interface ConnectedClient extends Visitor {
  /** ISO 8601. */
  readonly since: string;
}

export interface BrokerServerOptions {
  readonly credentials: Credentials;
  readonly handle: RequestHandler;
  readonly log: Log;
  /** Default 2,000. */
  readonly handshakeMs?: number;
}

/** Listens for clients, and answers those that know the secret. */
export class BrokerServer implements Disposable {
  private readonly options: BrokerServerOptions;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly visitors = new Map<Wire, ConnectedClient>();

  private constructor(options: BrokerServerOptions) {
    this.options = options;
    this.server = createServer((socket) => void this.receive(socket));
    this.server.maxConnections = maxConnections;
  }

  /** @throws AiosError `broker_cannot_listen` when the address cannot be had */
  static async listen(options: BrokerServerOptions): Promise<BrokerServer> {
    const broker = new BrokerServer(options);
    const { address } = options.credentials;
    try {
      await new Promise<void>((resolve, reject) => {
        broker.server.once('error', reject);
        broker.server.listen(address, resolve);
      });
      // The folder keeps others out already.
      if (process.platform !== 'win32') await chmod(address, privateFileMode);
    } catch (error) {
      broker.dispose();
      throw new AiosError(`Could not listen on ${address}: ${systemErrorCode(error) ?? messageOf(error)}.`, {
        code: 'broker_cannot_listen',
        remedy: 'Choose a home on a local disk with AIOS_HOME.',
        cause: error,
      });
    }
    broker.server.on('error', (error) => options.log.warn(`Broker: ${error.message}`));
    return broker;
  }

  /** Who is connected, in the order they came. */
  get clients(): ConnectedClient[] {
    return [...this.visitors.values()];
  }

  /** Stops listening and cuts everybody off, at once. The socket's file goes with it. */
  dispose(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private receive(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    this.serve(new Wire(socket, maxHandshakeBytes)).catch((error: unknown) => {
      socket.destroy();
      this.options.log.debug(`Broker: a client left: ${messageOf(error)}`);
    });
  }

  private async serve(wire: Wire): Promise<void> {
    const { credentials, handle, log } = this.options;
    const timer = setTimeout(() => wire.cutOff(), this.options.handshakeMs ?? handshakeMs);
    const visitor = await welcomeVisitor(wire, credentials).finally(() => clearTimeout(timer));
    if (visitor === undefined) return wire.cutOff();
    this.visitors.set(wire, { ...visitor, since: new Date().toISOString() });
    wire.onClosed(() => this.visitors.delete(wire));
    // What talks JSON-RPC is loaded when somebody does; a window that stands by says nothing.
    const { serveSession } = await import('./session.ts');
    serveSession(wire, handle, log);
  }
}
