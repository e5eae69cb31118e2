import * as vscode from 'vscode';
import type { LocatedClient } from '../../../../runtime/client/locate.ts';
import type { SyncResult } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { leavingWords } from './leaving-words.ts';
import { reportSync } from './report-sync.ts';
import { agreeToFirstOf, idOf, working } from './sync-clients.ts';
import { tellWithUndo } from './tell-with-undo.ts';
import { whenQuit } from './when-quit.ts';

/**
 * *Leave This Client Alone*: nothing is delivered to a client from now on, and what is ours there goes.
 *
 * @param given its id, or a row of the tree. Default: the one that the person picks
 */
export async function leaveClientAlone(
  context: FeatureContext,
  given: unknown,
): Promise<SyncResult | undefined> {
  const { runtime } = context;
  const client = await clientToLeave(context, idOf(given));
  if (client === undefined) return undefined;
  const { id, name } = client.definition;
  await runtime.sync.leaveAlone(id, true);
  await runtime.driftWatch.look();
  const leaveOut = await agreeToFirstOf(context, await runtime.sync.takeAway(id, { dryRun: true }));
  const takeAway = (isQuit: readonly string[]): Promise<SyncResult> =>
    runtime.sync.takeAway(id, { isQuit, leaveOut });
  const { running } = await runtime.sync.status();
  const result = running.has(id)
    ? await whenQuit(context, id, takeAway)
    : await working(`Leaving ${name} alone…`, () => takeAway([]));
  await runtime.driftWatch.look();
  if (result === undefined) return undefined;
  if (result.errors.length > 0) void reportSync(context, result, { nothing: '' });
  else void tell(context, client, result);
  return result;
}

async function clientToLeave(
  { runtime }: FeatureContext,
  id: string | undefined,
): Promise<LocatedClient | undefined> {
  const { clients, leftAlone } = await runtime.sync.status();
  if (id !== undefined) return clients.find(({ definition }) => definition.id === id);
  const picks = clients
    .filter(({ detected, definition }) => detected && !leftAlone.has(definition.id))
    .map((client) => ({ label: client.definition.name, client }));
  const placeHolder = 'AI OS delivers nothing to it from then on, and takes away what it put there';
  return (await vscode.window.showQuickPick(picks, { placeHolder }))?.client;
}

async function tell(context: FeatureContext, client: LocatedClient, { changes }: SyncResult): Promise<void> {
  const { id } = client.definition;
  const { runtime } = context;
  const words = leavingWords(client.definition, changes);
  const deliverAgain = (): Promise<void> => runtime.sync.leaveAlone(id, false);
  if (changes.length > 0) return tellWithUndo(context, words, {}, 'Undo', deliverAgain);
  if ((await vscode.window.showInformationMessage(words, 'Undo')) === undefined) return;
  await deliverAgain();
  await runtime.driftWatch.look();
}
