import * as vscode from 'vscode';
import type { FileEdit } from '../../../../runtime/sync/preview.ts';
import { allTabs, type ComparedFile, compareFiles, hasTitle } from '../multi-diff.ts';

const scheme = 'aios-preview';
/** Of a file that is larger, nothing is shown but that it is. */
const maxShownBytes = 1024 * 1024;

/** Files as they are and as they would become, side by side in one editor, for as long as the person thinks about it. */
export class PreviewDocuments implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registered: vscode.Disposable;
  private readonly title: string;

  constructor(title: string) {
    this.title = title;
    this.registered = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.texts.get(uri.toString()),
    });
  }

  /** Opens the editor. A file that is not there, or would no longer be, has one side only. */
  async open(edits: readonly FileEdit[]): Promise<void> {
    const files = edits.map(
      ({ path, before, after }): ComparedFile => [
        vscode.Uri.file(path),
        this.keep('before', path, before),
        this.keep('after', path, after),
      ],
    );
    await compareFiles(this.title, files);
  }

  async close(): Promise<void> {
    const tabs = allTabs().filter((tab) => hasTitle(tab, this.title));
    await vscode.window.tabGroups.close(tabs, true);
  }

  dispose(): void {
    this.registered.dispose();
    this.texts.clear();
  }

  private keep(side: string, path: string, bytes: Uint8Array | undefined): vscode.Uri | undefined {
    if (bytes === undefined) return undefined;
    const uri = vscode.Uri.file(path).with({ scheme, query: side });
    this.texts.set(uri.toString(), textOf(bytes, side));
    return uri;
  }
}

function textOf(bytes: Uint8Array, side: string): string {
  if (bytes.length > maxShownBytes) return `${side}: ${bytes.length} bytes, too large to be shown.\n`;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return `${side}: no text, ${bytes.length} bytes.\n`;
  }
}
