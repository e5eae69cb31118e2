import type { Disposable } from '../disposable.ts';

/** Does things later; disposing of what it gives back keeps it from doing so. */
export interface Timers {
  after(milliseconds: number, work: () => void): Disposable;
  /** Again and again; keeps no process alive. */
  every(milliseconds: number, work: () => void): Disposable;
}

export const systemTimers: Timers = {
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return { dispose: () => clearTimeout(timer) };
  },
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds).unref();
    return { dispose: () => clearInterval(timer) };
  },
};
