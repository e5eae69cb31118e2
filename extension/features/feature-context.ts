import type * as vscode from 'vscode';
import type { Runtime } from '../../runtime/runtime.ts';

/** What every feature is given: nothing else of the extension is reached from there. */
export interface FeatureContext {
  readonly runtime: Runtime;
  readonly log: vscode.LogOutputChannel;
  /** Where the extension is installed. */
  readonly extensionUri: vscode.Uri;
  readonly register: <T extends vscode.Disposable>(disposable: T) => T;
}
