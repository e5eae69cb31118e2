import * as vscode from 'vscode';
import { decideAlone } from '../../../../runtime/registry/decide.ts';
import type { SkillsContext } from '../skills-context.ts';
import { installSkill } from './install-skill.ts';

/** Offers the skills that come with the extension. */
export async function installShipped(context: SkillsContext): Promise<void> {
  const chosen = await vscode.window.showQuickPick(describeShipped(context), {
    title: 'Install a Skill That Ships with AI OS',
    placeHolder: 'Choose a skill',
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const { fsPath } = chosen.folder;
  await installSkill(context, { source: fsPath, workingFolder: fsPath });
}

async function describeShipped({ extensionUri, runtime }: SkillsContext) {
  const parent = vscode.Uri.joinPath(extensionUri, 'skills');
  const entries = await vscode.workspace.fs.readDirectory(parent);
  const folders = entries
    .filter(([, type]) => type === vscode.FileType.Directory)
    .map(([name]) => vscode.Uri.joinPath(parent, name));
  return Promise.all(
    folders.map(async (folder) => {
      const request = { source: folder.fsPath, workingFolder: folder.fsPath };
      const { proposals } = await runtime.installer.propose(request, decideAlone(false));
      const [proposal] = proposals;
      if (proposal === undefined) throw new Error(`${folder.fsPath} holds no skill`);
      const { name, version, description } = proposal.record.manifest;
      return { label: name, description: version, detail: description, folder };
    }),
  );
}
