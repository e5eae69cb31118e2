import * as vscode from 'vscode';
import { AiosError, messageOf } from '../../runtime/errors.ts';

/** Tells a person what went wrong and what to do, with the whole of it in the log. */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const known = AiosError.is(error);
  log.error(known ? `${error.message} ${error.remedy}` : error instanceof Error ? error : messageOf(error));
  const [firstLine = ''] = messageOf(error).split('\n');
  const isLong = firstLine.length < messageOf(error).length;
  const text =
    known && !isLong
      ? `${firstLine} ${error.remedy}`
      : `${firstLine}${isLong ? ' See the log for the details.' : ''}`;
  const choice = await vscode.window.showErrorMessage(text, 'Show Log');
  if (choice === 'Show Log') log.show();
}

/** Registers a command whose errors reach the person instead of vanishing. */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  run: (...words: unknown[]) => Promise<unknown>,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...words: unknown[]) => {
    try {
      return await run(...words);
    } catch (error) {
      // Not awaited: the command is over; the message may stand for as long as the person likes.
      void showError(error, log);
      return undefined;
    }
  });
}
