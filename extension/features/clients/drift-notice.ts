import * as vscode from 'vscode';
import { rowKey } from '../../../runtime/sync/ledger.ts';
import type { ItemState } from '../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import { stateWords } from '../state-words.ts';
import { afterWarning } from './sync-commands.ts';

/** What the next sync mends by itself, and nobody needs to hear of. */
const quiet: ReadonlySet<ItemState> = new Set(['source-moved', 'not-wanted', 'client-gone']);

/** Tells of new drift once, and offers to repair it. */
export class DriftNotice {
  private told = new Set<string>();

  update({ items, clients }: SyncStatus): void {
    const drifted = items.filter((item) => item.drifted && !quiet.has(item.state));
    const keys = drifted.map((item) => `${rowKey(item)}\n${item.state}`);
    const news = drifted.filter((_item, index) => !this.told.has(keys[index] ?? ''));
    this.told = new Set(keys);
    const [first] = news;
    if (first === undefined || !vscode.workspace.getConfiguration('aios').get('drift.notify', true)) return;
    const name =
      clients.find(({ definition }) => definition.id === first.client)?.definition.name ?? first.client;
    const what = first.kind === 'server' ? 'its entry for AI OS' : `the skill “${first.id}”`;
    const more =
      news.length > 1
        ? ` ${news.length - 1} more ${news.length === 2 ? 'place' : 'places'} drifted too.`
        : '';
    void vscode.window
      .showWarningMessage(`${name}: ${what} is ${stateWords[first.state]}.${more}`, 'Repair', 'Show')
      .then((choice) => afterWarning(choice));
  }
}
