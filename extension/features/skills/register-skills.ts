import * as vscode from 'vscode';
import { registerCommand, showError } from '../../host/show-error.ts';
import type { FeatureContext } from '../feature-context.ts';
import { SkillDrop } from './install/skill-drop.ts';
import { registerSkillCommands } from './skill-commands.ts';
import type { SkillsContext } from './skills-context.ts';
import { SkillsTree } from './skills-tree.ts';
import { UpdateWatch } from './versions/update-watch.ts';

/** The Skills view, its commands, and the links that install. */
export function registerSkills(feature: FeatureContext): void {
  const { register, runtime, log } = feature;
  const updates = register(new UpdateWatch(feature));
  const context: SkillsContext = { ...feature, updates, offers: { standing: 0 } };
  const tree = register(new SkillsTree(updates));
  const view = register(
    vscode.window.createTreeView('aios.skills', {
      treeDataProvider: tree,
      showCollapseAll: true,
      dragAndDropController: new SkillDrop(context),
    }),
  );
  register(
    runtime.driftWatch.onStatus((status) => {
      void vscode.commands.executeCommand('setContext', 'aios.hasSkills', status.skills.length > 0);
      tree.update(status);
      view.badge = tree.badge();
    }),
  );
  register(
    updates.onDidChange(() => {
      tree.refresh();
      view.badge = tree.badge();
    }),
  );
  // What skills are linked to in the workspace may be read from now on.
  register(vscode.workspace.onDidGrantWorkspaceTrust(() => runtime.driftWatch.request()));
  registerSkillCommands(context, (id, run) => register(registerCommand(id, log, run)));
  register(
    vscode.window.registerUriHandler({
      handleUri: async (uri) => {
        try {
          await (await import('./install/install-link.ts')).followInstallLink(context, uri);
        } catch (error) {
          void showError(error, log);
        }
      },
    }),
  );
}
