import * as vscode from 'vscode';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import { capital, countOf } from '../../plain-text.ts';
import { stateWords } from '../../state-words.ts';
import { clientOf, placeWords } from './place-words.ts';

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
  const text = `${client}: ${placeWords(first)} ${driftWords(first)}.${waits}${more}`;
  const choice = await vscode.window.showWarningMessage(text, buttonFor(first), 'Show');
  if (choice === 'Show Changes')
    await vscode.commands.executeCommand('aios.drift.show', { row: { item: first } });
  else if (choice === 'Open File') await vscode.commands.executeCommand('vscode.open', fileOf(first));
  else if (choice === 'Wait for It') await vscode.commands.executeCommand('aios.sync.client', first.client);
  else return choice;
  return undefined;
}

function driftWords({ state, desired }: PlannedItem): string {
  if (state === 'edited' && desired === undefined)
    return 'is not wanted any more, but holds something of yours';
  if (state === 'edited') return 'was edited there';
  return state === 'unreadable' ? stateWords.unreadable : `is ${stateWords[state]}`;
}

function fileOf({ path }: PlannedItem): vscode.Uri {
  return vscode.Uri.file(path);
}

function buttonFor({ state, action, kind }: PlannedItem): string {
  if (state === 'edited') return 'Show Changes';
  if (state === 'unreadable' && kind === 'server') return 'Open File';
  return action === 'waiting' ? 'Wait for It' : 'Repair';
}
