import * as vscode from 'vscode';
import type { FeatureContext } from '../../feature-context.ts';
import { AutoRepair } from './auto-repair.ts';
import type { DriftNotice } from './drift-notice.ts';

/** How long the status bar says what was mended, in milliseconds. */
const saidFor = 8000;

/** @returns what mends unasked in this window, and says so in the status bar alone */
export function openAutoRepair(
  { runtime, log }: Pick<FeatureContext, 'runtime' | 'log'>,
  notice: DriftNotice,
  isWanted: () => boolean,
): AutoRepair {
  return new AutoRepair({
    sync: runtime.sync,
    look: () => runtime.driftWatch.look(),
    isWanted,
    now: Date.now,
    log,
    tell: (status) => notice.update(status),
    say: (clients) =>
      vscode.window.setStatusBarMessage(`$(check) AI OS mended ${clients.join(', ')}`, saidFor),
  });
}
