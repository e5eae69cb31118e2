import * as vscode from 'vscode';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
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
    if (news.length > 0 && isWanted)
      void import('./tell-drift.ts').then(async ({ tellDrift }) =>
        afterWarning(await tellDrift(news, status)),
      );
  }
}

/** What the buttons of a message about several places do. */
export async function afterWarning(choice: string | undefined): Promise<void> {
  if (choice === 'Repair') await vscode.commands.executeCommand('aios.repair');
  if (choice === 'Show Changes') await vscode.commands.executeCommand('aios.drift.show');
  if (choice === 'Show') await vscode.commands.executeCommand('aios.clients.focus');
}
