import type { AiosHome } from '../aios-home.ts';
import { AiosError } from '../errors.ts';
import type { ConnectedClient } from './broker-server.ts';
import { type BrokerAnswer, connectBroker } from './connect-broker.ts';

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

/** Asks the host that leads about itself. @param timeoutMs for all of it. Default 2,000. */
export async function askStatus(home: AiosHome, timeoutMs = 2000): Promise<HostState> {
  const deadline = performance.now() + timeoutMs;
  const answer = await connectBroker(home, { timeoutMs });
  if (answer.state !== 'connected') return answer;
  const { connection } = answer;
  try {
    const left = Math.max(1, deadline - performance.now());
    const status = await connection.request('aios/status', {}, { timeoutMs: left });
    return isStatus(status)
      ? { state: 'running', status }
      : { state: 'other-version', problem: otherVersion() };
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

function otherVersion(): AiosError {
  return new AiosError('The editor’s AI OS answers what this one does not know.', {
    code: 'broker_other_version',
    remedy: 'Bring AI OS to the same version everywhere.',
  });
}
