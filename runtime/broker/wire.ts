import type { Socket } from 'node:net';

/** The longest message, in bytes. A registry of a thousand skills is listed in well under one of them. */
export const maxMessageBytes = 4 * 1024 * 1024;
/** What may wait for a reader that does not read, in bytes; after that it is cut off. */
const maxUnreadBytes = 4 * maxMessageBytes;
const lineFeed = 0x0a;

/**
 * Messages over a socket: one JSON value to a line, UTF-8, with a line feed behind it. A peer that sends a longer line
 * than it may, or what is no JSON, is cut off at once, so that nothing of it is kept.
 */
export class Wire {
  private readonly socket: Socket;
  private readonly closeListeners = new Set<() => void>();
  private maxBytes: number;
  private parts: Buffer[] = [];
  private bytes = 0;
  private readonly arrived: unknown[] = [];
  private receiver: ((message: unknown) => void) | undefined;
  private closed: boolean;

  /** @param maxBytes the longest line that the peer may send, until `listen` */
  constructor(socket: Socket, maxBytes: number) {
    this.socket = socket;
    this.maxBytes = maxBytes;
    this.closed = socket.destroyed;
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    // It is closed after every error, and that is what counts.
    socket.on('error', () => undefined);
    socket.once('close', () => this.endListening());
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Tells once when the connection has ended; at once when it already has. @returns what takes the listener back */
  onClosed(listener: () => void): () => void {
    if (this.closed) listener();
    else this.closeListeners.add(listener);
    return () => this.closeListeners.delete(listener);
  }

  /** @returns the next message. @throws Error when the connection ends before it */
  next(): Promise<unknown> {
    if (this.arrived.length > 0) return Promise.resolve(this.arrived.shift());
    return new Promise((resolve, reject) => {
      const forget = this.onClosed(() => reject(new Error('The connection ended.')));
      this.receiver = (message) => {
        this.receiver = undefined;
        forget();
        resolve(message);
      };
      this.socket.resume();
    });
  }

  /** Hands every message to the receiver from now on, of at most `maxMessageBytes` each. */
  listen(receiver: (message: unknown) => void): void {
    this.maxBytes = maxMessageBytes;
    this.receiver = receiver;
    for (const message of this.arrived.splice(0)) receiver(message);
    this.socket.resume();
  }

  /** Lets what the peer sends wait on its side. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** @param text one JSON value, without line feeds between its tokens */
  sendText(text: string): void {
    if (this.closed) return;
    this.socket.write(`${text}\n`);
    if (this.socket.writableLength > maxUnreadBytes) this.cutOff();
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message));
  }

  cutOff(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      if (!this.keep(chunk.subarray(start, end))) return;
      if (!this.endLine()) return;
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  private keep(part: Buffer): boolean {
    this.bytes += part.length;
    if (this.bytes > this.maxBytes) return this.refuse();
    this.parts.push(part);
    return true;
  }

  private endLine(): boolean {
    const line = Buffer.concat(this.parts.splice(0), this.bytes).toString('utf8');
    this.bytes = 0;
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      return this.refuse();
    }
    if (this.receiver !== undefined) this.receiver(message);
    else {
      this.arrived.push(message);
      this.socket.pause();
    }
    return !this.socket.destroyed;
  }

  private refuse(): false {
    this.parts = [];
    this.cutOff();
    return false;
  }

  private endListening(): void {
    this.closed = true;
    this.parts = [];
    const listeners = [...this.closeListeners];
    this.closeListeners.clear();
    for (const listener of listeners) listener();
  }
}
