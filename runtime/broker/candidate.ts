import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AiosHome } from '../aios-home.ts';
import type { Disposable } from '../disposable.ts';
import { AiosError, messageOf } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import type { Log } from '../ports.ts';
import { chooseAddress, clearSockets } from './address.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { type BrokerRecord, readBrokerFile, realHome, writeBrokerFile } from './broker-file.ts';
import { BrokerServer } from './broker-server.ts';
import type { BrokerStatus } from './broker-status.ts';
import { connectBroker } from './connect-broker.ts';
import type { RequestHandler } from './session.ts';

/** The end of a leader is told by its connection; a look this often finds what nobody told of. */
const lookMs = 1500;
/** One that broke off is about to be gone, or was too busy: it is asked again after this. */
const askAgainMs = 200;
/** The lock is held for some milliseconds, by a leader to be. */
const lockPatienceMs = 3000;

/** What a host is to the others of this home. */
export type BrokerRole = 'leading' | 'standing-by' | 'none';

export interface CandidateOptions {
  readonly home: AiosHome;
  readonly log: Log;
  readonly version: string;
  /** What a person calls this host. */
  readonly host: string;
  /** @returns what answers clients while this one leads */
  readonly methods: (status: () => BrokerStatus) => RequestHandler;
  readonly onRole: (role: BrokerRole) => void;
}

interface Leadership {
  readonly server: BrokerServer;
  readonly record: BrokerRecord;
}

/**
 * One of the hosts of a home, of which one leads. Who has bound a socket and named it in `state/broker.json`, both
 * under a lock, leads for as long as that socket answers: the system closes it with the process, so no leader has to
 * be judged dead by its age. The others hold a connection to it, and run for its place when that ends.
 */
export class Candidate implements Disposable {
  private readonly options: CandidateOptions;
  private readonly timer: NodeJS.Timeout;
  private leadership: Leadership | undefined;
  private leader: BrokerConnection | undefined;
  private looking: Promise<void> | undefined;
  private again = false;
  private disposed = false;
  private role: BrokerRole = 'none';
  private lastProblem = '';

  constructor(options: CandidateOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.look(), lookMs);
    this.timer.unref();
    void this.look();
  }

  /** Gives the place up at once. */
  dispose(): void {
    this.disposed = true;
    clearInterval(this.timer);
    this.leader?.dispose();
    this.stepDown();
    this.become('none');
  }

  /** Looks whether this one is to lead. Never rejects. */
  private look(): Promise<void> {
    if (this.looking !== undefined) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.lookOnce().finally(() => {
      this.looking = undefined;
      if (!this.again || this.disposed) return;
      this.again = false;
      void this.look();
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    try {
      if (this.disposed) return;
      if (this.leadership !== undefined && !(await this.isStillLeading(this.leadership))) this.stepDown();
      if (this.leadership !== undefined || this.isFollowing()) return;
      // A home that is not there yet, or was removed, is not to come into being by this.
      if (!existsSync(this.options.home.root)) return this.become('none');
      if (await this.follow()) return;
      await withLock(join(this.options.home.locks, 'broker'), () => this.lead(), { waitMs: lockPatienceMs });
      this.lastProblem = '';
    } catch (error) {
      this.complain(error);
    }
  }

  private isFollowing(): boolean {
    return this.leader !== undefined && !this.leader.isClosed;
  }

  /** @returns whether somebody leads: one who hangs, or is too busy for us, does and may go on at any time */
  private async follow(): Promise<boolean> {
    const answer = await connectBroker(this.options.home, { kind: 'host' });
    if (answer.state === 'connected') {
      this.leader = answer.connection;
      if (this.disposed) this.leader.dispose();
      this.leader.onClosed(() => void this.look());
    } else if (answer.state === 'unreachable') this.complain(answer.problem);
    else if (answer.state === 'broken-off') setTimeout(() => void this.look(), askAgainMs).unref();
    else if (answer.state !== 'hung') return false;
    this.become('standing-by');
    return true;
  }

  /** Under the lock. */
  private async lead(): Promise<void> {
    // Another one may have been faster.
    if (await this.follow()) return;
    const { home, log, methods } = this.options;
    const place = await chooseAddress(home);
    await clearSockets(place);
    const record: BrokerRecord = {
      address: place.address,
      secret: randomBytes(32).toString('hex'),
      pid: process.pid,
      home: await realHome(home),
      since: new Date().toISOString(),
    };
    const handle = methods(() => this.status(record));
    const server = await BrokerServer.listen({ credentials: record, handle, log });
    this.leadership = { server, record };
    try {
      await writeBrokerFile(home.brokerFile, record);
    } catch (error) {
      this.stepDown();
      throw error;
    }
    if (this.disposed) this.stepDown();
    else this.become('leading');
  }

  /** Somebody may have removed our files, or, after we were stopped for minutes, taken our place. */
  private async isStillLeading({ record }: Leadership): Promise<boolean> {
    const { home } = this.options;
    const named = await readBrokerFile(home).catch(() => undefined);
    const isThere = process.platform === 'win32' || existsSync(record.address);
    return named?.secret === record.secret && isThere;
  }

  private stepDown(): void {
    const { leadership } = this;
    this.leadership = undefined;
    if (leadership === undefined) return;
    removeRecord(this.options.home.brokerFile, leadership.record);
    leadership.server.dispose();
    this.become('none');
  }

  private status(record: BrokerRecord): BrokerStatus {
    const { version, host } = this.options;
    const clients = this.leadership?.server.clients ?? [];
    return { version, pid: process.pid, host, since: record.since, clients };
  }

  private become(role: BrokerRole): void {
    if (this.role === role || (this.disposed && role !== 'none')) return;
    this.role = role;
    this.options.log.debug(`Broker: this host is ${role}.`);
    this.options.onRole(role);
  }

  /** The same trouble is told once, not at every look. */
  private complain(error: unknown): void {
    const problem = messageOf(error);
    if (problem === this.lastProblem || AiosError.is(error, 'busy')) return;
    this.lastProblem = problem;
    this.options.log.warn(`Other programs cannot reach AI OS in this window: ${problem}`);
  }
}

/** At once, since a host that is being closed has no time for more. */
function removeRecord(path: string, { secret }: BrokerRecord): void {
  try {
    const named = JSON.parse(readFileSync(path, 'utf8')) as Partial<BrokerRecord> | null;
    if (named?.secret === secret) rmSync(path, { force: true });
  } catch {
    // It names nobody any more.
  }
}
