import * as vscode from 'vscode';
import type { FeatureContext } from '../feature-context.ts';
import { registerInstallCommands } from './install-commands.ts';
import { SkillsTree } from './skills-tree.ts';

/** The Skills view and its commands. */
export function registerSkills(context: FeatureContext): void {
  const { register, runtime } = context;
  const tree = register(new SkillsTree());
  register(vscode.window.createTreeView('aios.skills', { treeDataProvider: tree, showCollapseAll: true }));
  register(runtime.driftWatch.onStatus((status) => tree.update(status)));
  registerInstallCommands(context);
}
