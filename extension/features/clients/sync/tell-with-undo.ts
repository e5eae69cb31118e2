import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import type { FeatureContext } from '../../feature-context.ts';

/**
 * Tells what was done to clients' files, and offers to take it back for as long as nothing else was done since.
 *
 * @param others what further buttons do
 * @param button what the one that takes it back is called
 * @param first what has to be taken back besides, before it
 */
export async function tellWithUndo(
  context: Pick<FeatureContext, 'runtime'>,
  message: string,
  others: Readonly<Record<string, () => unknown>> = {},
  button: 'Undo' | 'Redo' = 'Undo',
  first: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const done = await lastOperation(context);
  const buttons = [...Object.keys(others), ...(done === undefined ? [] : [button])];
  const choice = await vscode.window.showInformationMessage(message, ...buttons);
  if (choice === undefined) return;
  if (choice !== button) {
    await others[choice]?.();
    return;
  }
  if ((await lastOperation(context)) === done) {
    await first();
    await vscode.commands.executeCommand('aios.undo');
  } else
    void vscode.window.showInformationMessage(
      'Something else was done since. “Undo Last Sync” takes that back first.',
    );
}

/** @returns when the operation began that an undo would take back; undefined for none */
async function lastOperation({ runtime }: Pick<FeatureContext, 'runtime'>): Promise<string | undefined> {
  try {
    return (await runtime.sync.undo({ dryRun: true })).undone.at;
  } catch (error) {
    if (AiosError.is(error, 'nothing_to_undo')) return undefined;
    throw error;
  }
}
