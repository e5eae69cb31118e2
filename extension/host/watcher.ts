import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../runtime/disposable.ts';
import type { FileWatcher } from '../../runtime/ports.ts';

/**
 * Watches single files, wherever they are, through their folder: a file that is replaced by a rename keeps being
 * seen. The folder has to be there: VS Code asks for a missing one every five seconds only, and tells nothing of what
 * came with it. What happened while the window had no focus is caught by a look when it gets it back.
 */
export function editorWatcher(): FileWatcher {
  const focus = new FocusListeners();
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
      owned.register(focus.add(onEvent));
      return owned;
    },
  };
}

/** However many files are watched, the window is listened to once, and who watches them is told once. */
class FocusListeners {
  private readonly listeners = new Map<symbol, () => void>();
  private window: vscode.Disposable | undefined;

  add(listener: () => void): Disposable {
    const key = Symbol();
    this.listeners.set(key, listener);
    this.window ??= vscode.window.onDidChangeWindowState(({ focused }) => focused && this.tell());
    return { dispose: () => this.remove(key) };
  }

  private tell(): void {
    for (const listener of new Set(this.listeners.values())) listener();
  }

  private remove(key: symbol): void {
    this.listeners.delete(key);
    if (this.listeners.size > 0) return;
    this.window?.dispose();
    this.window = undefined;
  }
}
