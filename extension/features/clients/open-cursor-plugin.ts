import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import type { CursorPluginsApi } from '../../host/cursor-plugins.ts';
import { cursorRefusal, cursorVersion } from '../../host/cursor-refusal.ts';
import type { FeatureContext } from '../feature-context.ts';
import { CursorPlugin, type PluginNotices } from './cursor-plugin.ts';

const setting = 'aios.cursor.plugin';
/** How often it is said that Cursor still knows the plugin, in milliseconds. */
const refreshedEvery = 12 * 60 * 60_000;

/** @param api undefined in a Cursor that has none (any more): what another one took ends */
export function openCursorPlugin(
  context: FeatureContext,
  api: CursorPluginsApi | undefined,
): Pick<CursorPlugin, 'update'> {
  const { runtime, log, register } = context;
  const version = cursorVersion(vscode.env.appRoot, vscode.version);
  const refusal = cursorRefusal(runtime.home, 'plugins', version);
  const plugin = register(new CursorPlugin({ runtime, log, isPluginOn, refusal }, api, notices));
  const timer = setInterval(() => {
    plugin
      .refresh()
      .catch((error: unknown) => log.warn(`Could not keep the plugin for Cursor: ${messageOf(error)}`));
  }, refreshedEvery);
  register({ dispose: () => clearInterval(timer) });
  register(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) void runtime.driftWatch.look();
    }),
  );
  return plugin;
}

/** The person's own setting: no workspace has a word in where skills are delivered. */
function isPluginOn(): boolean {
  return vscode.workspace.getConfiguration().inspect<unknown>(setting)?.globalValue !== false;
}

const notices: PluginNotices = {
  refused(reason) {
    void vscode.window
      .showWarningMessage(
        `Cursor did not take the skills from AI OS: ${reason} Sync copies them to where Cursor looks by itself.`,
        'Sync All',
      )
      .then((choice) => choice && notices.move());
  },
  ended() {
    void vscode.window
      .showInformationMessage(
        'The skills that are for Cursor alone stand in a plugin of AI OS, which is to be used no longer. Sync moves them to where Cursor looks by itself.',
        'Sync All',
      )
      .then((choice) => choice && notices.move());
  },
  async offer() {
    const choice = await vscode.window.showInformationMessage(
      'Cursor can read the skills that are for it alone from a plugin of AI OS, through Cursor’s own API. Sync moves the copies there.',
      'Move Them',
    );
    return choice !== undefined;
  },
  move: () => void vscode.commands.executeCommand('aios.sync'),
};
