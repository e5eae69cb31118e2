import * as vscode from 'vscode';

const scheme = 'aios-skill';

/** Files of skills' versions as documents that can be read and compared, and not written. */
export class VirtualFiles implements vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly owned: readonly vscode.Disposable[];

  constructor() {
    this.owned = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri) => this.texts.get(uri.toString()) ?? '',
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
    ];
  }

  /**
   * Opens a file.
   *
   * @param name shown as its path, e.g. `notes/1.2.0/prompt.md`
   */
  async open(name: string, bytes: Uint8Array): Promise<void> {
    await vscode.commands.executeCommand('vscode.open', this.keep(name, bytes), { preview: true });
  }

  /** Compares two files in the editor's own comparison. One that is not there is empty. */
  async compare(
    title: string,
    before: { readonly name: string; readonly bytes: Uint8Array | undefined },
    after: { readonly name: string; readonly bytes: Uint8Array | undefined },
  ): Promise<void> {
    const [left, right] = [before, after].map(({ name, bytes }) =>
      this.keep(name, bytes ?? new Uint8Array()),
    );
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  dispose(): void {
    for (const one of this.owned) one.dispose();
    this.texts.clear();
  }

  private keep(name: string, bytes: Uint8Array): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.texts.set(uri.toString(), textOf(bytes));
    return uri;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return `This file is no text. It has ${bytes.length} bytes.\n`;
  }
}
