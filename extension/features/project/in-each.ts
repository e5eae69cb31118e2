import type * as vscode from 'vscode';
import { showError } from '../../host/show-error.ts';
import type { WorkspaceSkills } from './project-watch.ts';

/** Does the work in one folder after the other. Where it fails, that is told, and the others get theirs. */
export async function inEach(
  projects: readonly WorkspaceSkills[],
  log: vscode.LogOutputChannel,
  work: (project: WorkspaceSkills) => Promise<void>,
): Promise<void> {
  for (const project of projects) {
    try {
      if (project.problem !== undefined) throw project.problem;
      await work(project);
    } catch (error) {
      // Not awaited: the message may stand for as long as the person likes.
      void showError(error, log);
    }
  }
}
