import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { aiosHome } from '../../runtime/aios-home.ts';
import { decideAlone } from '../../runtime/registry/decide.ts';
import type { InstallRequest } from '../../runtime/registry/installer.ts';
import { Project } from '../../runtime/registry/project/project.ts';
import { Restorer } from '../../runtime/registry/restorer.ts';
import { Updater } from '../../runtime/registry/updater.ts';
import { openInstaller, openRegistry } from '../support/registry-home.ts';

/**
 * Installs into the home that the editor has, as from a terminal: the page on which a person agrees cannot be reached
 * from in here. What it does is tested in test/ui.
 */
export async function installAgreed(source: string, request: Partial<InstallRequest> = {}): Promise<void> {
  const { installer } = openHere();
  await installer.install({ source, workingFolder: homedir(), ...request }, decideAlone(true));
}

/** Brings skills to what their sources have now, in the same way. */
export async function updateAgreed(...ids: string[]): Promise<void> {
  const { registry, installer } = openHere();
  await new Updater(registry, installer).update({ ids, workingFolder: homedir() }, decideAlone(true));
}

/** Brings what the lock file of a project names, in the same way. */
export async function restoreAgreed(folder: string): Promise<void> {
  const home = aiosHome(join(homedir(), '.aios'));
  const project = new Project(folder, home);
  const installer = openInstaller(home.root, project);
  await new Restorer(project, installer).restore({ frozen: false, workingFolder: folder });
}

function openHere() {
  const home = join(homedir(), '.aios');
  const registry = openRegistry(home);
  return { registry, installer: openInstaller(home, registry) };
}

/**
 * Runs a command that shows what it is about to switch in, and leaves that page.
 *
 * @returns the page's title and what the command returned
 */
export async function runAndLeave(
  command: string,
  ...words: unknown[]
): Promise<{ title: string; result: unknown }> {
  let isOver = false;
  const ended = Promise.resolve(vscode.commands.executeCommand(command, ...words)).finally(() => {
    isOver = true;
  });
  let title = '';
  while (!isOver) {
    const [page] = proposalPages();
    if (page !== undefined) {
      title = page.label;
      await vscode.window.tabGroups.close(page);
    }
    await delay(50);
  }
  return { title, result: await ended };
}

function proposalPages(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('aios.proposal'),
    );
}
