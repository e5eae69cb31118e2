import type { Disposable } from '../../runtime/disposable.ts';
import type { Timers } from '../../runtime/sync/timers.ts';

interface Entry {
  at: number;
  readonly every: number | undefined;
  readonly work: () => void;
}

/** Timers whose time passes when a test says so. */
export class ManualTimers implements Timers {
  private readonly entries = new Set<Entry>();
  private now = 0;

  after(milliseconds: number, work: () => void): Disposable {
    return this.add({ at: this.now + milliseconds, every: undefined, work });
  }

  every(milliseconds: number, work: () => void): Disposable {
    return this.add({ at: this.now + milliseconds, every: milliseconds, work });
  }

  /** How many wait for their time. */
  get pending(): number {
    return this.entries.size;
  }

  /** Lets time pass, and calls what is due then in its order. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let next = this.nextUntil(end); next; next = this.nextUntil(end)) {
      this.now = next.at;
      if (next.every === undefined) this.entries.delete(next);
      else next.at += next.every;
      next.work();
    }
    this.now = end;
  }

  private add(entry: Entry): Disposable {
    this.entries.add(entry);
    return { dispose: () => void this.entries.delete(entry) };
  }

  private nextUntil(end: number): Entry | undefined {
    const due = [...this.entries].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}
