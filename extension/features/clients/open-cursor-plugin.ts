import * as vscode from 'vscode';
import type { CursorPluginsApi } from '../../host/cursor-plugins.ts';
import type { FeatureContext } from '../feature-context.ts';
import { CursorPlugin, removeManifest } from './cursor-plugin.ts';

const setting = 'aios.cursor.plugin';

/** @param api undefined in a Cursor that has none (any more): what another one took ends */
export function openCursorPlugin(
  context: FeatureContext,
  api: CursorPluginsApi | undefined,
): Pick<CursorPlugin, 'update'> {
  const { driftWatch, home } = context.runtime;
  if (api !== undefined) {
    context.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) void driftWatch.look();
      }),
    );
    return context.register(new CursorPlugin({ ...context, isPluginOn }, api, tellRefused));
  }
  return {
    async update() {
      if (await removeManifest(home.cursorPlugin)) void driftWatch.look();
    },
  };
}

/** The person's own setting: no workspace has a word in where skills are delivered. */
function isPluginOn(): boolean {
  return vscode.workspace.getConfiguration().inspect<unknown>(setting)?.globalValue !== false;
}

function tellRefused(reason: string): void {
  void vscode.window
    .showWarningMessage(
      `Cursor did not take the skills from AI OS: ${reason} Sync copies them to where Cursor looks by itself.`,
      'Sync All',
    )
    .then((choice) => choice && vscode.commands.executeCommand('aios.sync'));
}
