import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import type { SyncStatus } from '../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../feature-context.ts';
import type { ClientsContext } from './clients-context.ts';
import { ClientsTree } from './clients-tree.ts';
import { DriftDocuments } from './drift/drift-documents.ts';
import { mendOrTell } from './drift/mend-or-tell.ts';
import { ShownPlaces } from './drift/shown-places.ts';
import { DriftStatusBar } from './drift-status-bar.ts';
import { registerSyncCommands } from './sync-commands.ts';

/** The Clients view, the status bar item, the notice of drift, and the commands that deliver and mend. */
export function registerClients(feature: FeatureContext): void {
  const { register, runtime, log } = feature;
  const context: ClientsContext = { ...feature, shown: register(new ShownPlaces()) };
  const tree = register(new ClientsTree(runtime.sync));
  const statusBar = register(new DriftStatusBar());
  const documents = register(new DriftDocuments(runtime));
  const takeDrift = mendOrTell(feature);
  register(vscode.window.createTreeView('aios.clients', { treeDataProvider: tree, showCollapseAll: true }));
  let latest: SyncStatus | undefined;
  const showInTree = async (status: SyncStatus): Promise<void> => {
    latest = status;
    const [confirmations, offers] = await Promise.all([
      runtime.sync.confirmations(status),
      runtime.sync.offers(status),
    ]);
    if (latest === status) tree.update(status, confirmations, offers);
  };
  register(
    runtime.driftWatch.onStatus((status) => {
      // Until then an empty view says nothing, rather than that there is nothing.
      void vscode.commands.executeCommand('setContext', 'aios.looked', true);
      const isDrifted = status.items.some((item) => item.drifted);
      void vscode.commands.executeCommand('setContext', 'aios.hasDrift', isDrifted);
      showInTree(status).catch((error: unknown) =>
        log.warn(`Could not tell whether the clients took up what was delivered: ${messageOf(error)}`),
      );
      statusBar.update(status);
      documents.update(status);
      takeDrift(status);
    }),
  );
  registerSyncCommands(context);
}
