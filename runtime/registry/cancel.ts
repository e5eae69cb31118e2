import { AiosError } from '../errors.ts';

/** @throws AiosError `source_cancelled`, or what the signal was aborted with where that is an AiosError */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal === undefined || !signal.aborted) return;
  if (AiosError.is(signal.reason)) throw signal.reason;
  throw new AiosError('Cancelled; nothing was changed.', {
    code: 'source_cancelled',
    remedy: 'Do it again when you want it.',
    cause: signal.reason,
  });
}
