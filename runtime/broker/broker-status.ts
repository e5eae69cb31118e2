import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import type { ConnectedClient } from './broker-server.ts';
import { type BrokerAnswer, connectBroker } from './connect-broker.ts';
import type { Visitor } from './handshake.ts';

/** What `aios/status` answers: the host that leads. */
export interface BrokerStatus {
  readonly version: string;
  readonly pid: number;
  /** What a person calls it, e.g. `editor`. */
  readonly host: string;
  /** Since when it leads, ISO 8601. */
  readonly since: string;
  /** Windows that stand by are clients too. */
  readonly clients: readonly ConnectedClient[];
}

/** Whether a host leads, as a person is told. `other-version`: it answers what this version does not know. */
export type HostState =
  | { readonly state: 'running'; readonly status: BrokerStatus }
  | Exclude<BrokerAnswer, { readonly state: 'connected' }>
  | { readonly state: 'other-version'; readonly problem: AiosError };

/** The same, with the runs that the host keeps. */
export type HostRuns =
  | {
      readonly state: 'running';
      readonly pid: number;
      /** The newest first, without what went in and came out; to be checked by who uses them. */
      readonly runs: readonly Readonly<Record<string, unknown>>[];
    }
  | Unreached;

type Unreached = Exclude<HostState, { readonly state: 'running' }>;

/** As many as the host gives at once. */
const mostRuns = 1000;

/** Asks the host that leads about itself. @param timeoutMs for all of it. Default 2,000. */
export async function askStatus(home: AiosHome, timeoutMs = 2000): Promise<HostState> {
  const answer = await askHost(home, { method: 'aios/status', params: {}, kind: 'terminal', timeoutMs });
  if (answer.state !== 'answered') return answer;
  const { result } = answer;
  return isStatus(result) ? { state: 'running', status: result } : otherVersion();
}

/** Asks the host that leads which runs it keeps. @param timeoutMs for all of it */
export async function askRuns(home: AiosHome, timeoutMs: number): Promise<HostRuns> {
  const params = { limit: mostRuns };
  const answer = await askHost(home, { method: 'runs/list', params, kind: 'server', timeoutMs });
  if (answer.state !== 'answered') return answer;
  const { runs } = { ...(answer.result as object | null) } as { runs?: unknown };
  return Array.isArray(runs) && runs.every((run) => typeof run === 'object' && run !== null)
    ? { state: 'running', pid: answer.pid, runs }
    : otherVersion();
}

interface Question {
  readonly method: string;
  readonly params: object;
  readonly kind: Visitor['kind'];
  readonly timeoutMs: number;
}

type HostAnswer = { readonly state: 'answered'; readonly result: unknown; readonly pid: number } | Unreached;

async function askHost(home: AiosHome, { method, params, kind, timeoutMs }: Question): Promise<HostAnswer> {
  const deadline = performance.now() + timeoutMs;
  const answer = await connectBroker(home, { timeoutMs, kind });
  if (answer.state !== 'connected') return answer;
  const { connection } = answer;
  try {
    const left = Math.max(1, deadline - performance.now());
    const result = await connection.request(method, params, { timeoutMs: left });
    return { state: 'answered', result, pid: connection.pid };
  } catch (error) {
    if (!AiosError.is(error)) throw error;
    if (error.code === 'broker_hung') return { state: 'hung', problem: error };
    return { state: error.code === 'broker_gone' ? 'not-running' : 'other-version', problem: error };
  } finally {
    connection.dispose();
  }
}

function isStatus(value: unknown): value is BrokerStatus {
  if (typeof value !== 'object' || value === null) return false;
  const { version, pid, host, since, clients } = value as Partial<BrokerStatus>;
  const texts = [version, host, since];
  return texts.every((text) => typeof text === 'string') && Number.isInteger(pid) && Array.isArray(clients);
}

function otherVersion(): Unreached {
  const problem = new AiosError('The editor’s AI OS answers what this one does not know.', {
    code: 'broker_other_version',
    remedy: 'Bring AI OS to the same version everywhere.',
  });
  return { state: 'other-version', problem };
}
