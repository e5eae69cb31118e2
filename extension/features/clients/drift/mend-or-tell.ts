import * as vscode from 'vscode';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import type { AutoRepair } from './auto-repair.ts';
import { DriftNotice } from './drift-notice.ts';

const setting = 'aios.drift.repair';

/**
 * What is done about drift unasked: what is safe is mended where the setting says so, the rest is told of.
 *
 * @returns what takes each look's status
 */
export function mendOrTell(context: FeatureContext): (status: SyncStatus) => void {
  const notice = new DriftNotice(context);
  const isWanted = (): boolean => vscode.workspace.getConfiguration().get(setting) === 'safe';
  let mending: Promise<AutoRepair> | undefined;
  // What drifted already is mended as soon as that is wanted.
  context.register(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) void context.runtime.driftWatch.look();
    }),
  );
  return (status) => {
    if (isWanted() && status.items.some(({ drifted, safe }) => drifted && safe))
      mending ??= import('./open-auto-repair.ts').then((module) =>
        module.openAutoRepair(context, notice, isWanted),
      );
    if (mending === undefined) notice.update(status);
    else void mending.then((repair) => repair.update(status));
  };
}
