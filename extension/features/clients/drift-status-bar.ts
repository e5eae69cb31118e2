import * as vscode from 'vscode';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';

/** The one status bar item: how many places drifted, or that all is well. */
export class DriftStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('aios.drift', vscode.StatusBarAlignment.Left);

  constructor() {
    this.item.name = 'AI OS drift';
  }

  update({ items }: SyncStatus): void {
    const delivered = items.filter(({ row }) => row !== undefined).length;
    const drifted = items.filter((item) => item.drifted).length;
    if (delivered === 0) {
      this.item.hide();
      return;
    }
    const { item } = this;
    // A repair leaves edits alone: there is nothing but to look at them and choose.
    const isMendable = items.some(({ drifted: differs, safe }) => differs && safe);
    item.text = drifted === 0 ? '$(check-all) AI OS' : `$(warning) AI OS: ${drifted} drifted`;
    item.tooltip =
      drifted === 0
        ? 'Your AI clients are as AI OS left them.'
        : `Your AI clients differ from what AI OS delivered. Click to ${isMendable ? 'repair' : 'see what changed'}.`;
    const mending = isMendable ? 'aios.repair' : 'aios.drift.show';
    item.command = drifted === 0 ? 'aios.drift.check' : mending;
    item.backgroundColor =
      drifted === 0 ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground');
    item.accessibilityInformation = {
      label:
        drifted === 0
          ? 'AI OS: in sync'
          : `AI OS: ${drifted} drifted, ${isMendable ? 'repair' : 'show changes'}`,
    };
    item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}
