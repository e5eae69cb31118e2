import type { SampleWorkbench } from './sample-workbench.ts';

/** Starts a command and does not wait for its end: some end when the person has answered. */
export async function startCommand(
  workbench: SampleWorkbench,
  command: string,
  argument?: string,
): Promise<void> {
  await workbench.evaluate(
    async (vscode, [id, word]) => {
      void vscode.commands.executeCommand(id, ...(word === null ? [] : [word]));
    },
    [command, argument ?? null] as const,
  );
}

export async function clearNotifications(workbench: SampleWorkbench): Promise<void> {
  await workbench.evaluate((vscode) => vscode.commands.executeCommand('notifications.clearAll'));
}
