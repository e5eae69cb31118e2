import * as vscode from 'vscode';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import { capital, countOf } from '../../plain-text.ts';
import { choicesFor } from './choices-for.ts';
import { clientOf, driftSentence } from './place-words.ts';

/**
 * Shows the notification of drift, and does what a button about its first place asks for.
 *
 * @returns the button that was pressed, where it is about all of the places
 */
export async function tellDrift(
  news: readonly PlannedItem[],
  status: SyncStatus,
): Promise<string | undefined> {
  const [first] = news;
  if (first === undefined) return undefined;
  const client = clientOf(first, status);
  const others = countOf(news.length - 1, 'more place');
  const more = news.length > 1 ? ` ${capital(others)} drifted too.` : '';
  const waits = first.action === 'waiting' ? ` It can be put back once ${client} has been quit.` : '';
  const text = `${driftSentence(first, status)}${waits}${more}`;
  // Somebody may have wanted it gone, and the client is what is left alone then: its name says how much that is.
  const leave = `Leave ${client} Alone`;
  const leaving = choicesFor(first).includes('leave') ? [leave] : [];
  const choice = await vscode.window.showWarningMessage(text, buttonFor(first), ...leaving, 'Show');
  if (choice === leave) await vscode.commands.executeCommand('aios.clients.leaveAlone', first.client);
  else if (choice === 'Show Changes')
    await vscode.commands.executeCommand('aios.drift.show', { row: { item: first } });
  else if (choice === 'Open File') await vscode.commands.executeCommand('vscode.open', fileOf(first));
  else if (choice === 'Wait for It') await vscode.commands.executeCommand('aios.sync.client', first.client);
  else return choice;
  return undefined;
}

function fileOf({ path }: PlannedItem): vscode.Uri {
  return vscode.Uri.file(path);
}

function buttonFor({ state, action, kind }: PlannedItem): string {
  if (state === 'edited') return 'Show Changes';
  if (state === 'unreadable' && kind === 'server') return 'Open File';
  return action === 'waiting' ? 'Wait for It' : 'Repair';
}
