import * as vscode from 'vscode';
import type { SyncError } from '../../../../runtime/sync/apply.ts';
import type { SyncResult, SyncStatus } from '../../../../runtime/sync/sync.ts';
import type { FeatureContext } from '../../feature-context.ts';
import { plainText } from '../../plain-text.ts';
import { choiceWords, driftSentence } from '../drift/place-words.ts';
import { tellWithUndo } from './tell-with-undo.ts';

export interface ReportOptions {
  /** What is said when nothing had to be done. */
  readonly nothing: string;
  /** Of an undo: what was done is that something was taken back. */
  readonly isUndo?: boolean;
  /** What further buttons do. */
  readonly others?: Readonly<Record<string, () => unknown>>;
}

/** Tells what a sync, a repair or an undo did, or what kept it from doing so. */
export async function reportSync(
  context: Pick<FeatureContext, 'runtime' | 'log'>,
  { changes, errors }: SyncResult,
  { nothing, others = {}, isUndo = false }: ReportOptions,
): Promise<void> {
  const [error] = errors;
  if (error !== undefined) {
    await reportError(context, error, errors.length - 1, changes.length);
    return;
  }
  if (changes.length === 0) {
    await tell(nothing, others);
    return;
  }
  const { clients } = await context.runtime.sync.status();
  const touched = clients.filter(({ definition }) =>
    changes.some(({ readers }) => readers.includes(definition.id)),
  );
  const names = touched.map(({ definition }) => definition.name).join(', ');
  const steps = touched.map(({ definition }) => `${definition.name}: ${definition.reload.value}`);
  const done = `${countWords(changes.length)} ${isUndo ? 'taken back' : 'made'} for ${names}.`;
  const reload = (): unknown => vscode.window.showInformationMessage(steps.join('\n'), { modal: true });
  const buttons = { ...others, 'How to Reload': reload };
  await tellWithUndo(context, done, buttons, isUndo ? 'Redo' : 'Undo');
}

async function tell(message: string, others: Readonly<Record<string, () => unknown>>): Promise<void> {
  const choice = await vscode.window.showInformationMessage(message, ...Object.keys(others));
  if (choice !== undefined) await others[choice]?.();
}

async function reportError(
  { runtime, log }: Pick<FeatureContext, 'runtime' | 'log'>,
  error: SyncError,
  more: number,
  changes: number,
): Promise<void> {
  const done = changes > 0 ? `${countWords(changes)} made. ` : '';
  const rest = more > 0 ? ` (and ${more} more, see the log)` : '';
  const edited =
    error.code === 'edited_here' ? editedWayOut(error, more, await runtime.sync.status()) : undefined;
  const { button, run, sentence } = edited ?? wayOut(error);
  const buttons = [...(button === undefined ? [] : [button]), 'Show Log'];
  const choice = await vscode.window.showWarningMessage(plainText(`${done}${sentence}${rest}`), ...buttons);
  if (choice === 'Show Log') log.show();
  else if (choice !== undefined) await run?.();
}

/** What is said of an error here, where its remedy is a button and not a command of the terminal. */
interface WayOut {
  readonly sentence: string;
  readonly button?: string;
  readonly run?: () => unknown;
}

function wayOut({ code, message, remedy, client }: SyncError): WayOut {
  if (code === 'client_running') {
    const run = (): unknown => vscode.commands.executeCommand('aios.sync.client', client);
    return { sentence: `${message} Quit it first.`, button: 'Wait for It', run };
  }
  if (code === 'client_may_run') {
    const run = (): unknown => vscode.commands.executeCommand('aios.sync.client', client);
    return { sentence: `${message} Quit it first.`, button: 'Is It Quit?', run };
  }
  return { sentence: `${message} ${remedy}` };
}

/** @returns undefined where the place is no longer edited */
function editedWayOut({ client, path }: SyncError, more: number, status: SyncStatus): WayOut | undefined {
  const item = status.items.find(
    (one) => one.client === client && one.path === path && one.state === 'edited',
  );
  if (item === undefined) return undefined;
  // Where more was left, it may be edited too: then the person picks.
  const given = more > 0 ? [] : [{ row: { item } }];
  return {
    sentence: `${driftSentence(item, status)} ${choiceWords(item)}`,
    button: 'Show Changes',
    run: () => vscode.commands.executeCommand('aios.drift.show', ...given),
  };
}

function countWords(count: number): string {
  return count === 1 ? '1 change' : `${count} changes`;
}
