import type { Readable, Writable } from 'node:stream';
import { Batches } from './batches.ts';
import { LineSplitter } from './line-splitter.ts';
import {
  findId,
  invalidRequest,
  isRequestId,
  parseLine,
  type RawMessage,
  type RequestId,
} from './parse-line.ts';

/** A longer message is refused. A skill's folder is 16 MiB at most. */
const maxLineBytes = 16 * 1024 * 1024;
/** Requests of so many bytes may wait for their answers; then nothing more is read until some are answered. */
const maxPendingBytes = 64 * 1024 * 1024;
/** How long requests that are being answered may take when the client has closed our stdin. */
const lastAnswersMs = 600;
/** What is broken is told so many times. */
const maxReports = 20;
const closing = Buffer.from('}\n');

export interface WireEvents {
  onMessage(message: RawMessage): void;
  /** The client is gone; nothing more can be sent. Called once. */
  onClose(): void;
  /** Something came in that is broken. Called so many times at most, see `maxReports`. */
  onReport(text: string): void;
}

/**
 * The two pipes to the client: lines of JSON in, lines of JSON out. Whatever comes in, it goes on with the next line.
 * While the client does not read what we write, what it writes is not read either.
 */
export class StdioWire {
  /** Whether lists of messages are taken: only revision 2025-03-26 has them. */
  takesBatches = false;
  private readonly input: Readable;
  private readonly output: Writable;
  private readonly events: WireEvents;
  private readonly batches = new Batches();
  private readonly pending = new Map<RequestId, number>();
  private pendingBytes = 0;
  private lineBytes = 0;
  private reports = 0;
  private isEnding = false;
  private isClosed = false;

  constructor(input: Readable, output: Writable, events: WireEvents) {
    this.input = input;
    this.output = output;
    this.events = events;
  }

  start(): void {
    const splitter = new LineSplitter(maxLineBytes, {
      onLine: (line) => this.readLine(line),
      onTooLong: ({ head, tail, bytes }) =>
        this.refuse(findId(head.toString(), tail.toString()), invalidRequest, `has ${bytes} bytes`),
    });
    this.input.on('data', (chunk: Buffer) => splitter.push(chunk));
    this.input.on('end', () => this.endSoon());
    this.input.on('close', () => this.endSoon());
    this.input.on('error', () => this.close());
    this.output.on('error', () => this.close());
    this.output.on('drain', () => this.resume());
  }

  send(message: RawMessage): void {
    const { id } = message;
    const isAnswer = message.method === undefined && isRequestId(id);
    const whole = isAnswer ? this.batches.collect(id, message) : message;
    if (whole !== undefined) this.write(JSON.stringify(whole));
    if (isAnswer) this.settle(id);
  }

  /** Answers a request with a result that is JSON already. */
  sendResult(id: RequestId, json: Buffer): void {
    if (this.batches.has(id)) {
      this.send({ jsonrpc: '2.0', id, result: JSON.parse(json.toString()) });
      return;
    }
    this.write(
      Buffer.concat([Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`), json, closing]),
    );
    this.settle(id);
  }

  /** Nothing more is read or written. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.input.destroy();
    this.events.onClose();
  }

  /** Tells what went wrong, not without end. */
  report(text: string): void {
    this.reports += 1;
    if (this.reports <= maxReports) this.events.onReport(text);
    if (this.reports === maxReports) this.events.onReport('more of that is not told.');
  }

  private readLine(line: Buffer): void {
    if (this.isClosed) return;
    this.lineBytes = line.length;
    const parsed = parseLine(line);
    if (parsed.kind === 'message') this.deliver(parsed.message);
    else if (parsed.kind === 'refused') this.refuse(parsed.id, parsed.code, parsed.why);
    else if (parsed.kind === 'batch') this.readBatch(parsed.messages);
  }

  private readBatch(messages: readonly RawMessage[]): void {
    if (!this.takesBatches) {
      this.refuse(undefined, invalidRequest, 'is a list of messages');
      return;
    }
    this.batches.open(messages);
    for (const message of messages) this.deliver(message);
  }

  private deliver(message: RawMessage): void {
    if (message.method === 'notifications/cancelled') this.settleCancelled(message.params);
    else if (message.method !== undefined && isRequestId(message.id)) {
      this.pendingBytes += this.lineBytes - (this.pending.get(message.id) ?? 0);
      this.pending.set(message.id, this.lineBytes);
      if (this.pendingBytes > maxPendingBytes) this.input.pause();
    }
    this.events.onMessage(message);
  }

  private refuse(id: RequestId | undefined, code: number, why: string): void {
    this.report(`a line from the client ${why}; it is passed over.`);
    if (id !== undefined) this.send({ jsonrpc: '2.0', id, error: { code, message: `The message ${why}.` } });
  }

  private write(line: string | Buffer): void {
    if (this.isClosed) return;
    if (!this.output.write(typeof line === 'string' ? `${line}\n` : line)) this.input.pause();
  }

  private resume(): void {
    if (!this.isEnding && !this.output.writableNeedDrain && this.pendingBytes <= maxPendingBytes)
      this.input.resume();
  }

  /** A cancelled request gets no answer. */
  private settleCancelled(params: unknown): void {
    const id = (params as { requestId?: unknown } | undefined)?.requestId;
    if (!isRequestId(id)) return;
    const whole = this.batches.collect(id, undefined);
    if (Array.isArray(whole)) this.write(JSON.stringify(whole));
    this.settle(id);
  }

  private settle(id: RequestId): void {
    this.pendingBytes -= this.pending.get(id) ?? 0;
    this.pending.delete(id);
    if (this.input.isPaused()) this.resume();
    if (this.isEnding && this.pending.size === 0) this.closeWhenWritten();
  }

  /** The client has said its last word: what it asked is still answered, if that does not take long. */
  private endSoon(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    setTimeout(() => this.close(), lastAnswersMs).unref();
    if (this.pending.size === 0) this.closeWhenWritten();
  }

  private closeWhenWritten(): void {
    if (this.output.writableLength === 0) this.close();
    else this.output.once('drain', () => this.close());
  }
}
