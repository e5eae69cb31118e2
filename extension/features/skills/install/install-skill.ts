import * as vscode from 'vscode';
import { AiosError } from '../../../../runtime/errors.ts';
import type { InstallReport, InstallRequest } from '../../../../runtime/registry/installer.ts';
import { withProgress } from '../../progress.ts';
import type { SkillsContext } from '../skills-context.ts';
import { refuseUntrusted } from '../trusted-places.ts';
import { workingFolder } from '../working-folder.ts';
import { digestOf, wantsAllTheSame } from './blocked.ts';
import { editorDialogue } from './editor-dialogue.ts';
import { tellReport } from './report.ts';

/** What is to be installed. */
export interface Wanted extends Pick<InstallRequest, 'source' | 'skills' | 'all'> {
  /** What a relative path is relative to; left out, the trusted workspace or the person's home. */
  readonly workingFolder?: string;
}

/**
 * Installs the skills of a source as the person decides on the way, and tells what was done.
 *
 * @throws AiosError as installing does, and `workspace_not_trusted`
 */
export async function installSkill(context: SkillsContext, wanted: Wanted): Promise<void> {
  refuseUntrusted(wanted.source);
  const report = await carryOut('Fetching and checking skills…', (progress, acceptDigest) =>
    context.runtime.installer.install(
      {
        workingFolder: workingFolder(),
        ...wanted,
        signal: progress.signal,
        onProgress: progress.say,
        ...(acceptDigest !== undefined && { acceptDigest }),
      },
      editorDialogue(context, progress),
    ),
  );
  if (report !== undefined) await tellReport(context, report);
}

type Work = (
  progress: Parameters<Parameters<typeof withProgress>[1]>[0],
  acceptDigest: string | undefined,
) => Promise<InstallReport>;

/**
 * Installs or updates under a notification. What the scan blocks is shown, and done all the same when the person
 * insists, for exactly the content that they were shown.
 *
 * @returns undefined when the person left
 */
export async function carryOut(title: string, work: Work): Promise<InstallReport | undefined> {
  try {
    return await withProgress(title, (progress) => work(progress, undefined));
  } catch (error) {
    if (AiosError.is(error, 'skills_not_chosen')) return undefined;
    if (!AiosError.is(error, 'scan_blocked')) throw error;
    if (!(await wantsAllTheSame(error))) return undefined;
    return withProgress(title, (progress) => work(progress, digestOf(error)));
  }
}

/** Asks for a folder, unless one was given, and installs what is in it. */
export async function installFromFolder(context: SkillsContext, given: unknown): Promise<void> {
  const folder = given instanceof vscode.Uri ? given : await askForFolder();
  if (folder !== undefined)
    await installSkill(context, { source: folder.fsPath, workingFolder: folder.fsPath });
}

/** Asks for an archive and installs what is in it. */
export async function installFromArchive(context: SkillsContext): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Install Skill from Archive',
    openLabel: 'Install Skill',
    filters: { Archives: ['zip', 'skill', 'tgz', 'gz', 'tar'] },
  });
  const [archive] = chosen ?? [];
  if (archive !== undefined) await installSkill(context, { source: archive.fsPath });
}

async function askForFolder(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Install Skill from Folder',
    openLabel: 'Install Skill',
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
  });
  return chosen?.[0];
}
