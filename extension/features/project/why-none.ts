import * as vscode from 'vscode';

const manage = 'Manage Workspace Trust';

/** Says why there is nothing to do: the workspace has no skills, or they may not be read. Waits for no answer. */
export function tellWhyNone(): void {
  if (vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage('This workspace has no skills of its own.');
    return;
  }
  void askForTrust();
}

async function askForTrust(): Promise<void> {
  const choice = await vscode.window.showWarningMessage(
    'You have not trusted this workspace, so its skills were not read.',
    manage,
  );
  if (choice === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
