import * as vscode from 'vscode';
import { plainText } from '../../plain-text.ts';
import { skillFor } from '../pick-skill.ts';
import type { SkillsContext } from '../skills-context.ts';
import { historyPage } from './history-page.ts';

const shownOperations = 500;

/** Opens what was done to a skill, or, called without one, to all. */
export async function showHistory(context: SkillsContext, given: unknown): Promise<void> {
  const { history } = context.runtime.store;
  const record = given === undefined ? undefined : await skillFor(context, given, { title: 'Show History' });
  const skill = record?.manifest.id;
  const operations = await history.list({ ...(skill !== undefined && { skill }), limit: shownOperations });
  const title = record === undefined ? 'History of Skills' : `History of ${plainText(record.manifest.name)}`;
  const ofAll = record === undefined;
  const hasRemoved = ofAll && (await context.runtime.registry.removedSkills()).length > 0;
  const shown = { title, operations, ofAll, hasRemoved };
  (await context.pages()).show(
    'aios.history',
    {
      title,
      body: (link) => historyPage(shown, link),
      actions: { 'bring-back': () => vscode.commands.executeCommand('aios.skills.bringBack') },
    },
    { preserveFocus: false },
  );
}
