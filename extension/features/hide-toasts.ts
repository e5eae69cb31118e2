import * as vscode from 'vscode';

/**
 * Lays the notifications in sight aside: they stay in the notification centre. No editor lets an extension close one
 * that is out of date.
 */
export async function hideToasts(): Promise<void> {
  // A fork may lack the command, and then they stay where they are.
  await Promise.resolve(vscode.commands.executeCommand('notifications.hideToasts')).catch(() => undefined);
}
