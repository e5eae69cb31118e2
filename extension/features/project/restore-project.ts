import * as vscode from 'vscode';
import type { InstalledSkill } from '../../../runtime/registry/installed-skill.ts';
import type { RestoreReport } from '../../../runtime/registry/restorer.ts';
import type { FeatureContext } from '../feature-context.ts';
import { capital, countOf, plainText } from '../plain-text.ts';
import { withProgress } from '../progress.ts';
import { editorDialogue } from '../skills/install/editor-dialogue.ts';
import { inEach } from './in-each.ts';
import type { ProjectWatch, WorkspaceSkills } from './project-watch.ts';
import { tellWhyNone } from './why-none.ts';

/**
 * Brings the skills that the lock files of the workspace name, once they were shown on the page that an install has, and
 * says what was done. What the person leaves out there stays as it is. A folder of the workspace where
 * that fails is told of, and the others get theirs.
 *
 * @param given the folder of the workspace it was asked for; anything else means all
 * @returns how many were restored
 */
export async function restoreProject(
  context: FeatureContext,
  watch: ProjectWatch,
  given: unknown,
): Promise<number> {
  const { runtime, log } = context;
  const found = await watch.look();
  if (found.length === 0) tellWhyNone();
  const projects = typeof given === 'string' ? found.filter(({ folder }) => folder === given) : found;
  const reports: RestoreReport[] = [];
  await inEach(projects, log, async ({ folder, name }) => {
    const { restorer } = await runtime.openProject(folder);
    const report = await withProgress(`Restoring the skills of ${name}…`, (progress) =>
      restorer.restore(
        { frozen: false, workingFolder: folder, signal: progress.signal, onProgress: progress.say },
        editorDialogue(context, progress),
      ),
    );
    if (report !== undefined) reports.push(report);
  });
  await watch.look();
  const sentence = sentenceOf(reports);
  if (sentence !== '') void vscode.window.showInformationMessage(sentence);
  return reports.reduce((sum, { restored }) => sum + restored.length, 0);
}

/**
 * Offers to bring what a colleague's lock file names and is not here, or is here as it was before, once for each state
 * of that file. The folders of the workspace are offered side by side: none waits for the answer about another.
 *
 * @param offered what was offered before, kept over restarts
 */
export async function offerRestore(
  projects: readonly WorkspaceSkills[],
  offered: vscode.Memento,
): Promise<void> {
  await Promise.all(projects.map((project) => offerOne(project, offered)));
}

async function offerOne({ folder, name, skills }: WorkspaceSkills, offered: vscode.Memento): Promise<void> {
  const missing = skills.filter(({ state }) => state === 'missing');
  const behind = skills.filter(({ state }) => state === 'behind');
  const key = `aios.project.offered:${folder}`;
  const state = [...missing, ...behind].map(({ id, entry }) => `${id} ${entry?.digest}`).join('\n');
  if (state === '' || offered.get(key) === state) return;
  await offered.update(key, state);
  const has = [
    ...(missing.length > 0
      ? [
          `${name} names ${countOf(missing.length, 'skill')} for everyone who works on it: ${namesOf(missing)}.`,
        ]
      : []),
    ...(behind.length > 0
      ? [`The lock file of ${name} has moved on for ${countOf(behind.length, 'skill')}: ${namesOf(behind)}.`]
      : []),
  ];
  const question = missing.length > 0 ? 'Install into the project?' : 'Bring the project after it?';
  const choice = await vscode.window.showInformationMessage(
    [...has, question].join(' '),
    'Restore',
    'Not Now',
  );
  if (choice === 'Restore') await vscode.commands.executeCommand('aios.project.restore', folder);
}

function namesOf(skills: WorkspaceSkills['skills']): string {
  const names = skills.slice(0, 5).map(({ id }) => id);
  return [...names, ...(skills.length > 5 ? ['…'] : [])].join(', ');
}

/** What was done; nothing where the person left the page and so knows. */
function sentenceOf(reports: readonly RestoreReport[]): string {
  const restored = reports.flatMap((report) => report.restored);
  const left = reports.flatMap((report) => report.left);
  const declined = reports.flatMap((report) => report.declined).map(({ skill }) => skill);
  if (reports.length === 0 || (restored.length === 0 && declined.length > 0)) return '';
  return [
    restored.length === 0
      ? 'The project’s skills are as the lock file says.'
      : capital(`${countOf(restored.length, 'project skill')} restored.`),
    ...(declined.length > 0 ? [`Not restored: ${skillNames(declined)}.`] : []),
    ...(left.length > 0
      ? [`Left as they are, since the lock file does not name them: ${skillNames(left)}.`]
      : []),
  ].join(' ');
}

function skillNames(skills: readonly InstalledSkill[]): string {
  return skills.map(({ manifest }) => plainText(manifest.name)).join(', ');
}
