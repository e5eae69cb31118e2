import { setTimeout as delay } from 'node:timers/promises';
import { clientMatrix } from '../../../../runtime/client/matrix.ts';
import type { SyncResult } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { withProgress } from '../../progress.ts';

/** How long a look at the programs that run is put off, in milliseconds: soon enough to be felt as at once. */
const betweenLooks = 1000;

/**
 * Does work at once where a client may be written, else as soon as it has been quit, under a notification that says
 * so and can be cancelled.
 *
 * @returns undefined when it was cancelled; nothing was done then
 */
export async function whenQuit(
  { runtime }: Pick<FeatureContext, 'runtime'>,
  client: string,
  work: () => Promise<SyncResult>,
): Promise<SyncResult | undefined> {
  if (!(await runtime.sync.runs(client))) return work();
  const name = clientMatrix.find(({ id }) => id === client)?.name ?? client;
  return withProgress(`Waiting for ${name} to be quit`, async ({ signal, say }) => {
    say('use its own menu, closing its window is not enough. AI OS goes on by itself then.');
    for (;;) {
      while (await runtime.sync.runs(client)) await delay(betweenLooks, undefined, { signal });
      const result = await work();
      // Opened again in the meantime.
      if (!result.errors.some((error) => error.code === 'client_running' && error.client === client))
        return result;
    }
  });
}
