import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type CancellationToken,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { AiosError, messageOf } from '../errors.ts';
import type { Log } from '../ports.ts';
import { maxMessageBytes, type Wire } from './wire.ts';

/** Does what is asked. @throws AiosError, which the client gets as it is */
export type RequestHandler = (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;

/** Requests of one client that are worked on at once; more of them wait on its side. */
const maxAtOnce = 32;
/** JSON-RPC leaves the codes from -32000 down to us; what went wrong is told by the code in `data`. */
const operationFailed = -32_000;

/** Answers a client's requests until it leaves. @param wire after the handshake */
export function serveSession(wire: Wire, handle: RequestHandler, log: Log): void {
  const load = new Load(wire);
  const quiet = { error: debug, warn: debug, info: debug, log: debug };
  function debug(message: string): void {
    log.debug(`Broker: ${message.slice(0, 200)}`);
  }
  const connection = createMessageConnection(new WireReader(wire, load), new WireWriter(wire, load), quiet);
  connection.onRequest(async (method: string, params: object | undefined, token: CancellationToken) => {
    try {
      return (await handle(method, params, signalOf(token))) ?? null;
    } catch (error) {
      return responseError(error, method, log);
    }
  });
  // Nobody has anything to say that wants no answer.
  connection.onNotification(() => undefined);
  connection.onClose(() => connection.dispose());
  connection.listen();
}

/** How many requests of a client are under way. */
class Load {
  private readonly wire: Wire;
  private count = 0;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  begin(): void {
    this.count += 1;
    if (this.count >= maxAtOnce) this.wire.pause();
  }

  end(): void {
    this.count -= 1;
    if (this.count < maxAtOnce) this.wire.resume();
  }
}

class WireReader extends AbstractMessageReader {
  private readonly wire: Wire;
  private readonly load: Load;

  constructor(wire: Wire, load: Load) {
    super();
    this.wire = wire;
    this.load = load;
  }

  listen(callback: DataCallback): Disposable {
    this.wire.onClosed(() => this.fireClose());
    this.wire.listen((message) => {
      if (!isMessage(message)) return this.wire.cutOff();
      if (isRequest(message)) this.load.begin();
      callback(message);
    });
    return { dispose: () => this.wire.cutOff() };
  }
}

class WireWriter extends AbstractMessageWriter {
  private readonly wire: Wire;
  private readonly load: Load;

  constructor(wire: Wire, load: Load) {
    super();
    this.wire = wire;
    this.load = load;
  }

  async write(message: Message): Promise<void> {
    const text = JSON.stringify(message);
    const isTooLong = Buffer.byteLength(text) > maxMessageBytes;
    this.wire.sendText(isTooLong ? JSON.stringify(tooLong(message)) : text);
    if (!('method' in message)) this.load.end();
  }

  end(): void {
    this.wire.cutOff();
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0';
}

/** What the library answers, and nothing else: a request that it does not know as one would be counted for ever. */
function isRequest(message: Message): boolean {
  const { method, id } = message as { method?: unknown; id?: unknown };
  return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number' || id === null);
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  const reason = new AiosError('Cancelled.', {
    code: 'broker_cancelled',
    remedy: 'Ask again when you like.',
  });
  token.onCancellationRequested(() => controller.abort(reason));
  return controller.signal;
}

function responseError(error: unknown, method: string, log: Log): ResponseError<object> {
  if (AiosError.is(error)) {
    const code = error.code === 'broker_params_invalid' ? ErrorCodes.InvalidParams : operationFailed;
    const { code: aiosCode, remedy, details } = error;
    const data = { code: aiosCode, message: error.message, remedy, ...(details && { details }) };
    return new ResponseError(
      aiosCode === 'broker_method_unknown' ? ErrorCodes.MethodNotFound : code,
      error.message,
      data,
    );
  }
  log.error(`Broker: ${method.slice(0, 100)} failed: ${messageOf(error)}`);
  const message = 'Something went wrong inside AI OS.';
  const remedy = 'See the log of AI OS in the editor, and report what it says.';
  return new ResponseError(ErrorCodes.InternalError, message, { code: 'internal', message, remedy });
}

function tooLong(message: Message): object {
  const text = 'The answer is longer than 4 MB.';
  const data = { code: 'broker_answer_too_long', message: text, remedy: 'Ask for less at once.' };
  const { id = null } = message as { id?: unknown };
  return { jsonrpc: '2.0', id, error: { code: operationFailed, message: text, data } };
}
