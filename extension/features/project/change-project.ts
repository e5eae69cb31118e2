import * as vscode from 'vscode';
import type { InstallReport } from '../../../runtime/registry/installer.ts';
import type { FeatureContext } from '../feature-context.ts';
import { plainText } from '../plain-text.ts';
import { editorDialogue } from '../skills/install/editor-dialogue.ts';
import { carryOut } from '../skills/install/install-skill.ts';
import { reportSentence } from '../skills/install/report-sentence.ts';
import { inEach } from './in-each.ts';
import type { ProjectNode } from './project-tree.ts';
import type { ProjectWatch } from './project-watch.ts';
import { tellWhyNone } from './why-none.ts';

/** Said after every change: nothing reaches the team before it is committed. */
const commitIt = 'Commit .aios/skills and aios.lock.yaml, so that your team has the same.';

/**
 * *Update Project Skills*: brings one skill, or all of the workspace, to what their sources have now.
 *
 * @param given the row it was asked for; anything else means all
 * A folder of the workspace where that fails is told of, and the others are updated nonetheless.
 *
 * @returns how many changed
 */
export async function updateProject(
  context: FeatureContext,
  watch: ProjectWatch,
  given: unknown,
): Promise<number> {
  const node = skillNode(given);
  const projects = node === undefined ? await watch.look() : [node.project];
  if (projects.length === 0) tellWhyNone();
  let changed = 0;
  await inEach(projects, context.log, async ({ folder }) => {
    const { updater } = await context.runtime.openProject(folder);
    const report = await carryOut('Fetching newer versions…', (progress, acceptDigest) =>
      updater.update(
        {
          ids: node === undefined ? [] : [node.skill.id],
          workingFolder: folder,
          signal: progress.signal,
          onProgress: progress.say,
          ...(acceptDigest !== undefined && { acceptDigest }),
        },
        editorDialogue(context, progress),
      ),
    );
    if (report !== undefined) changed += tell(context, report);
  });
  await watch.look();
  return changed;
}

/** *Remove from Project*: asks first, since only version control brings it back. */
export async function removeFromProject(
  { runtime }: Pick<FeatureContext, 'runtime'>,
  watch: ProjectWatch,
  given: unknown,
): Promise<void> {
  const node = skillNode(given);
  if (node === undefined) return;
  const { project } = await runtime.openProject(node.project.folder);
  const { id } = node.skill;
  // What cannot be removed is said before anything is asked.
  const { manifest } = await project.remove(id, { dryRun: true });
  const name = plainText(manifest.name);
  const choice = await vscode.window.showWarningMessage(
    `Remove ${name} from ${node.project.name} for everyone who works on it?`,
    {
      modal: true,
      detail: 'Its folder and its lines in aios.lock.yaml go. Version control brings them back.',
    },
    'Remove',
  );
  if (choice !== 'Remove') return;
  await project.remove(id);
  await watch.look();
  void vscode.window.showInformationMessage(`${name} is removed from ${node.project.name}. ${commitIt}`);
}

function tell({ log }: FeatureContext, report: InstallReport): number {
  for (const { path, error } of report.refused)
    log.warn(`${path} was refused: ${error.message} ${error.remedy}`);
  const changed = report.results.filter(({ action }) => action !== 'unchanged').length;
  const show =
    report.refused.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const sentence = reportSentence(report) ?? 'No skill here could be updated.';
  // Whoever left the page that asked knows that nothing changed.
  if (changed === 0 && report.declined.length > 0) return 0;
  void show(changed > 0 ? `${sentence} ${commitIt}` : sentence);
  return changed;
}

function skillNode(given: unknown): Extract<ProjectNode, { kind: 'skill' }> | undefined {
  const node = given as ProjectNode | undefined;
  return node?.kind === 'skill' ? node : undefined;
}
