import { realpathSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { AiosError } from '../../../runtime/errors.ts';
import { workingFolder } from './working-folder.ts';

/**
 * Whether a source may be read: one on this machine may not stand in a workspace that is not trusted.
 *
 * @param source as a person gives it or as the registry remembers it
 */
export function isReadable(source: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  const path = real(resolve(workingFolder(), source.replace(/^folder:/u, '')));
  return !(vscode.workspace.workspaceFolders ?? []).some(
    ({ uri }) => uri.scheme === 'file' && isInside(path, real(uri.fsPath)),
  );
}

/** @throws AiosError `workspace_not_trusted` */
export function refuseUntrusted(source: string): void {
  if (isReadable(source)) return;
  throw new AiosError(`${source} is in a workspace that you have not trusted, so it was not read.`, {
    code: 'workspace_not_trusted',
    remedy: 'Trust the workspace first (Workspaces: Manage Workspace Trust).',
  });
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}

/** What a link leads to is what would be read. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
