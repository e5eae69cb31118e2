import type { LocatedClient } from '../../../runtime/client/locate.ts';
import { clientState } from '../../../runtime/sync/client-state.ts';
import type { Confirmation } from '../../../runtime/sync/confirmation.ts';
import { confirmationText } from '../../../runtime/sync/confirmation-text.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { plainText } from '../plain-text.ts';
import { stateWords } from '../state-words.ts';

/** Said of a client that would write over what is written while it runs. Its name stands beside it. */
export const waitingWords = 'waiting for it to be quit';

/** @returns how a client stands, in words: `seen at 10:42 by claude-ai 1.2` */
export function clientWords(
  status: SyncStatus,
  { definition: { id } }: LocatedClient,
  confirmation: Confirmation | undefined,
  now?: Date,
): string {
  if (status.running.has(id)) return waitingWords;
  const state = clientState(status, id);
  if (state !== 'in-sync' || confirmation === undefined) return stateWords[state];
  return plainText(confirmationText(confirmation, now));
}

/** @returns what there is to know of a client besides its state, a paragraph each */
export function clientDetails(
  status: SyncStatus,
  { definition: { id, name }, configPaths, problem, earlierConfigPaths }: LocatedClient,
): string[] {
  return [
    `Servers: ${configPaths.join(', ')}`,
    ...(status.leftAlone.has(id)
      ? [
          `AI OS delivers nothing to ${name}, as you chose. It still sees skills in folders that other clients read too.`,
        ]
      : []),
    ...(problem === undefined || status.leftAlone.has(id) ? [] : [`${problem.message} ${problem.remedy}`]),
    ...(status.running.get(id) === 'may-run' ? [`The system does not tell whether ${name} runs.`] : []),
    ...(status.running.has(id)
      ? [`While ${name} runs it would write over what is written now. Quit it, then sync to it.`]
      : []),
    ...earlierConfigPaths.map(
      (path) =>
        `${name} has servers in a file of an earlier version, ${path}. Open ${name} once: it moves them itself.`,
    ),
  ];
}
