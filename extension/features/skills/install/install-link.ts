import * as vscode from 'vscode';
import type { SkillsContext } from '../skills-context.ts';
import { installSkill } from './install-skill.ts';
import { readInstallLink } from './read-link.ts';

/**
 * Follows `vscode://aios.aios/install?source=…`. Whoever made the link decides nothing: the person is shown the source
 * whole, and nothing is fetched before they agree.
 *
 * @throws AiosError `link_refused`, and as installing does
 */
export async function followInstallLink(context: SkillsContext, { path, query }: vscode.Uri): Promise<void> {
  const source = readInstallLink(path, query);
  // The first button is the one that Enter presses.
  const not = { title: 'Do Nothing', isCloseAffordance: true };
  const fetch = { title: 'Fetch and Look' };
  const choice = await vscode.window.showWarningMessage(
    'A link wants to install a skill.',
    {
      modal: true,
      detail: `${source}\n\nWhoever gave you the link chose this source. Fetch from it only if you know it. You are shown what it holds before anything is installed.`,
    },
    not,
    fetch,
  );
  if (choice === fetch) await installSkill(context, { source });
}
