import * as vscode from 'vscode';
import { neverWritten } from '../../../../runtime/sync/preview.ts';
import type { RepairOptions, SyncResult } from '../../../../runtime/sync/sync.ts';
import { plainText } from '../../plain-text.ts';
import type { ClientsContext } from '../clients-context.ts';
import { tellWithUndo } from '../sync/tell-with-undo.ts';
import { whenQuit } from '../sync/when-quit.ts';
import type { Choice } from './choices-for.ts';
import { findPlace } from './find-place.ts';
import { clientOf, placeWords } from './place-words.ts';

/** *Keep*, *Adopt*, *Restore* or *Take It Out*: does it at one place, and says how to take it back. */
export async function decide(
  context: ClientsContext,
  choice: Choice,
  given: unknown,
): Promise<SyncResult | undefined> {
  const found = await findPlace(context, given, choice);
  if (found === undefined) return undefined;
  const { item, status } = found;
  const { runtime, log } = context;
  // An adopted skill goes to every client that has it, and never as the first thing to one that has nothing of ours.
  const leaveOut = neverWritten(status.items);
  const { client, id, path } = item;
  const edited = choice === 'takeOut' ? 'restore' : choice;
  const options: RepairOptions = { clients: [client], ids: [id], paths: [path], leaveOut, edited };
  const repair = (isQuit: readonly string[]): Promise<SyncResult> =>
    runtime.sync.repair({ ...options, isQuit });
  const waits = edited === 'restore' && item.kind === 'server';
  const result = waits ? await whenQuit(context, client, repair) : await repair([]);
  await runtime.driftWatch.look();
  if (result === undefined) return undefined;
  const [error] = result.errors;
  if (error !== undefined) {
    void vscode.window
      .showWarningMessage(plainText(`${error.message} ${error.remedy}`), 'Show Log')
      .then((answer) => answer === 'Show Log' && log.show());
    return result;
  }
  await context.shown.close(item);
  void tellWithUndo(context, sentences[choice](clientOf(item, status), placeWords(item)));
  return result;
}

const sentences: Readonly<Record<Choice, (client: string, what: string) => string>> = {
  keep: (client, what) => `${client}: ${what} is yours now. AI OS leaves it as it is there.`,
  adopt: (client, what) =>
    `${client}: ${what} as it was edited there is the installed version now, for every client that has it.`,
  restore: (client, what) => `${client}: ${what} is as AI OS delivered it again.`,
  takeOut: (client, what) => `${client}: ${what} is gone, with what was put into it.`,
};
