import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { clientMatrix } from '../../../../runtime/client/matrix.ts';
import { AiosError } from '../../../../runtime/errors.ts';
import type { SyncResult } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { hideToasts } from '../../hide-toasts.ts';
import { withProgress } from '../../progress.ts';

/** How long a look at the programs that run is put off, in milliseconds: soon enough to be felt as at once. */
const betweenLooks = 1000;

/**
 * Does work at once where a client may be written, else as soon as it has been quit, under a notification that says
 * so and can be cancelled. Where the system does not tell whether it runs, the person is asked.
 *
 * @param work is given the id of the client where the person says that it is quit
 * @returns undefined when it was cancelled; nothing was done then
 */
export async function whenQuit(
  { runtime }: Pick<FeatureContext, 'runtime'>,
  client: string,
  work: (isQuit: readonly string[]) => Promise<SyncResult>,
): Promise<SyncResult | undefined> {
  const running = await runtime.sync.runs(client);
  if (running === undefined) return work([]);
  if (running === 'may-run') return (await askWhetherQuit(client)) ? work([client]) : undefined;
  // Among them may be one that offers to wait.
  await hideToasts();
  return withProgress(`Waiting for ${nameOf(client)} to be quit`, async ({ signal, say, aside }) => {
    say('use its own menu, closing its window is not enough. AI OS goes on by itself then.');
    for (;;) {
      let now = await runtime.sync.runs(client);
      for (; now === 'runs'; now = await runtime.sync.runs(client))
        await delay(betweenLooks, undefined, { signal });
      const isUntold = now === 'may-run';
      if (isUntold && !(await aside(() => askWhetherQuit(client)))) return undefined;
      const result = await unlessRunning(client, () => work(isUntold ? [client] : []));
      // Opened again in the meantime.
      if (result !== undefined) return result;
    }
  });
}

/** @returns undefined where the client was found to run, be it told of or the work refused as a whole */
async function unlessRunning(
  client: string,
  work: () => Promise<SyncResult>,
): Promise<SyncResult | undefined> {
  try {
    const result = await work();
    const waits = result.errors.some((error) => error.code === 'client_running' && error.client === client);
    return waits ? undefined : result;
  } catch (error) {
    if (AiosError.is(error, 'client_running') && error.details?.client === client) return undefined;
    throw error;
  }
}

/** Asks a person what the system does not tell. */
async function askWhetherQuit(client: string): Promise<boolean> {
  const name = nameOf(client);
  const detail = `The system does not tell whether ${name} runs. If it does, it writes its config anew from memory and drops what is written now. Use its own menu to quit it, closing its window is not enough.`;
  const answer = 'It Is Quit, Write Now';
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(`Is ${name} quit?`, options, answer)) === answer;
}

function nameOf(client: string): string {
  return clientMatrix.find(({ id }) => id === client)?.name ?? client;
}
