import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';

/**
 * Whether what stands at a path may be read: it may not in a workspace that the person has not trusted.
 *
 * @param path absolute
 */
export function isTrustedPath(path: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  const wanted = real(path);
  return !(vscode.workspace.workspaceFolders ?? []).some(
    ({ uri }) => uri.scheme === 'file' && isInside(wanted, real(uri.fsPath)),
  );
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}

/** What a link leads to is what would be read. As the disk spells it: not every system tells case apart. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
