import * as vscode from 'vscode';
import type { RestoreReport } from '../../../runtime/registry/restorer.ts';
import type { FeatureContext } from '../feature-context.ts';
import { capital, countOf } from '../plain-text.ts';
import { withProgress } from '../progress.ts';
import type { ProjectWatch, WorkspaceSkills } from './project-watch.ts';

/** Brings the skills that the lock files of the workspace name, and says what was done. */
export async function restoreProject(
  { runtime }: Pick<FeatureContext, 'runtime'>,
  watch: ProjectWatch,
): Promise<number> {
  const projects = await watch.look();
  const reports: RestoreReport[] = [];
  for (const { folder, name, problem } of projects) {
    if (problem !== undefined) throw problem;
    const { restorer } = await runtime.openProject(folder);
    const report = await withProgress(`Restoring the skills of ${name}…`, ({ signal, say }) =>
      restorer.restore({ frozen: false, workingFolder: folder, signal, onProgress: say }),
    );
    if (report !== undefined) reports.push(report);
  }
  await watch.look();
  const restored = reports.reduce((sum, report) => sum + report.restored.length, 0);
  void vscode.window.showInformationMessage(
    projects.length === 0
      ? 'This workspace has no skills of its own.'
      : capital(`${countOf(restored, 'project skill')} restored.`),
  );
  return restored;
}

/**
 * Offers to bring what a colleague's lock file names and is not here, once for each state of that file.
 *
 * @param offered what was offered before, kept over restarts
 */
export async function offerRestore(
  projects: readonly WorkspaceSkills[],
  offered: vscode.Memento,
): Promise<void> {
  for (const { folder, name, skills } of projects) {
    const missing = skills.filter(({ state }) => state === 'missing');
    const key = `aios.project.offered:${folder}`;
    const state = missing.map(({ id, entry }) => `${id} ${entry?.digest}`).join('\n');
    if (missing.length === 0 || offered.get(key) === state) continue;
    await offered.update(key, state);
    const choice = await vscode.window.showInformationMessage(
      `${name} names ${countOf(missing.length, 'skill')} for everyone who works on it: ${missing
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}${missing.length > 5 ? ', …' : ''}. Install into the project?`,
      'Restore',
      'Not Now',
    );
    if (choice === 'Restore') await vscode.commands.executeCommand('aios.project.restore');
  }
}
