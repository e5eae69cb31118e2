import * as vscode from 'vscode';
import { messageOf } from '../../../runtime/errors.ts';
import { findCursorPlugins } from '../../host/cursor-plugins.ts';
import type { FeatureContext } from '../feature-context.ts';
import type { CursorPlugin } from './cursor-plugin.ts';

/** In Cursor, the plugin through which it gets the skills that are for it alone. Nothing of it is loaded elsewhere. */
export function registerCursorPlugin(context: FeatureContext): void {
  const { register, runtime, log } = context;
  const api = findCursorPlugins(vscode);
  // Its name decides only whether what an earlier Cursor took is to end.
  if (api === undefined && !vscode.env.appName.startsWith('Cursor')) return;
  let opening: Promise<Pick<CursorPlugin, 'update'>> | undefined;
  const open = (): Promise<Pick<CursorPlugin, 'update'>> => {
    opening ??= import('./open-cursor-plugin.ts').then(({ openCursorPlugin }) =>
      openCursorPlugin(context, api),
    );
    return opening;
  };
  register(
    runtime.driftWatch.onStatus((status) => {
      open()
        .then((plugin) => plugin.update(status))
        .catch((error: unknown) => log.warn(`Could not keep the plugin for Cursor: ${messageOf(error)}`));
    }),
  );
}
