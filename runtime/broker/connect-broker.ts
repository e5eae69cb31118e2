import { createConnection, type Socket } from 'node:net';
import type { AiosHome } from '../aios-home.ts';
import { AiosError, fileError, systemErrorCode } from '../errors.ts';
import { BrokerConnection, hungError } from './broker-connection.ts';
import { type BrokerRecord, readBrokerFile } from './broker-file.ts';
import { greetLeader, maxHandshakeBytes, type Visitor } from './handshake.ts';
import { Wire } from './wire.ts';

/** What came of a try to reach the host that leads. */
export type BrokerAnswer =
  | { readonly state: 'connected'; readonly connection: BrokerConnection }
  | {
      /**
       * `not-running`: nobody leads. `hung`: it took the connection and said nothing in time. `untrusted`: who answers
       * is not the one that the file names. `broken-off`: it ended the connection before that was clear. `unreachable`:
       * the system lets nobody connect. `unreadable`: the file that names it cannot be used.
       */
      readonly state: 'not-running' | 'hung' | 'untrusted' | 'broken-off' | 'unreachable' | 'unreadable';
      readonly problem: AiosError;
    };

export interface ConnectOptions {
  /** For everything until the handshake is done, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number;
  /** As whom. Default `terminal`. */
  readonly kind?: Visitor['kind'];
}

/** Reaches the host that leads, or says why it cannot be. Never throws, and never takes longer than it may. */
export async function connectBroker(home: AiosHome, options: ConnectOptions = {}): Promise<BrokerAnswer> {
  const { timeoutMs = 2000, kind = 'terminal' } = options;
  const deadline = performance.now() + timeoutMs;
  try {
    const record = await readBrokerFile(home);
    if (record === undefined) return notRunning();
    const answer = await connectTo(record, kind, timeoutMs);
    if (answer.state !== 'untrusted' && answer.state !== 'broken-off') return answer;
    // Another one may just have taken its place.
    const successor = await readBrokerFile(home);
    if (successor === undefined) return notRunning();
    if (successor.secret === record.secret) return answer;
    return await connectTo(successor, kind, Math.max(1, deadline - performance.now()));
  } catch (error) {
    return { state: 'unreadable', problem: fileError(error, 'read', home.brokerFile) };
  }
}

async function connectTo(
  record: BrokerRecord,
  kind: Visitor['kind'],
  timeoutMs: number,
): Promise<BrokerAnswer> {
  const socket = createConnection(record.address);
  const wire = new Wire(socket, maxHandshakeBytes);
  const late = Symbol('late');
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<typeof late>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, late);
  });
  const greeted = opened(socket).then(() => greetLeader(wire, record, { kind, pid: process.pid }));
  try {
    const trusted = await Promise.race([greeted, deadline]);
    if (trusted === true) return { state: 'connected', connection: new BrokerConnection(wire, record) };
    socket.destroy();
    return trusted === late ? hung(record, timeoutMs) : untrusted(record);
  } catch (error) {
    socket.destroy();
    return failed(record, error, timeoutMs);
  } finally {
    clearTimeout(timer);
    // What it still says after it was given up is nobody's.
    greeted.catch(() => undefined);
  }
}

function failed(record: BrokerRecord, error: unknown, timeoutMs: number): BrokerAnswer {
  const code = systemErrorCode(error);
  if (code === undefined) return brokenOff(record);
  if (deadCodes.includes(code)) return notRunning();
  // Linux: the queue of those who wait to be let in is full.
  if (code === 'EAGAIN') return hung(record, timeoutMs);
  return { state: 'unreachable', problem: unreachable(record, error) };
}

/** What the system says of an address that nobody listens on. */
const deadCodes = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ENOTDIR'];

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}

function notRunning(): BrokerAnswer {
  const problem = new AiosError('No editor with the AI OS extension is open.', {
    code: 'broker_not_running',
    remedy: 'Open your editor, if this needs what it keeps.',
  });
  return { state: 'not-running', problem };
}

function hung({ pid }: BrokerRecord, timeoutMs: number): BrokerAnswer {
  return { state: 'hung', problem: hungError(pid, timeoutMs) };
}

function untrusted({ address, pid }: BrokerRecord): BrokerAnswer {
  const problem = new AiosError(`Who answers at ${address} could not show that it is process ${pid}.`, {
    code: 'broker_untrusted',
    remedy: 'Try again; if this stays so, reload the window of your editor.',
  });
  return { state: 'untrusted', problem };
}

function brokenOff({ pid }: BrokerRecord): BrokerAnswer {
  const problem = new AiosError(`The editor's process ${pid} ended the connection of AI OS at once.`, {
    code: 'broker_broken_off',
    remedy: 'Try again; if this stays so, reload the window of your editor.',
  });
  return { state: 'broken-off', problem };
}

function unreachable({ address }: BrokerRecord, cause: unknown): AiosError {
  return new AiosError(`Could not connect to ${address}: ${systemErrorCode(cause)}.`, {
    code: 'broker_unreachable',
    remedy: 'Reload the window of your editor, and run the command as the same user.',
    cause,
  });
}
