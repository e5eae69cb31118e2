import type * as vscode from 'vscode';
import type { Runtime } from '../../runtime/runtime.ts';

/** What every feature is given: nothing else of the extension is reached from there. */
export interface FeatureContext {
  readonly runtime: Runtime;
  readonly log: vscode.LogOutputChannel;
  /** Where the extension is installed. */
  readonly extensionUri: vscode.Uri;
  /** What is remembered over restarts, in every window alike. */
  readonly memory: vscode.Memento;
  readonly register: <T extends vscode.Disposable>(disposable: T) => T;
}
