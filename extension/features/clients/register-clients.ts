import * as vscode from 'vscode';
import type { FeatureContext } from '../feature-context.ts';
import { ClientsTree } from './clients-tree.ts';
import { DriftNotice } from './drift-notice.ts';
import { DriftStatusBar } from './drift-status-bar.ts';
import { registerSyncCommands } from './sync-commands.ts';

/** The Clients view, the status bar item, the notice of drift, and the commands that deliver and mend. */
export function registerClients(context: FeatureContext): void {
  const { register, runtime } = context;
  const tree = register(new ClientsTree());
  const statusBar = register(new DriftStatusBar());
  const notice = new DriftNotice();
  register(vscode.window.createTreeView('aios.clients', { treeDataProvider: tree, showCollapseAll: true }));
  register(
    runtime.driftWatch.onStatus((status) => {
      // Until then an empty view says nothing, rather than that there is nothing.
      void vscode.commands.executeCommand('setContext', 'aios.looked', true);
      tree.update(status);
      statusBar.update(status);
      notice.update(status);
    }),
  );
  registerSyncCommands(context);
}
