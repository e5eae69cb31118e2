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
  // The first button has the focus, so that Enter is a safe answer.
  const choice = await vscode.window.showWarningMessage(
    'A link wants to install a skill.',
    {
      modal: true,
      detail: `${source}\n\nWhoever gave you the link chose this source. Fetch from it only if you know it. You are shown what it holds before anything is installed.`,
    },
    'Copy Source',
    'Fetch and Look',
  );
  if (choice === 'Copy Source') await vscode.env.clipboard.writeText(source);
  if (choice === 'Fetch and Look') await installSkill(context, { source });
}
