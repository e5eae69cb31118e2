import type { AiosHome } from '../../aios-home.ts';
import { askRuns, type HostRuns } from '../../broker/broker-status.ts';
import { findInSpool, type RecordedOutcome } from './find-in-spool.ts';

/** A client is told within two seconds, also of a host that hangs. */
const hostPatienceMs = 1500;

/**
 * Where runs are looked for that this process knows nothing of. However many ask at once, one file of the spool is
 * read at a time, and the host is asked once.
 */
export class RunRecords {
  private readonly home: AiosHome;
  private search: Promise<unknown> = Promise.resolve();
  private question: Promise<HostRuns> | undefined;

  constructor(home: AiosHome) {
    this.home = home;
  }

  /** @returns what a server recorded of the run; undefined when it is in no file that still waits for a host */
  recorded(runId: string): Promise<RecordedOutcome | undefined> {
    const found = this.search.then(() => findInSpool(this.home.spool, runId));
    this.search = found;
    return found;
  }

  /** @returns the runs that the host keeps, or why it cannot be asked; after two seconds at most */
  async ofHost(): Promise<HostRuns> {
    this.question ??= askRuns(this.home, hostPatienceMs).finally(() => {
      this.question = undefined;
    });
    return this.question;
  }
}
