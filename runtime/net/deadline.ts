import type { AiosError } from '../errors.ts';
import { cancelled, timedOut } from './request-errors.ts';

/** Ends a piece of work when the person cancels it or its time is over, and says which of the two it was. */
export class Deadline {
  /** Its reason is an AiosError, `source_cancelled` or `source_timed_out`. */
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly given: AbortSignal;
  private readonly timer: NodeJS.Timeout;
  private readonly onCancel: () => void;

  constructor(given: AbortSignal, timeoutMs: number, address: string) {
    this.signal = this.controller.signal;
    this.given = given;
    this.onCancel = () => this.end(cancelled(address));
    this.timer = setTimeout(
      () => this.end(timedOut(address, `it was not done after ${timeoutMs / 1000} seconds`)),
      timeoutMs,
    );
    // What is under way keeps the process alive, not the wait for it to take too long.
    this.timer.unref();
    if (given.aborted) this.onCancel();
    else given.addEventListener('abort', this.onCancel, { once: true });
  }

  /** Ends the work for that reason, unless it has ended. */
  end(reason: AiosError): void {
    this.controller.abort(reason);
  }

  close(): void {
    clearTimeout(this.timer);
    this.given.removeEventListener('abort', this.onCancel);
  }
}
