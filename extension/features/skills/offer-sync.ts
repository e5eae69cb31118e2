import * as vscode from 'vscode';
import { hideToasts } from '../hide-toasts.ts';
import type { SkillsContext } from './skills-context.ts';

/** What further buttons do. */
export type Buttons = Readonly<Record<string, () => unknown>>;

export interface OfferOptions {
  /** In front of the offer. */
  readonly others?: Buttons;
  /** Behind it. */
  readonly last?: Buttons;
  readonly isWarning?: boolean;
}

/** Tells what was done, and offers to deliver it. One such offer is in sight at a time, the newest. */
export async function offerSync(
  { offers }: Pick<SkillsContext, 'offers'>,
  message: string,
  { others = {}, last = {}, isWarning = false }: OfferOptions = {},
): Promise<void> {
  if (offers.standing > 0) await hideToasts();
  const show = isWarning ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  offers.standing += 1;
  const choice = await Promise.resolve(
    show(message, ...Object.keys(others), 'Sync', 'Not Now', ...Object.keys(last)),
  ).finally(() => {
    offers.standing -= 1;
  });
  if (choice === 'Sync') await vscode.commands.executeCommand('aios.sync');
  else if (choice !== undefined) await { ...others, ...last }[choice]?.();
}
