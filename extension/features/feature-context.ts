import type * as vscode from 'vscode';
import type { Runtime } from '../../runtime/runtime.ts';
import type { CursorServers } from '../host/cursor-servers.ts';
import type { Pages } from '../pages/pages.ts';

/** What every feature is given: nothing else of the extension is reached from there. */
export interface FeatureContext {
  readonly runtime: Runtime;
  readonly log: vscode.LogOutputChannel;
  /** Where the extension is installed. */
  readonly extensionUri: vscode.Uri;
  /** What is remembered over restarts, in every window alike. */
  readonly memory: vscode.Memento;
  /** Where this editor keeps what is ours, in the folder of its profile's own files. */
  readonly globalStorageUri: vscode.Uri;
  /** Set where the editor is Cursor and takes servers from extensions. */
  readonly cursor: CursorServers | undefined;
  /** Pages of text, loaded with the first of them. */
  readonly pages: () => Promise<Pages>;
  readonly register: <T extends vscode.Disposable>(disposable: T) => T;
}
