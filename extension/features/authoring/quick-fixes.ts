import * as vscode from 'vscode';
import { editorRange, type OfferedFix, type SkillDiagnostics } from './skill-diagnostics.ts';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('aios');

/** What the quick fixes may be asked for. */
export const quickFixKinds = [vscode.CodeActionKind.QuickFix, fixAll];

/** Offers, for what was found in a skill's files, the changes that are known to mend it. */
export class QuickFixes implements vscode.CodeActionProvider {
  private readonly diagnostics: SkillDiagnostics;

  constructor(diagnostics: SkillDiagnostics) {
    this.diagnostics = diagnostics;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    // What was offered for another text would change the wrong place; a new look is on its way.
    const offered = this.diagnostics
      .fixesOf(document.uri)
      .filter(({ version }) => version === document.version);
    if (only?.contains(fixAll)) return offered.length === 0 ? [] : [fixAllOf(document, offered, fixAll)];
    const here = offered.filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
    const actions = here.map((fix) => {
      const action = new vscode.CodeAction(fix.fix.title, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [fix.diagnostic];
      action.isPreferred = true;
      action.edit = editOf(document, [fix]);
      return action;
    });
    if (here.length > 0 && offered.length > 1)
      actions.push(fixAllOf(document, offered, vscode.CodeActionKind.QuickFix));
    return actions;
  }
}

function fixAllOf(
  document: vscode.TextDocument,
  offered: readonly OfferedFix[],
  kind: vscode.CodeActionKind,
): vscode.CodeAction {
  const action = new vscode.CodeAction('Fix everything AI OS can mend in this file', kind);
  action.diagnostics = offered.map(({ diagnostic }) => diagnostic);
  action.edit = editOf(document, offered);
  return action;
}

/** Two fixes may be for the same place, a name that breaks two rules: the first one is taken. */
function editOf({ uri }: vscode.TextDocument, offered: readonly OfferedFix[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  const taken: vscode.Range[] = [];
  for (const { fix } of offered) {
    const ranges = fix.edits.map(({ range }) => editorRange(range));
    if (ranges.some((range) => taken.some((other) => range.intersection(other) !== undefined))) continue;
    taken.push(...ranges);
    for (const { range, newText } of fix.edits) edit.replace(uri, editorRange(range), newText);
  }
  return edit;
}
