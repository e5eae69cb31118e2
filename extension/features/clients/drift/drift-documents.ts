import * as vscode from 'vscode';
import type { PlaceTexts } from '../../../../runtime/sync/place-texts.ts';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { SyncStatus } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { driftScheme, fromQuery, isSamePlace } from './place-address.ts';

/**
 * What should stand at a place and what does, as documents that can be read and not written. They follow every look,
 * and an address says all that is needed to make one again after a reload.
 */
export class DriftDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly runtime: FeatureContext['runtime'];
  private readonly registered: vscode.Disposable;
  private status: SyncStatus | undefined;
  /** A place's texts are asked for once by each side of each file. */
  private texts = new WeakMap<PlannedItem, Promise<PlaceTexts[]>>();

  constructor(runtime: FeatureContext['runtime']) {
    this.runtime = runtime;
    this.registered = vscode.workspace.registerTextDocumentContentProvider(driftScheme, this);
  }

  update(status: SyncStatus): void {
    this.status = status;
    for (const { uri } of vscode.workspace.textDocuments)
      if (uri.scheme === driftScheme) this.changed.fire(uri);
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const address = fromQuery(query);
    if (address === undefined) return '';
    this.status ??= await this.runtime.sync.status();
    const item = this.status.items.find((one) => isSamePlace(one, address));
    if (item === undefined) return '';
    const known = this.texts.get(item) ?? this.runtime.sync.texts(item);
    this.texts.set(item, known);
    const texts = (await known).find(({ name }) => name === address.name);
    if (texts?.isOpaque)
      return `${address.side === 'ours' ? 'What AI OS delivered' : 'What is there'} is no text, or too large to be shown.\n`;
    return texts?.[address.side] ?? '';
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }
}
