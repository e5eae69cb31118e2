import type { Readable, Writable } from 'node:stream';
import type { SkillShelf } from '../skill-shelf.ts';
import type { KeptLists } from './kept-lists.ts';
import { isRequestId, type RawMessage } from './parse-line.ts';
import {
  answerDiscover,
  answerHandshake,
  answerList,
  type ClientInfo,
  familyOfClient,
  inEnvelope,
  introducedBy,
  isPlainRequest,
  listMethods,
  readEnvelope,
  readHandshake,
} from './quick-answers.ts';
import { StdioWire } from './wire.ts';

/** What comes after the front: the whole protocol, by the SDK. */
export interface Rest {
  receive(message: RawMessage): void;
  /** The registry was switched. */
  listChanged(): void;
}

/**
 * @param opening what the front has answered and the rest has to know of, in order: it is received again, and the
 *   answer to its request is not sent again
 */
export type LoadRest = (wire: StdioWire, opening: readonly RawMessage[]) => Promise<Rest>;

export interface FrontOptions {
  readonly shelf: SkillShelf;
  readonly kept: KeptLists;
  readonly input: Readable;
  readonly output: Writable;
  readonly loadRest: LoadRest;
  /** The client has begun to talk and said who it is. */
  onClient(client: ClientInfo | undefined): void;
  onClose(): void;
  onReport(text: string): void;
}

/**
 * The first thing that a client talks to. It answers what every client asks at its start, the handshake and the
 * lists, from the registry's index; the SDK, which takes several times as long to load, takes over with the first
 * message that is anything else, and for good. A message that is not exactly as expected is anything else. A test
 * sends the same messages to both and compares.
 */
export class StdioFront {
  private readonly options: FrontOptions;
  private readonly wire: StdioWire;
  private readonly queue: RawMessage[] = [];
  private isPumping = false;
  private rest: Rest | undefined;
  private era: 'open' | 'handshake' | 'modern' = 'open';
  private client: ClientInfo | undefined;
  /** See {@link LoadRest}. */
  private opening: RawMessage[] = [];

  constructor(options: FrontOptions) {
    this.options = options;
    this.wire = new StdioWire(options.input, options.output, {
      onMessage: (message) => this.receive(message),
      onClose: () => options.onClose(),
      onReport: (text) => options.onReport(text),
    });
  }

  start(): void {
    this.wire.start();
  }

  /** The registry was switched. */
  listChanged(): void {
    if (this.rest !== undefined) this.rest.listChanged();
    else if (this.era === 'handshake')
      for (const kind of ['tools', 'prompts', 'resources'])
        this.wire.send({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` });
  }

  private receive(message: RawMessage): void {
    if (this.rest !== undefined && !this.isPumping) {
      this.rest.receive(message);
      return;
    }
    this.queue.push(message);
    if (!this.isPumping) void this.pump();
  }

  private async pump(): Promise<void> {
    this.isPumping = true;
    for (let message = this.queue.shift(); message !== undefined; message = this.queue.shift())
      await this.handle(message);
    this.isPumping = false;
  }

  private async handle(message: RawMessage): Promise<void> {
    if (this.rest === undefined && (await this.answer(message))) return;
    try {
      if (this.rest === undefined && this.era === 'open') this.options.onClient(introducedBy(message));
      this.rest ??= await this.options.loadRest(this.wire, this.opening);
      this.rest.receive(message);
    } catch (error) {
      // The file with the rest is gone or damaged: whoever asks is told, and asks in vain.
      this.wire.report(error instanceof Error ? error.message : String(error));
      if (message.method !== undefined && isRequestId(message.id)) {
        const failed = { code: -32603, message: 'AI OS is being updated; start its server again.' };
        this.wire.send({ jsonrpc: '2.0', id: message.id, error: failed });
      }
    }
  }

  /** @returns whether nothing more is to be done about the message */
  private async answer(message: RawMessage): Promise<boolean> {
    const { jsonrpc, id, method } = message;
    const keys = Object.keys(message);
    if (jsonrpc !== '2.0' || keys.some((key) => !['jsonrpc', 'id', 'method', 'params'].includes(key)))
      return false;
    if (method === 'notifications/initialized' && !('id' in message) && isPlainRequest(message)) {
      if (this.era === 'handshake') this.opening.push(message);
      return this.era === 'handshake';
    }
    if (!isRequestId(id) || (typeof id === 'number' && !Number.isSafeInteger(id))) return false;
    const result = await this.resultOf(message).catch(() => undefined);
    if (result === undefined) return false;
    if (Buffer.isBuffer(result)) this.wire.sendResult(id, result);
    else this.wire.send({ jsonrpc, id, result });
    return true;
  }

  private async resultOf(message: RawMessage): Promise<object | Buffer | undefined> {
    if (this.era === 'open') {
      const handshake = readHandshake(message);
      if (handshake !== undefined) {
        this.meet('handshake', handshake.client, message);
        this.wire.takesBatches = handshake.revision === '2025-03-26';
        return answerHandshake(handshake.revision);
      }
    }
    if (this.era === 'handshake') {
      if (!isPlainRequest(message)) return undefined;
      return message.method === 'ping' ? {} : this.list(message.method, this.client);
    }
    const envelope = readEnvelope(message);
    if (envelope === undefined) return undefined;
    if (message.method === 'server/discover') return inEnvelope(answerDiscover());
    const json = await this.list(message.method, envelope.client);
    if (json !== undefined && this.era === 'open') this.meet('modern', envelope.client, message);
    return json && extend(json, inEnvelope({}));
  }

  /** @returns the result of a list request as JSON; undefined for any other method */
  private async list(method: unknown, client: ClientInfo | undefined): Promise<Buffer | undefined> {
    if (typeof method !== 'string' || !listMethods.has(method)) return undefined;
    const { shelf, kept } = this.options;
    const family = familyOfClient(client);
    const known = kept.read(method, family);
    if (known !== undefined) return known;
    const label = kept.label(method, family);
    const json = JSON.stringify(answerList(method, await shelf.list(family), family));
    // After the answer is written. A client may end us right then.
    setImmediate(() => kept.keep(method, family, label, json));
    return Buffer.from(json);
  }

  private meet(era: 'handshake' | 'modern', client: ClientInfo | undefined, message: RawMessage): void {
    this.era = era;
    this.client = client;
    this.opening = [message];
    this.options.onClient(client);
  }
}

/** Adds members to a JSON object that has some. */
function extend(json: Buffer, more: object): Buffer {
  return Buffer.concat([json.subarray(0, -1), Buffer.from(`,${JSON.stringify(more).slice(1)}`)]);
}
