import * as vscode from 'vscode';
import type { PlannedItem } from '../../../../runtime/sync/plan.ts';
import type { ClientsContext } from '../clients-context.ts';
import { type Choice, choicesFor } from './choices-for.ts';
import { type FoundPlace, findPlace } from './find-place.ts';
import { choiceWords, clientOf, driftSentence, isLeftForPerson, placeWords } from './place-words.ts';

/** *Show Changes*: compares what was delivered to a place with what is there. */
export async function showDrift(context: ClientsContext, given: unknown): Promise<void> {
  const found = await findPlace(context, given, 'show');
  if (found === undefined) return;
  const { item, status } = found;
  const client = clientOf(item, status);
  const texts = await context.runtime.sync.texts(item);
  if (texts.length > 0) await context.shown.open(item, client, texts);
  else if (item.kind === 'server') await showEntry(item);
  else if (isLeftForPerson(item)) await vscode.commands.executeCommand('vscode.open', skillFile(item));
  else {
    const nothing = `${client}: ${placeWords(item)} has nothing that can be compared.`;
    void vscode.window.showInformationMessage(nothing);
  }
  // What is in sight does not say that nothing is wanted there any more, nor what becomes of it then.
  if (isLeftForPerson(item)) void askWhatBecomesOf(found);
}

/** Opens the client's config where our entry begins: what somebody wrote into that can be a comment. */
async function showEntry({ id, path }: PlannedItem): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  const key = new RegExp(`\\b${id}\\b["']?\\s*[:\\]]`, 'u').exec(document.getText());
  const at = document.positionAt(key?.index ?? 0);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
}

function skillFile({ path }: PlannedItem): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(path), 'SKILL.md');
}

const buttons: Readonly<Record<Choice, string>> = {
  keep: 'Keep',
  adopt: 'Adopt',
  restore: 'Restore',
  takeOut: 'Take Out',
};

async function askWhatBecomesOf({ item, status }: FoundPlace): Promise<void> {
  const text = `${driftSentence(item, status)} ${choiceWords(item)}`;
  const open = choicesFor(item).filter((choice): choice is Choice => choice in buttons);
  const labels = open.map((choice) => buttons[choice]);
  const answer = await vscode.window.showInformationMessage(text, ...labels);
  const choice = open.find((one) => buttons[one] === answer);
  if (choice !== undefined) await vscode.commands.executeCommand(`aios.drift.${choice}`, { row: { item } });
}
