import * as vscode from 'vscode';

/** A file to be compared: what it is called, and its two sides; a side that is not there is left out. */
export type ComparedFile = readonly [
  label: vscode.Uri,
  before: vscode.Uri | undefined,
  after: vscode.Uri | undefined,
];

/** Compares several files in one editor. */
export async function compareFiles(title: string, files: readonly ComparedFile[]): Promise<void> {
  await vscode.commands.executeCommand('vscode.changes', title, files);
}

/** Whether a tab is an editor that was opened with this title; it says how many files there are after it. */
export function hasTitle({ label }: vscode.Tab, title: string): boolean {
  return label === title || label.startsWith(`${title} (`);
}

/** @returns the tabs of every group */
export function allTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
}
