import type { Disposable } from '../disposable.ts';
import { messageOf } from '../errors.ts';
import type { HostState } from './broker-status.ts';
import type { BrokerRole, Candidate, CandidateOptions } from './candidate.ts';
import type { BrokerServices } from './methods.ts';

export interface BrokerOptions extends Omit<CandidateOptions, 'methods' | 'onRole'> {
  readonly services: BrokerServices;
}

/**
 * The place where other processes of the person reach this host. Loads and opens nothing before it is started, and
 * then does so on its own.
 */
export class Broker implements Disposable {
  private readonly options: BrokerOptions;
  private readonly listeners = new Set<(role: BrokerRole) => void>();
  private candidate: Candidate | undefined;
  private currentRole: BrokerRole = 'none';
  private started = false;
  private disposed = false;

  constructor(options: BrokerOptions) {
    this.options = options;
  }

  /** What this host is to the others of the same home, now. */
  get role(): BrokerRole {
    return this.currentRole;
  }

  /** Tells of every change of the role from now on. */
  onRole(listener: (role: BrokerRole) => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Runs for the place of the one that leads, or stands by. */
  start(): void {
    if (this.started || this.disposed) return;
    this.started = true;
    this.open().catch((error: unknown) =>
      this.options.log.warn(`Could not open the broker: ${messageOf(error)}`),
    );
  }

  /** Asks the host that leads about itself; a command's runtime, that is another one. Takes two seconds at most. */
  async askLeader(): Promise<HostState> {
    return (await import('./broker-status.ts')).askStatus(this.options.home);
  }

  /** Gives the place up at once. */
  dispose(): void {
    this.disposed = true;
    this.candidate?.dispose();
    this.listeners.clear();
  }

  private async open(): Promise<void> {
    const [{ Candidate }, { brokerMethods }] = await Promise.all([
      import('./candidate.ts'),
      import('./methods.ts'),
    ]);
    if (this.disposed) return;
    const { services, ...options } = this.options;
    this.candidate = new Candidate({
      ...options,
      methods: (status) => brokerMethods(services, status),
      onRole: (role) => this.tell(role),
    });
  }

  private tell(role: BrokerRole): void {
    this.currentRole = role;
    for (const listener of this.listeners) listener(role);
  }
}
