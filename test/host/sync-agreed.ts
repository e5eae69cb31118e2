import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { SyncResult } from '../../runtime/sync/sync.ts';

/** Runs *Sync All* and agrees to what it shows before it writes to a client for the first time. */
export async function syncAgreed(): Promise<SyncResult> {
  let isOver = false;
  const result = Promise.resolve(vscode.commands.executeCommand<SyncResult>('aios.sync')).finally(() => {
    isOver = true;
  });
  // Its first row is to apply. There is nothing to accept before it is shown, and nothing happens then.
  while (!isOver) {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await delay(50);
  }
  return result;
}
