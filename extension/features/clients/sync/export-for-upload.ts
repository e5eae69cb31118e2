import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeFileAtomically } from '../../../../runtime/files/atomic-write.ts';
import { type InstalledSkill, isEnabledFor } from '../../../../runtime/registry/installed-skill.ts';
import { exportWholeSkill } from '../../../../runtime/skill/export/agent-skill.ts';
import { packUploadZip } from '../../../../runtime/skill/export/upload-zip.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { capital, countOf, plainText } from '../../plain-text.ts';
import { uploadClient } from '../client-rows.ts';

/**
 * *Export Skills for Upload…*: writes the ZIPs that Claude Desktop's own dialog takes.
 *
 * @param given the folder to write them to; left out, the person is asked
 */
export async function exportForUpload(context: FeatureContext, given: unknown): Promise<readonly string[]> {
  const { runtime } = context;
  const installed = await runtime.registry.list();
  const skills = installed.filter((skill) => isEnabledFor(skill, uploadClient));
  if (skills.length === 0) {
    void vscode.window.showInformationMessage('No skill is switched on for Claude Desktop.');
    return [];
  }
  const chosen = skills.length === 1 ? skills : await chooseSkills(skills);
  const folder = chosen.length === 0 ? undefined : await folderFor(given);
  if (folder === undefined) return [];
  const files = chosen.map(({ manifest }) => join(folder.fsPath, `${manifest.id}.zip`));
  if (!(await mayReplace(files))) return [];
  const cut: string[] = [];
  for (const [index, skill] of chosen.entries()) {
    const whole = exportWholeSkill({ manifest: skill.manifest, files: await runtime.registry.files(skill) });
    const { bytes, descriptionWasCut } = await packUploadZip(whole, skill.manifest.id);
    await writeFileAtomically(files[index] ?? '', bytes, { mode: 0o644 });
    if (descriptionWasCut) cut.push(skill.manifest.id);
  }
  void tell(files, cut);
  return files;
}

async function chooseSkills(skills: readonly InstalledSkill[]): Promise<readonly InstalledSkill[]> {
  const picks = skills.map((skill) => ({
    label: plainText(skill.manifest.name),
    description: skill.manifest.version,
    picked: true,
    skill,
  }));
  const options = { title: 'Export Skills for Upload', canPickMany: true } as const;
  return ((await vscode.window.showQuickPick(picks, options)) ?? []).map(({ skill }) => skill);
}

async function folderFor(given: unknown): Promise<vscode.Uri | undefined> {
  if (given instanceof vscode.Uri) return given;
  const options = { canSelectFiles: false, canSelectFolders: true, openLabel: 'Export Here' };
  return (await vscode.window.showOpenDialog(options))?.[0];
}

async function mayReplace(files: readonly string[]): Promise<boolean> {
  const there = await Promise.all(
    files.map((file) =>
      lstat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  const names = files.filter((_file, index) => there[index]);
  if (names.length === 0) return true;
  const answer = await vscode.window.showWarningMessage(
    `${capital(countOf(names.length, 'file'))} of that name ${names.length === 1 ? 'is' : 'are'} there already.`,
    { modal: true, detail: names.join('\n') },
    'Replace',
  );
  return answer === 'Replace';
}

async function tell(files: readonly string[], cut: readonly string[]): Promise<void> {
  const shortened =
    cut.length > 0 ? ` The description of ${cut.join(', ')} was cut to the 200 characters it takes.` : '';
  const choice = await vscode.window.showInformationMessage(
    `${capital(countOf(files.length, 'skill'))} exported. In Claude Desktop, upload ${files.length === 1 ? 'it' : 'each'} under Settings, Capabilities, Skills.${shortened}`,
    'Show File',
  );
  if (choice === 'Show File' && files[0] !== undefined)
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(files[0]));
}
