import * as vscode from 'vscode';
import type { FeatureContext } from '../feature-context.ts';
import { QuickFixes, quickFixKinds } from './quick-fixes.ts';
import { SkillDiagnostics } from './skill-diagnostics.ts';

/** What is wrong with a skill, shown while it is written, and the changes that mend it. */
export function registerAuthoring({ register, log }: FeatureContext): void {
  const diagnostics = register(new SkillDiagnostics(log));
  const { workspace } = vscode;
  register(workspace.onDidOpenTextDocument((document) => diagnostics.lookSoon(document)));
  register(workspace.onDidChangeTextDocument(({ document }) => diagnostics.lookSoon(document)));
  register(workspace.onDidSaveTextDocument((document) => diagnostics.lookSoon(document)));
  register(workspace.onDidCloseTextDocument((document) => diagnostics.forget(document)));
  const files = { scheme: 'file', pattern: '**/*.{yaml,yml,md,json}' };
  register(
    vscode.languages.registerCodeActionsProvider(files, new QuickFixes(diagnostics), {
      providedCodeActionKinds: quickFixKinds,
    }),
  );
  for (const document of workspace.textDocuments) diagnostics.lookSoon(document);
}
