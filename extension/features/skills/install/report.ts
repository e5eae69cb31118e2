import * as vscode from 'vscode';
import type { InstallReport } from '../../../../runtime/registry/installer.ts';
import { offerSync } from '../offer-sync.ts';
import type { SkillsContext } from '../skills-context.ts';
import { reportSentence } from './report-sentence.ts';

/** Shows what was installed or updated in the views, and tells of it with what to do next. */
export async function tellReport(context: SkillsContext, report: InstallReport): Promise<void> {
  const { runtime, updates, log } = context;
  const { results, refused } = report;
  await updates.forget(results.map(({ skill }) => skill.manifest.id));
  await runtime.driftWatch.look();
  for (const { path, error } of refused) log.warn(`${path} was refused: ${error.message} ${error.remedy}`);
  // Not awaited: the command is over; the notification may stand for as long as the person likes.
  void tell(context, report);
}

async function tell(context: SkillsContext, report: InstallReport): Promise<void> {
  const sentence = reportSentence(report);
  if (sentence === undefined) return;
  const isChanged = report.results.some(({ action }) => action !== 'unchanged');
  const isWarning = report.refused.length > 0;
  const log = { 'Show Log': () => context.log.show() };
  const last = isWarning ? log : {};
  if (isChanged) {
    const message = `${sentence} Deliver ${wordFor(report)} to your AI clients now?`;
    await offerSync(context, message, { last, isWarning });
    return;
  }
  const show = isWarning ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  if ((await show(sentence, ...Object.keys(last))) !== undefined) log['Show Log']();
}

function wordFor({ results }: InstallReport): string {
  return results.filter(({ action }) => action !== 'unchanged').length === 1 ? 'it' : 'them';
}
