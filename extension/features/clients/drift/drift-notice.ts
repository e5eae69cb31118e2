import * as vscode from 'vscode';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import { capital, countOf } from '../../plain-text.ts';
import { stateWords } from '../../state-words.ts';
import { clientOf, placeWords } from './place-words.ts';
import { driftNews } from './told-drift.ts';

const memoryKey = 'aios.drift.told';

/** Tells of drift that needs a decision, once, over restarts and in every window. */
export class DriftNotice {
  private readonly memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.memory = memory;
  }

  update(status: SyncStatus): void {
    const before = this.memory.get<readonly string[]>(memoryKey) ?? [];
    const { news, told } = driftNews(status.items, before);
    // Before it is told: another window, or a reload while the notification stands, does not tell it again.
    if (told.join() !== before.join()) void this.memory.update(memoryKey, told);
    const isWanted = vscode.workspace.getConfiguration('aios').get('drift.notify', true);
    if (news.length > 0 && isWanted) void tell(news, status);
  }
}

async function tell(news: readonly PlannedItem[], status: SyncStatus): Promise<void> {
  const [first] = news;
  if (first === undefined) return;
  const client = clientOf(first, status);
  const others = countOf(news.length - 1, 'more place');
  const more = news.length > 1 ? ` ${capital(others)} drifted too.` : '';
  const waits = first.action === 'waiting' ? ` It can be put back once ${client} has been quit.` : '';
  const text = `${client}: ${placeWords(first)} ${driftWords(first.state)}.${waits}${more}`;
  const choice = await vscode.window.showWarningMessage(text, buttonFor(first), 'Show');
  if (choice === 'Show Changes')
    await vscode.commands.executeCommand('aios.drift.show', { row: { item: first } });
  else if (choice === 'Open File') await vscode.commands.executeCommand('vscode.open', fileOf(first));
  else if (choice === 'Wait for It') await vscode.commands.executeCommand('aios.sync.client', first.client);
  else await afterWarning(choice);
}

function driftWords(state: PlannedItem['state']): string {
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

/** What the buttons of a message about several places do. */
export async function afterWarning(choice: string | undefined): Promise<void> {
  if (choice === 'Repair') await vscode.commands.executeCommand('aios.repair');
  if (choice === 'Show Changes') await vscode.commands.executeCommand('aios.drift.show');
  if (choice === 'Show') await vscode.commands.executeCommand('aios.clients.focus');
}
