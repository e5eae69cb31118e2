import * as vscode from 'vscode';
import { registerCommand } from '../../host/show-error.ts';
import type { FeatureContext } from '../feature-context.ts';
import { ProjectTree } from './project-tree.ts';
import { ProjectWatch } from './project-watch.ts';

/** The Project Skills view, and the offer to bring what a team's lock file names. */
export function registerProject(context: FeatureContext): void {
  const { register, runtime, log, memory } = context;
  const tree = register(new ProjectTree());
  const watch = register(new ProjectWatch({ runtime, log }));
  register(vscode.window.createTreeView('aios.project', { treeDataProvider: tree }));
  register(
    watch.onDidLook((projects) => {
      tree.update(projects);
      void vscode.commands.executeCommand('setContext', 'aios.hasProjectSkills', projects.length > 0);
      void import('./restore-project.ts').then(({ offerRestore }) => offerRestore(projects, memory));
    }),
  );
  register(
    runtime.driftWatch.onStatus(({ skills }) =>
      tree.updateOwn(new Set(skills.map(({ manifest }) => manifest.id))),
    ),
  );
  register(
    registerCommand('aios.project.restore', log, async (given) =>
      (await import('./restore-project.ts')).restoreProject(context, watch, given),
    ),
  );
  register(
    registerCommand('aios.project.update', log, async (given) =>
      (await import('./change-project.ts')).updateProject(context, watch, given),
    ),
  );
  register(
    registerCommand('aios.project.remove', log, async (given) =>
      (await import('./change-project.ts')).removeFromProject(context, watch, given),
    ),
  );
  setImmediate(() => watch.start());
}
