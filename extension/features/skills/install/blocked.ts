import * as vscode from 'vscode';
import type { AiosError } from '../../../../runtime/errors.ts';

/** The findings are shown whole, and only a deliberate press accepts them, for exactly the content that was scanned. */
export async function wantsAllTheSame(error: AiosError): Promise<boolean> {
  const [headline = '', ...findings] = error.message.split('\n');
  // The first button has the focus, so that Enter is the safe answer; were it the one that closes, it would be last.
  const choice = await vscode.window.showWarningMessage(
    headline.replace(/:$/u, ' something dangerous.'),
    { modal: true, detail: findings.map((line) => line.trim()).join('\n\n') },
    'Do Not Install',
    'Install Anyway',
  );
  return choice === 'Install Anyway';
}

/** @returns the digest of the content that a scan blocked */
export function digestOf(error: AiosError): string | undefined {
  return 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;
}
