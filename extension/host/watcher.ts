import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../runtime/disposable.ts';
import type { FileWatcher } from '../../runtime/ports.ts';

/**
 * Watches single files, wherever they are, through their folder: a file that is replaced by a rename keeps being
 * seen. What happened while the window had no focus is caught by a look when it gets it back.
 */
export function editorWatcher(): FileWatcher {
  return {
    watch(files, onEvent) {
      const owned = new DisposableStore();
      for (const file of files) {
        const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(file)), basename(file));
        const watcher = owned.register(vscode.workspace.createFileSystemWatcher(pattern));
        owned.register(watcher.onDidCreate(onEvent));
        owned.register(watcher.onDidChange(onEvent));
        owned.register(watcher.onDidDelete(onEvent));
      }
      owned.register(vscode.window.onDidChangeWindowState(({ focused }) => focused && onEvent()));
      return owned;
    },
  };
}
