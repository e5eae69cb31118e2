import type { Disposable } from '../disposable.ts';
import { AiosError } from '../errors.ts';
import type { BrokerRecord } from './broker-file.ts';
import type { Wire } from './wire.ts';

export interface RequestOptions {
  /** How long to wait for the answer, in milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Asks the leader to stop at it. */
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AiosError) => void;
}

/**
 * A client's side of a connection: JSON-RPC 2.0 requests and their answers. Small on purpose, since `aios-mcp` has no
 * room for a library, and a client has nothing to serve.
 */
export class BrokerConnection implements Disposable {
  /** The leader's process. */
  readonly pid: number;
  private readonly wire: Wire;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** @param wire after the handshake */
  constructor(wire: Wire, { pid }: Pick<BrokerRecord, 'pid'>) {
    this.pid = pid;
    this.wire = wire;
    wire.onClosed(() => this.rejectAll());
    wire.listen((message) => this.receive(message));
  }

  get isClosed(): boolean {
    return this.wire.isClosed;
  }

  /** Tells once when the connection has ended, as it does at once when the leader's process does. */
  onClosed(listener: () => void): void {
    this.wire.onClosed(listener);
  }

  /**
   * @returns the method's result, as it came: to be checked by who uses it
   * @throws AiosError what the leader's operation threw; `broker_hung` when no answer came in time, `broker_gone`
   *   when the connection ended before it, `broker_cancelled`
   */
  async request(method: string, params: object = {}, options: RequestOptions = {}): Promise<unknown> {
    const { timeoutMs = 30_000, signal } = options;
    if (this.isClosed) throw gone();
    if (signal?.aborted) throw cancelled();
    this.lastId += 1;
    const id = this.lastId;
    let giveUp: (() => void) | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.waiting.set(id, { resolve, reject });
        giveUp = () => reject(cancelled());
        signal?.addEventListener('abort', giveUp);
        timer = setTimeout(() => reject(hungError(this.pid, timeoutMs)), timeoutMs);
        this.wire.send({ jsonrpc: '2.0', id, method, params });
      });
    } finally {
      clearTimeout(timer);
      if (giveUp !== undefined) signal?.removeEventListener('abort', giveUp);
      if (this.waiting.delete(id)) this.cancel(id);
    }
  }

  dispose(): void {
    this.wire.cutOff();
    this.rejectAll();
  }

  private cancel(id: number): void {
    this.wire.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });
  }

  private receive(message: unknown): void {
    const { id, result, error } = (message ?? {}) as { id?: unknown; result?: unknown; error?: unknown };
    const waiting = typeof id === 'number' ? this.waiting.get(id) : undefined;
    if (waiting === undefined) return;
    this.waiting.delete(Number(id));
    if (error === undefined) waiting.resolve(result);
    else waiting.reject(errorOf(error));
  }

  private rejectAll(): void {
    for (const { reject } of this.waiting.values()) reject(gone());
    this.waiting.clear();
  }
}

/** @returns what is said of a leader that took a connection or a request and does not answer in time */
export function hungError(pid: number, timeoutMs: number): AiosError {
  return new AiosError(
    `The editor's process ${pid} did not answer AI OS within ${Math.ceil(timeoutMs / 100) / 10} s.`,
    {
      code: 'broker_hung',
      remedy: 'Reload that editor window, or end that process; another window takes over then.',
    },
  );
}

/** The error that the leader threw, as `Session` writes it. */
function errorOf(error: unknown): AiosError {
  const { message, data } = error as { message?: unknown; data?: unknown };
  const { code, remedy } = (data ?? {}) as { code?: unknown; remedy?: unknown };
  return new AiosError(typeof message === 'string' ? message : 'The editor refused the request.', {
    code: typeof code === 'string' ? code : 'broker_refused',
    remedy: typeof remedy === 'string' ? remedy : 'Bring AI OS to the same version everywhere.',
  });
}

function gone(): AiosError {
  return new AiosError('The editor that did this for AI OS was closed.', {
    code: 'broker_gone',
    remedy: 'Try again: another window may have taken over.',
  });
}

function cancelled(): AiosError {
  return new AiosError('Cancelled.', { code: 'broker_cancelled', remedy: 'Ask again when you like.' });
}
