import type { LocatedClient } from '../../../runtime/client/locate.ts';
import { clientState } from '../../../runtime/sync/client-state.ts';
import type { Confirmation } from '../../../runtime/sync/confirmation.ts';
import { confirmationText, momentText } from '../../../runtime/sync/confirmation-text.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { plainText } from '../plain-text.ts';
import { stateWords } from '../state-words.ts';

/** How a client stands, in words. */
export interface ClientWords {
  /** For a narrow view. */
  readonly short: string;
  /** For tooltips and screen readers: `seen at 10:42 by claude-ai 1.2`. */
  readonly whole: string;
}

/**
 * @param isFull whether its listing has no room for all of its skills
 * @param isOffered whether its editor was offered the server by its own API
 */
export function clientWords(
  status: SyncStatus,
  client: LocatedClient,
  confirmation: Confirmation | undefined,
  isFull = false,
  now = new Date(),
  isOffered = false,
): ClientWords {
  const { short, whole } = stateOf(status, client, confirmation, now, isOffered);
  return isFull ? { short: `listing full, ${short}`, whole: `${whole}, listing full` } : { short, whole };
}

function stateOf(
  status: SyncStatus,
  { definition: { id } }: LocatedClient,
  confirmation: Confirmation | undefined,
  now: Date,
  isOffered: boolean,
): ClientWords {
  // It would write over what is written while it runs.
  if (status.running.has(id)) return { short: 'quit it first', whole: 'waiting for it to be quit' };
  const state = clientState(status, id, isOffered);
  const words = stateWords[state];
  if (state !== 'in-sync' || confirmation === undefined) return { short: words, whole: words };
  const whole = plainText(confirmationText(confirmation, now));
  return {
    short: confirmation.state === 'seen' ? `seen at ${momentText(confirmation.at, now)}` : whole,
    whole,
  };
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
