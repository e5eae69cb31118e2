import { clientMatrix } from '../client/matrix.ts';
import { AiosError } from '../errors.ts';
import type { SyncError } from './apply.ts';
import type { PlannedItem } from './plan.ts';
import type { Running } from './running-clients.ts';

/**
 * What is said of a client that would write over whatever is written while it runs, or may.
 * @param again what to do once it is quit
 */
export function clientRunning(
  { client, path }: Pick<PlannedItem, 'client' | 'path'>,
  running: Running = 'runs',
  again = 'sync again',
): SyncError {
  const name = clientMatrix.find(({ id }) => id === client)?.name ?? client;
  if (running === 'may-run') {
    return {
      client,
      code: 'client_may_run',
      message: `The system does not tell whether ${name} runs, so it was not written to: while it runs it would write ${path} anew from memory.`,
      path,
      remedy: `Quit ${name}, then run the command again with --is-quit ${client}.`,
    };
  }
  return {
    client,
    code: 'client_running',
    message: `${name} is running: it would write ${path} anew from memory and drop what is written now.`,
    path,
    remedy: `Quit ${name}, then ${again}.`,
  };
}

/** @throws AiosError `client_running` or `client_may_run` where one of the errors is that; its details name the client */
export function refuseRunning(errors: readonly SyncError[]): void {
  const running =
    errors.find(({ code }) => code === 'client_running') ??
    errors.find(({ code }) => code === 'client_may_run');
  if (running === undefined) return;
  const { message, code, remedy, path: file, client } = running;
  throw new AiosError(message, { code, remedy, file, details: { client } });
}
