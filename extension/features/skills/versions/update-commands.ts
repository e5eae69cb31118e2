import * as vscode from 'vscode';
import { capital, countOf, plainText } from '../../plain-text.ts';
import { withProgress } from '../../progress.ts';
import { editorDialogue } from '../install/editor-dialogue.ts';
import { carryOut } from '../install/install-skill.ts';
import { tellReport } from '../install/report.ts';
import { skillFor } from '../pick-skill.ts';
import type { SkillsContext } from '../skills-context.ts';
import { isReadable, refuseUntrusted } from '../trusted-places.ts';
import { workingFolder } from '../working-folder.ts';

/** *Update*: brings one skill to what its source has now. */
export async function updateSkill(context: SkillsContext, given: unknown): Promise<void> {
  const record = await skillFor(context, given, { title: 'Update Skill' });
  if (record === undefined) return;
  const { id, name, version } = record.manifest;
  refuseUntrusted(record.source);
  if (record.pinned) {
    const message = `${plainText(name)} is pinned at ${version}.`;
    const choice = await vscode.window.showInformationMessage(message, 'Unpin and Update', 'Cancel');
    if (choice !== 'Unpin and Update') return;
    await context.runtime.registry.pin(id, false);
  }
  await update(context, [id]);
}

/** *Update All*: pinned ones are passed over. */
export async function updateAll(context: SkillsContext): Promise<void> {
  const skills = (await context.runtime.registry.list()).filter(
    ({ pinned, source }) => !pinned && isReadable(source),
  );
  if (skills.length === 0)
    void vscode.window.showInformationMessage('No skill is installed that could be updated.');
  else
    await update(
      context,
      skills.map(({ manifest }) => manifest.id),
    );
}

async function update(context: SkillsContext, ids: readonly string[]): Promise<void> {
  const report = await carryOut('Fetching newer versions…', (progress, acceptDigest) =>
    context.runtime.updater.update(
      {
        ids,
        workingFolder: workingFolder(),
        signal: progress.signal,
        onProgress: progress.say,
        ...(acceptDigest !== undefined && { acceptDigest }),
      },
      editorDialogue(context, progress),
    ),
  );
  if (report !== undefined) await tellReport(context, report);
}

/** *Check for Updates*: asks every source now. @returns how many skills are outdated */
export async function checkForUpdates(context: SkillsContext): Promise<number | undefined> {
  const found = await withProgress('Asking the sources of your skills…', (progress) =>
    context.updates.check(progress.signal, progress.say),
  );
  if (found === undefined) return undefined;
  for (const { skill, error } of found)
    if (error !== undefined) context.log.warn(`${skill.manifest.id}: ${error.message} ${error.remedy}`);
  const outdated = found.filter(({ state, skill }) => state === 'outdated' && !skill.pinned);
  const unreachable = found.filter(({ state }) => state === 'unreachable').length;
  void tellFreshness(context, outdated.length, unreachable);
  return outdated.length;
}

async function tellFreshness({ log }: SkillsContext, outdated: number, unreachable: number): Promise<void> {
  const sentence =
    outdated === 0
      ? 'No newer version was found.'
      : `There ${outdated === 1 ? 'is a newer version' : 'are newer versions'} of ${countOf(outdated, 'skill')}.`;
  const failed = unreachable === 0 ? '' : ` ${capital(countOf(unreachable, 'source'))} did not answer.`;
  const buttons = [...(outdated > 0 ? ['Update All'] : []), ...(unreachable > 0 ? ['Show Log'] : [])];
  const choice = await vscode.window.showInformationMessage(`${sentence}${failed}`, ...buttons);
  if (choice === 'Update All') await vscode.commands.executeCommand('aios.skills.updateAll');
  if (choice === 'Show Log') log.show();
}
