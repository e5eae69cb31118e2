import * as vscode from 'vscode';

/**
 * Tells what was done, and offers to deliver it.
 *
 * @param others what further buttons do
 */
export async function offerSync(
  message: string,
  others: Readonly<Record<string, () => unknown>> = {},
): Promise<void> {
  const choice = await vscode.window.showInformationMessage(
    message,
    ...Object.keys(others),
    'Sync',
    'Not Now',
  );
  if (choice === 'Sync') await vscode.commands.executeCommand('aios.sync');
  else if (choice !== undefined) await others[choice]?.();
}
