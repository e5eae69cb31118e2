import * as vscode from 'vscode';
import type { SkillChoice } from '../../../../runtime/registry/locate-skills.ts';
import { plainText } from '../../plain-text.ts';

/** Asks which of the skills that a source holds are to be installed. @returns none when the person left */
export async function chooseSkills(found: readonly SkillChoice[]): Promise<readonly SkillChoice[]> {
  const picks = found.map((choice) => ({
    label: plainText(choice.id),
    description: choice.path,
    detail: plainText(choice.description),
    choice,
  }));
  const picked = await vscode.window.showQuickPick(picks, {
    title: `${found.length} Skills Were Found`,
    placeHolder: 'Choose those to install',
    canPickMany: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ choice }) => choice) ?? [];
}
