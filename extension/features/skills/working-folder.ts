import { homedir } from 'node:os';
import * as vscode from 'vscode';

/** @returns what a relative path is relative to: the workspace when it is trusted, else the person's home */
export function workingFolder(): string {
  const [first] = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  return first?.uri.scheme === 'file' ? first.uri.fsPath : homedir();
}
