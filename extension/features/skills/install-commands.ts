import * as vscode from 'vscode';
import { AiosError } from '../../../runtime/errors.ts';
import type { InstallResult } from '../../../runtime/registry/registry.ts';
import { registerCommand } from '../../host/show-error.ts';
import type { FeatureContext } from '../feature-context.ts';
import type { SkillNode } from './skills-tree.ts';

/** Commands that bring skills in and take them out. */
export function registerInstallCommands(context: FeatureContext): void {
  const { register, log } = context;
  register(
    registerCommand('aios.skills.installFromFolder', log, (folder) => installFromFolder(context, folder)),
  );
  register(registerCommand('aios.skills.installShipped', log, () => installShipped(context)));
  register(registerCommand('aios.skills.remove', log, (node) => removeSkill(context, node)));
}

async function installFromFolder(context: FeatureContext, given: unknown): Promise<void> {
  const folder = given instanceof vscode.Uri ? given : await askForFolder();
  if (folder !== undefined) await install(context, folder);
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

async function installShipped(context: FeatureContext): Promise<void> {
  const chosen = await vscode.window.showQuickPick(describeShipped(context), {
    title: 'Install a Skill That Ships with AI OS',
    placeHolder: 'Choose a skill',
    matchOnDetail: true,
  });
  if (chosen !== undefined) await install(context, chosen.folder);
}

async function describeShipped({ extensionUri, runtime }: FeatureContext) {
  const parent = vscode.Uri.joinPath(extensionUri, 'skills');
  const entries = await vscode.workspace.fs.readDirectory(parent);
  const folders = entries
    .filter(([, type]) => type === vscode.FileType.Directory)
    .map(([name]) => vscode.Uri.joinPath(parent, name));
  return Promise.all(
    folders.map(async (folder) => {
      const { skill } = await runtime.registry.installFolder(folder.fsPath, {
        workingFolder: folder.fsPath,
        dryRun: true,
      });
      const { name, version, description } = skill.manifest;
      return { label: name, description: version, detail: description, folder };
    }),
  );
}

async function install(context: FeatureContext, folder: vscode.Uri): Promise<void> {
  const { runtime } = context;
  const result = await installWithProgress(context, folder).catch(async (error: unknown) => {
    if (!AiosError.is(error, 'scan_blocked')) throw error;
    return (await wantsAllTheSame(error)) ? installWithProgress(context, folder, digestOf(error)) : undefined;
  });
  if (result === undefined) return;
  await runtime.driftWatch.look();
  void offerSync(result);
}

function installWithProgress(
  { runtime }: FeatureContext,
  folder: vscode.Uri,
  acceptDigest?: string,
): Promise<InstallResult> {
  const options = { workingFolder: folder.fsPath, ...(acceptDigest !== undefined && { acceptDigest }) };
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: 'Checking and installing the skill…',
  };
  return Promise.resolve(
    vscode.window.withProgress(progress, () => runtime.registry.installFolder(folder.fsPath, options)),
  );
}

/** The findings are shown whole, and only a deliberate press accepts them, for exactly the content that was scanned. */
async function wantsAllTheSame(error: AiosError): Promise<boolean> {
  const [headline = '', ...findings] = error.message.split('\n');
  // The first button is the one that Enter presses.
  const not = { title: 'Do Not Install', isCloseAffordance: true };
  const anyway = { title: 'Install Anyway' };
  const choice = await vscode.window.showWarningMessage(
    headline.replace(/:$/u, ' something dangerous.'),
    { modal: true, detail: findings.map((line) => line.trim()).join('\n\n') },
    not,
    anyway,
  );
  return choice === anyway;
}

function digestOf(error: AiosError): string | undefined {
  return 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;
}

async function offerSync({ skill, action }: InstallResult): Promise<void> {
  const { name, version } = skill.manifest;
  if (action === 'unchanged') {
    await vscode.window.showInformationMessage(`${name} ${version} is already installed.`);
    return;
  }
  const message = `${name} ${version} is ${action}. Deliver it to your AI clients now?`;
  const choice = await vscode.window.showInformationMessage(message, 'Sync', 'Not Now');
  if (choice === 'Sync') await vscode.commands.executeCommand('aios.sync');
}

async function removeSkill({ runtime }: FeatureContext, node: unknown): Promise<void> {
  const id =
    (node as SkillNode | undefined)?.skill.manifest.id ?? (await askForSkill(await runtime.registry.list()));
  if (id === undefined) return;
  const { manifest } = await runtime.registry.remove(id);
  await runtime.driftWatch.look();
  void vscode.window
    .showInformationMessage(
      `${manifest.name} is removed here. Take it away from your AI clients too?`,
      'Sync',
      'Not Now',
    )
    .then((choice) => choice === 'Sync' && vscode.commands.executeCommand('aios.sync'));
}

async function askForSkill(
  skills: readonly { manifest: { id: string; name: string } }[],
): Promise<string | undefined> {
  const picks = skills.map(({ manifest }) => ({ label: manifest.name, description: manifest.id }));
  const chosen = await vscode.window.showQuickPick(picks, {
    title: 'Remove Skill',
    placeHolder: 'Choose a skill',
  });
  return chosen?.description;
}
