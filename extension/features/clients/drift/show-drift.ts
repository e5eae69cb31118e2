import * as vscode from 'vscode';
import type { ClientsContext } from '../clients-context.ts';
import { findPlace } from './find-place.ts';
import { clientOf, placeWords } from './place-words.ts';

/** *Show Changes*: compares what was delivered to a place with what is there. */
export async function showDrift(context: ClientsContext, given: unknown): Promise<void> {
  const found = await findPlace(context, given, 'show');
  if (found === undefined) return;
  const { item, status } = found;
  const client = clientOf(item, status);
  const texts = await context.runtime.sync.texts(item);
  if (texts.length > 0) {
    await context.shown.open(item, client, texts);
    return;
  }
  if (item.kind === 'server') {
    // What somebody wrote into our entry can be a comment.
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(item.path));
    return;
  }
  const why = item.desired === undefined ? 'is no longer installed' : 'has nothing that can be compared';
  void vscode.window.showInformationMessage(`${client}: ${placeWords(item)} ${why}.`);
}
